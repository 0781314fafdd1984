import type { Connection, PeerId } from '@libp2p/interface'
import { IDENTIFY_PROTOCOL } from './before-hello.ts'
import { closePath } from './drain-path.ts'
import type { PeerHost } from './host.ts'
import { PING_PROTOCOL } from './probe.ts'
import { runtimeTimers, type Timers } from './renew.ts'

/** How often it is looked for connections that nobody uses any more. */
const EVERY_MS = 60_000
/** Younger ones may be about to be used. */
const LEAST_AGE_MS = 60_000

export interface IdleOptions {
  host: PeerHost
  /** The relays that this peer holds slots at: they stay. */
  kept: () => PeerId[]
  timers?: Timers | undefined
  now: () => number
}

/**
 * Closes connections to operators that were asked something once: a channel ends when it is idle, and its connection would
 * stay, with a ping every half minute. With many people that is most of what an operator has open. The result stops it.
 */
export function closeIdleConnections({ host, kept, timers = runtimeTimers, now }: IdleOptions): () => void {
  let timer = timers.setTimeout(round, EVERY_MS)

  function round(): void {
    for (const connection of host.getConnections()) if (isIdle(connection)) void closePath(connection)
    timer = timers.setTimeout(round, EVERY_MS)
  }

  /** Those of links, and of calls under way, had a hello; a caller who said none is disconnected by others. */
  function isIdle(connection: Connection): boolean {
    const { direction, remotePeer, streams, timeline } = connection
    if (direction !== 'outbound' || host.services.standings.of(connection) !== 'stranger') return false
    if (now() - timeline.open < LEAST_AGE_MS || kept().some((relay) => relay.equals(remotePeer))) return false
    return streams.every(({ status, protocol }) => {
      return status !== 'open' || protocol === IDENTIFY_PROTOCOL || protocol === PING_PROTOCOL
    })
  }

  return () => timers.clearTimeout(timer)
}
