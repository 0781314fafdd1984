import type { PeerId } from '@libp2p/interface'
import { equals } from 'uint8arrays/equals'
import { fromString } from 'uint8arrays/from-string'
import { toString as textFromBytes } from 'uint8arrays/to-string'
import { OpenPeerError } from '../errors.ts'
import { select } from '../records/select.ts'
import type { VerifiedIdentity, VerifiedLocation } from '../records/verified-record.ts'
import { BucketSet } from '../wire/bucket-set.ts'
import { createLocations } from './locations.ts'

/** New sealed records that one unlisted identity may put through this home: at once, and again in a day. */
export const SEALED_AT_ONCE = 64
const DAY_S = 24 * 3600
/** Identities whose budget is remembered, at most. */
const MAX_BUDGETS = 10_000
/** Identities without a location are looked for whenever there are this many more than at the last look. */
const SWEEP_EVERY = 256

/**
 * Where devices of unlisted identities can be reached: in memory only, never on disk, in the DHT or in an answer to
 * `resolve`; who asks must know the identity's id. docs/spec/directory.md, "Unlisted identities".
 */
export interface UnlistedLocations {
  /**
   * Keeps the location of a device that `identity`, brought along by the device, lists.
   *
   * @throws OpenPeerError as `Locations.put`, and NOT_NEWEST for an older identity record than one seen before, CONFLICT
   */
  put(location: VerifiedLocation, identity: VerifiedIdentity): VerifiedLocation
  of(identityId: Uint8Array): VerifiedLocation[]
  /** As `Locations.ownerOf`: by this a device is at home here. */
  ownerOf(device: PeerId): string | null
  count(): number
  /** Takes one new sealed record from the budget of the device's identity: 0, or in how many ms; null: not at home here. */
  takeSealed(device: PeerId): number | null
}

/** @param max locations of all devices together */
export function createUnlistedLocations({ max, now }: { max: number; now: () => number }): UnlistedLocations {
  const locations = createLocations({ max, now })
  const identities = new Map<string, VerifiedIdentity>()
  let sweepAt = SWEEP_EVERY
  const budgets = new BucketSet({
    rate: { capacity: SEALED_AT_ONCE, perSecond: SEALED_AT_ONCE / DAY_S },
    maxKeys: MAX_BUDGETS,
  })

  function sweep(): void {
    for (const identity of [...identities.keys()]) {
      if (locations.of(fromString(identity, 'hex')).length === 0) identities.delete(identity)
    }
    sweepAt = identities.size + SWEEP_EVERY
  }

  /** A device that was removed must not come back with the record that still listed it. */
  function newest(id: string, brought: VerifiedIdentity): void {
    const held = identities.get(id)
    if (held !== undefined) {
      const selection = select(held, brought)
      if (selection.conflict) throw new OpenPeerError('CONFLICT', 'A contradicting key log of this identity was shown')
      if (selection.winner === 'a') {
        throw new OpenPeerError('NOT_NEWEST', 'A newer record of this identity was shown: bring that one')
      }
    }
    identities.set(id, brought)
    if (identities.size > sweepAt) sweep()
  }

  return {
    put(location, identity) {
      newest(textFromBytes(identity.payload.id, 'hex'), identity)
      return locations.put(location)
    },
    of(identityId) {
      const listed = identities.get(textFromBytes(identityId, 'hex'))?.payload.devices ?? []
      return locations
        .of(identityId)
        .filter(({ payload }) => listed.some(({ peerId }) => equals(peerId, payload.peerId)))
    },
    ownerOf: (device) => locations.ownerOf(device),
    count: () => locations.count(),
    takeSealed(device) {
      const owner = locations.ownerOf(device)
      if (owner === null || this.of(fromString(owner, 'hex')).length === 0) return null
      return budgets.of(owner, now()).take(now(), 1)
    },
  }
}
