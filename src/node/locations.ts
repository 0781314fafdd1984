import type { PeerId } from '@libp2p/interface'
import { equals } from 'uint8arrays/equals'
import { toString as textFromBytes } from 'uint8arrays/to-string'
import { OpenPeerError } from '../errors.ts'
import { select } from '../records/select.ts'
import type { VerifiedIdentity, VerifiedLocation } from '../records/verified-record.ts'

/** Devices of one identity whose locations are kept; an identity record lists no more. */
export const MAX_DEVICES = 16

/** Where devices of people at home here can be reached now; in memory, since it is over within two hours anyway. */
export interface Locations {
  /**
   * Keeps the newest of each device; answers what is held now.
   *
   * @throws OpenPeerError NOT_NEWEST; STORE_FULL; LIMIT_EXCEEDED for a seventeenth device of one identity
   */
  put(location: VerifiedLocation): VerifiedLocation
  /** A record of the identity was seen, the newest here: what is kept of devices that it does not list is dropped. */
  review(identity: VerifiedIdentity): void
  /** Those of an identity that are not over. */
  of(identityId: Uint8Array): VerifiedLocation[]
  /** The identity, in hex, whose device this is, as far as its location is kept. */
  ownerOf(device: PeerId): string | null
  count(): number
}

/** @param max locations of all devices together */
export function createLocations({ max, now }: { max: number; now: () => number }): Locations {
  const byIdentity = new Map<string, Map<string, VerifiedLocation>>()
  const owners = new Map<string, string>()
  let count = 0

  const isOver = (location: VerifiedLocation) => location.expiresAt !== null && location.expiresAt <= now()

  function drop(identity: string, isWanted: (location: VerifiedLocation) => boolean): void {
    const devices = byIdentity.get(identity)
    for (const [device, location] of devices ?? []) {
      if (isWanted(location)) continue
      devices?.delete(device)
      owners.delete(device)
      count -= 1
    }
    if (devices?.size === 0) byIdentity.delete(identity)
  }

  const sweep = (identity: string) => drop(identity, (location) => !isOver(location))

  function makeRoom(identity: string): void {
    sweep(identity)
    if (count >= max) for (const other of [...byIdentity.keys()]) sweep(other)
    if (count >= max) throw new OpenPeerError('STORE_FULL', `This node keeps ${max} locations: publish to another home`)
    if ((byIdentity.get(identity)?.size ?? 0) >= MAX_DEVICES) {
      throw new OpenPeerError('LIMIT_EXCEEDED', `This identity has ${MAX_DEVICES} devices here already`)
    }
  }

  return {
    put(location) {
      const identity = textFromBytes(location.payload.identityId, 'hex')
      const device = textFromBytes(location.payload.peerId, 'hex')
      const held = byIdentity.get(identity)?.get(device)
      if (held === undefined) {
        makeRoom(identity)
        count += 1
      } else {
        const selection = select(held, location)
        if (selection.conflict || selection.winner === 'same') return held
        if (selection.winner === 'a') {
          throw new OpenPeerError('NOT_NEWEST', 'A newer location of this device is kept: sign one with a later time')
        }
      }
      const devices = byIdentity.get(identity) ?? new Map<string, VerifiedLocation>()
      byIdentity.set(identity, devices)
      devices.set(device, location)
      owners.set(device, identity)
      return location
    },
    review({ payload }) {
      const isListed = (device: Uint8Array) => payload.devices.some(({ peerId }) => equals(peerId, device))
      drop(textFromBytes(payload.id, 'hex'), (location) => isListed(location.payload.peerId))
    },
    of(identityId) {
      const identity = textFromBytes(identityId, 'hex')
      sweep(identity)
      return [...(byIdentity.get(identity)?.values() ?? [])]
    },
    ownerOf: (device) => owners.get(textFromBytes(device.toMultihash().bytes, 'hex')) ?? null,
    count: () => count,
  }
}
