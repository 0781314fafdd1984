import type { PeerId } from '@libp2p/interface'
import { peerIdFromMultihash } from '@libp2p/peer-id'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { decode as decodeDigest } from 'multiformats/hashes/digest'
import type { DomainPayload } from '../records/payloads.js'

/** An operator node of another domain, and how to dial it: each address ends in its peer id. */
export interface NodeAddress {
  peerId: PeerId
  addresses: Multiaddr[]
}

/** The operator nodes that a domain record lists; those without an address that can be read are left out. */
export function nodesOfRecord(payload: DomainPayload): NodeAddress[] {
  return payload.nodes.flatMap((node) => {
    const peerId = peerIdFromMultihash(decodeDigest(node.peerId))
    const addresses = node.multiaddrs.flatMap((bytes) => dialable(bytes, peerId))
    return addresses.length === 0 ? [] : [{ peerId, addresses }]
  })
}

/** Whether the record says that this is one of the domain's own nodes. */
export function listsNode(payload: DomainPayload, peerId: PeerId): boolean {
  return nodesOfRecord(payload).some((node) => node.peerId.equals(peerId))
}

function dialable(bytes: Uint8Array, peerId: PeerId): Multiaddr[] {
  const address = multiaddr(bytes)
  const named = address.getComponents().findLast(({ name }) => name === 'p2p')?.value
  if (named === undefined) return [address.encapsulate(`/p2p/${peerId}`)]
  return named === peerId.toString() ? [address] : []
}
