import type { Connection, PeerId } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { isOpenPeerError } from '../errors.ts'
import { callPeer } from '../wire/call.ts'
import type { Channels } from '../wire/channels.ts'
import { directory } from '../wire/methods.ts'
import { isRelayed } from './addresses.ts'
import { isUnreached } from './node-turns.ts'
import { pause } from './pause.ts'
import type { RelayedBytes } from './relayed-bytes.ts'

/** A relay that could not be asked is asked again after this long, in ms. */
const AGAIN_MS = 5_000
/** With less than this left, asking again gave nothing and the circuit is at its end. */
const LAST_BYTES = 64 * 1024

export interface RaiseOptions {
  /** Of the directory protocol. */
  channels: Pick<Channels, 'request'>
  relayed: RelayedBytes
}

/**
 * Lets the circuit of a caller that was accepted carry more, on this device's own account at the relay, for as long as
 * the connection stays relayed and the account allows (docs/spec/connect.md, "On a relay"). Does nothing for other
 * connections. Resolves when there is no more to be had; never rejects.
 */
export async function raiseCircuit(connection: Connection, { channels, relayed }: RaiseOptions): Promise<void> {
  const relay = connection.direction === 'inbound' ? relayOf(connection) : null
  if (relay === null) return
  const ended = new AbortController()
  const { signal } = ended
  connection.addEventListener('close', () => ended.abort(), { once: true })
  if (connection.status !== 'open') return
  const caller = connection.remotePeer.toMultihash().bytes as Uint8Array<ArrayBuffer>
  let allowed = 0
  while (!signal.aborted) {
    try {
      const raised = await callPeer(channels, relay, directory.raiseCircuit, { caller }, { signal })
      relayed.allow(connection, raised)
      allowed = raised.maxBytes
    } catch (error) {
      const waitMs = retryAfterMs(error)
      if (waitMs === null) return
      await pause(waitMs, signal)
      continue
    }
    const left = allowed - relayed.of(connection)
    if (left < LAST_BYTES) return
    await relayed.reached(connection, allowed - left / 2, signal)
  }
}

/** Null for what will not change: a relay that raises nothing, or a circuit that is gone. */
function retryAfterMs(error: unknown): number | null {
  if (isOpenPeerError(error, 'RATE_LIMITED')) return error.retryAfterMs ?? AGAIN_MS
  if (isOpenPeerError(error, 'REFUSED') || !isUnreached(error)) return null
  return AGAIN_MS
}

function relayOf({ remoteAddr }: Connection): PeerId | null {
  if (!isRelayed(remoteAddr)) return null
  const relay = remoteAddr.getComponents().find(({ name }) => name === 'p2p')?.value
  return relay === undefined ? null : peerIdFromString(relay)
}
