import type { Connection, Stream } from '@libp2p/interface'
import { timeoutSignal } from '../timeout-signal.ts'
import { IDENTIFY_PROTOCOL } from './before-hello.ts'
import { pause } from './pause.ts'
import { PING_PROTOCOL } from './probe.ts'

/** How long streams may stay on a relayed path after a direct one stands, in ms. */
export const DRAIN_TIMEOUT_MS = 30_000
const CLOSE_TIMEOUT_MS = 1_000

/** What a stream on a path that is about to be closed is told by: open it again, on the better path. */
export const PATH_CHANGED = 'path-changed'

export interface DrainOptions {
  helloProtocol: string
  /** ms until the path is closed with its streams; null to wait for them for as long as they like. */
  timeoutMs: number | null
  /** ms to leave it open anyway, for the other side to take up the better path before it loses this one. */
  graceMs: number
  signal: AbortSignal
}

/**
 * Closes a path as soon as no stream is left on it. Streams that are get a `path-changed` event first; after
 * `timeoutMs` they are closed with it. Resolves when the path is closed, or `signal` calls it off.
 */
export async function drainPath(connection: Connection, options: DrainOptions): Promise<void> {
  const told = new WeakSet<Stream>()
  const tell = (stream: Stream) => {
    if (!told.has(stream)) stream.dispatchEvent(new Event(PATH_CHANGED))
    told.add(stream)
  }
  const deadline = options.timeoutMs === null ? null : timeoutSignal(options.timeoutMs)
  const signal = deadline === null ? options.signal : AbortSignal.any([options.signal, deadline])
  for (const stream of busyStreams(connection, options.helloProtocol)) tell(stream)
  await pause(options.graceMs, signal)
  while (!signal.aborted && connection.status === 'open') {
    const [next] = busyStreams(connection, options.helloProtocol)
    if (next === undefined) break
    tell(next)
    await ended(next, signal)
  }
  if (!options.signal.aborted) await closePath(connection)
}

/** Streams that somebody would miss; WebRTC signalling is one. */
function busyStreams(connection: Connection, helloProtocol: string): Stream[] {
  const idle = [helloProtocol, IDENTIFY_PROTOCOL, PING_PROTOCOL]
  return connection.streams.filter((stream) => stream.status === 'open' && !idle.includes(stream.protocol))
}

function ended(stream: Stream, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.removeEventListener('close', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    stream.addEventListener('close', done)
    signal.addEventListener('abort', done)
    if (stream.status !== 'open') done()
  })
}

/** Closes a connection, or cuts it off: a close that is not answered in time would keep it for good. */
export async function closePath(connection: Connection): Promise<void> {
  try {
    await connection.close({ signal: timeoutSignal(CLOSE_TIMEOUT_MS) })
  } catch (error) {
    connection.abort(error as Error)
  }
}
