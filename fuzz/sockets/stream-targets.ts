import { setTimeout as delay } from 'node:timers/promises'
import type { Connection, Stream } from '@libp2p/interface'
import { joined } from '../mutate-bytes.ts'
import { pack, unpack } from '../packed.ts'
import type { Random } from '../random.ts'
import { Broken, type Outcome, type Target } from '../target.ts'

/** What is written on a stream, in pieces. */
export type Writes = (random: Random) => readonly Uint8Array[]

const OPEN_TIMEOUT_MS = 10_000
/** Connections for one input each: fewer than the strangers that a peer has room for. */
const APART_AT_ONCE = 40
/** A peer takes 250 a second from one address and turns all others away, honest ones as well. */
const MAX_CONNECTIONS_PER_SECOND = 150
const [CLOSE, RESET, HANG_UP] = [0, 1, 2]

export interface StreamTargetOptions {
  name: string
  weight: number
  protocol: string
  writes: Writes
  /** Gives a connection: the one there is, or a new one each time. */
  connect: () => Promise<Connection>
  /** How long the other side may answer before the stream is given up: behind half a message there is nothing to wait for. */
  patienceMs: number
  /** Streams on one connection at the same time: more than are allowed are tried as well. */
  perConnection: number
}

/**
 * Raw bytes on fresh streams of one protocol. An input is how the stream ends (closed, reset at once, the whole connection
 * dropped), and the pieces that are written. What it may not do to the process shows in the process.
 */
export function streamTarget(options: StreamTargetOptions): Target {
  const { name, weight, protocol, writes, connect, patienceMs, perConnection } = options

  async function runOne(input: Uint8Array, given: Promise<Connection>): Promise<Outcome> {
    const [[end = CLOSE] = [], ...pieces] = unpack(input)
    let stream: Stream
    try {
      const connection = await given
      stream = await connection.newStream(protocol, { signal: AbortSignal.timeout(OPEN_TIMEOUT_MS) })
    } catch (error) {
      // The other side may refuse streams and end connections; that it stays silent is another thing.
      return error instanceof Error && error.name === 'TimeoutError' ? new Broken(error) : 'refused'
    }
    const over = new Promise<string>((resolve) => {
      if (stream.status !== 'open') resolve('reset')
      stream.addEventListener('close', ({ error }) => resolve(error === undefined ? 'closed' : 'reset'), { once: true })
    })
    try {
      for (const piece of pieces) if (stream.writeStatus === 'writable') stream.send(piece)
    } catch {
      return 'reset' // the other side was faster
    }
    if (end === RESET) stream.abort(new Error('reset'))
    else if (end === HANG_UP) (await given).abort(new Error('hung up'))
    else stream.close().catch(() => {})
    const outcome = await Promise.race([over, delay(patienceMs, 'open', { ref: false })])
    if (outcome === 'open') stream.abort(new Error('over'))
    return outcome
  }

  async function runApart(input: Uint8Array): Promise<Outcome> {
    const connection = connect()
    try {
      return await runOne(input, connection)
    } finally {
      await connection.then((one) => one.close()).catch(() => {})
    }
  }

  return {
    name,
    weight,
    batch: perConnection === 1 ? APART_AT_ONCE : perConnection + 1,
    generate: (random) => pack(Uint8Array.of(end(random)), ...writes(random)),
    async run(inputs) {
      if (perConnection === 1) {
        const paced = delay((inputs.length * 1_000) / MAX_CONNECTIONS_PER_SECOND)
        const [outcomes] = await Promise.all([Promise.all(inputs.map(runApart)), paced])
        return outcomes
      }
      const connection = connect()
      return await Promise.all(inputs.map((input) => runOne(input, connection)))
    },
  }
}

function end(random: Random): number {
  if (random.oneIn(200)) return HANG_UP
  return random.oneIn(4) ? RESET : CLOSE
}

/** A message with its length before it, as libp2p's own protocols have it; the length lies now and then. */
export function lengthPrefixed(bytes: Uint8Array, random: Random): Uint8Array {
  const length = random.oneIn(12)
    ? random.pick([0, bytes.length + 1, bytes.length * 2, 2 ** 31, 2 ** 50])
    : bytes.length
  const prefix: number[] = []
  let rest = length
  for (; rest > 127; rest = Math.floor(rest / 128)) prefix.push((rest % 128) | 0x80)
  prefix.push(rest)
  return joined([Uint8Array.from(prefix), bytes])
}
