import { peerIdBytesFromRaw } from '../records/keys.ts'
import { RECORD_LIMITS } from '../records/kinds.ts'
import { nextSeq, sealRecord } from '../records/seal-record.ts'
import { validateLocation } from '../records/validate.ts'
import type { VerifiedLocation } from '../records/verified-record.ts'
import { directory } from '../wire/methods.ts'
import type { PeerKeys } from './key-store.ts'
import type { Operators } from './operators.ts'

/** Of each sort, in one location record. */
export const MAX_LOCATION_ADDRESSES = 4

export interface LocationWriterOptions {
  keys: PeerKeys
  id: Uint8Array
  operators: Operators
  /** Binary multiaddrs through the relays where a slot is held. */
  relayAddresses: () => Uint8Array[]
  /** Binary multiaddrs that the owner wants everybody to know; none by default. */
  directAddresses: () => Uint8Array[]
  /** Of an unlisted identity: its record, which the home is shown and does not keep. */
  identityRecord?: (() => Promise<Uint8Array>) | undefined
  /** ms; at most 2 h. */
  lifetimeMs?: number | undefined
  now: () => number
}

/**
 * Tells the home where this device is. Null, and nothing sent, when there is nothing to say: no relay slot and no public
 * address. The result throws UNREACHABLE, ABORTED, and the home's codes (DEVICE_NOT_LISTED: publish the identity first).
 * docs/spec/verification.md, "Publishing".
 */
export function createLocationWriter(
  options: LocationWriterOptions,
): (signal?: AbortSignal) => Promise<VerifiedLocation | null> {
  const { keys, id, operators, now, lifetimeMs = RECORD_LIMITS.location.maxLifetimeMs } = options
  const { network, deviceKey } = keys
  const peerId = Uint8Array.from(peerIdBytesFromRaw(deviceKey.publicKey.raw))
  let lastSeq: number | null = null

  return async (signal) => {
    const relayAddresses = options.relayAddresses().slice(0, MAX_LOCATION_ADDRESSES)
    const directAddresses = options.directAddresses().slice(0, MAX_LOCATION_ADDRESSES)
    if (relayAddresses.length + directAddresses.length === 0) return null
    const seq = nextSeq(lastSeq, now())
    lastSeq = seq
    const payload = {
      identityId: Uint8Array.from(id),
      peerId,
      seq,
      expiresAt: seq + lifetimeMs,
      relayAddresses: relayAddresses.map((address) => Uint8Array.from(address)),
      directAddresses: directAddresses.map((address) => Uint8Array.from(address)),
    }
    const bytes = await sealRecord('location', payload, deviceKey, network)
    const location = await validateLocation(bytes, id, peerId, { network, now: now() })
    await operators.home.ask(
      directory.putLocation,
      { envelope: Uint8Array.from(bytes), identityRecord: Uint8Array.from((await options.identityRecord?.()) ?? []) },
      signal === undefined ? {} : { signal },
    )
    return location
  }
}
