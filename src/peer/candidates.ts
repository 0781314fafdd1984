import type { PeerId } from '@libp2p/interface'
import { peerIdFromMultihash } from '@libp2p/peer-id'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import * as Digest from 'multiformats/hashes/digest'
import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../errors.ts'
import type { VerifiedLocation } from '../records/verified-record.ts'
import { isRelayed, peerOf, withPeer } from './addresses.ts'
import type { Contact } from './contact.ts'

/** Addresses of one kind that one connect tries, at most: of one device, and of all together, fairly shared. */
export const MAX_PATHS_PER_KIND = 8
const MAX_PATHS_TOGETHER = 16

/** The addresses of one device of the contact, to race. */
export interface Candidates {
  direct: Multiaddr[]
  relayed: Multiaddr[]
}

/**
 * Where a contact's devices may be met, device by device: what their location records say (newest first; an expired one is a hint still)
 * and the direct addresses that they told at hello. Devices that the identity does not list are left out.
 * Throws IDENTITY_REVOKED, INVALID_ARGUMENT when the contact is oneself and has no other device, DEVICE_NOT_LISTED when all
 * known addresses belong to devices that are not listed, UNREACHABLE when none are known.
 */
export function candidatesFor(contact: Contact, self: PeerId): Candidates[] {
  if (contact.identity.keyState.tombstoned) {
    throw new OpenPeerError('IDENTITY_REVOKED', `${contact.idText} was revoked for good by its owner.`)
  }
  const { devices } = contact.identity.payload
  const isSelf = (device: Uint8Array) => equals(device, self.toMultihash().bytes)
  if (devices.length > 0 && devices.every(({ peerId }) => isSelf(peerId))) {
    const text = 'This is you, and this is your only device: there is nobody else to connect to.'
    throw new OpenPeerError('INVALID_ARGUMENT', text)
  }
  const listed = (peer: PeerId) => devices.some((device) => equals(device.peerId, peer.toMultihash().bytes))
  const newestFirst = [...contact.locations].sort((a, b) => b.seq - a.seq)
  const known = [
    ...newestFirst.flatMap((location) => addressesOf(location)),
    ...contact.addresses.flatMap((bytes) => readAddress(bytes)),
  ].filter((address) => peerOf(address)?.equals(self) !== true)
  if (known.length === 0) {
    const text = `No address of ${contact.idText} is known: resolve it again, or wait until one of its devices is online.`
    throw new OpenPeerError('UNREACHABLE', text)
  }
  const usable = known.filter((address) => {
    const peer = peerOf(address)
    return peer !== null && listed(peer)
  })
  if (usable.length === 0) {
    const text = `The devices found for ${contact.idText} are not in its identity record: nothing was said to them.`
    throw new OpenPeerError('DEVICE_NOT_LISTED', text)
  }
  const byDevice = Map.groupBy(usable, (address) => `${peerOf(address)}`)
  // At most 16 devices are listed, so that there is room for one address of each.
  const most = Math.min(MAX_PATHS_PER_KIND, Math.max(1, Math.floor(MAX_PATHS_TOGETHER / byDevice.size)))
  return [...byDevice.values()].map((addresses) => {
    const distinct = [...new Map(addresses.map((address) => [address.toString(), address])).values()]
    return {
      direct: distinct.filter((address) => !isRelayed(address)).slice(0, most),
      relayed: distinct.filter((address) => isRelayed(address)).slice(0, most),
    }
  })
}

function addressesOf(location: VerifiedLocation): Multiaddr[] {
  const device = peerIdFromMultihash(Digest.decode(location.payload.peerId))
  const all = [...location.payload.relayAddresses, ...location.payload.directAddresses]
  return all.flatMap((bytes) => readAddress(bytes).flatMap((address) => withPeer(address, device) ?? []))
}

/** Binary multiaddrs from elsewhere; one that cannot be read, or uses a protocol that we do not know, is left out. */
export function readAddress(bytes: Uint8Array): Multiaddr[] {
  try {
    return [multiaddr(bytes)]
  } catch {
    return []
  }
}
