import { peerIdFromMultihash } from '@libp2p/peer-id'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { decode as decodeDigest } from 'multiformats/hashes/digest'
import { isLocalAddress } from '../identity-proofs/local-address.ts'
import { rawFromPeerId } from '../records/keys.ts'
import type { NodeEntry } from '../wire/messages.js'
import { MAX_ADDRESSES } from '../wire/methods.ts'
import { type NamedNode, namedNode } from './operator-table.ts'

/** Bytes of one address of an operator node; a longer one is left out. */
export const MAX_ADDRESS_BYTES = 256

/** Addresses of one node that are told to others: the first ones are those it prefers. */
const TOLD_ADDRESSES = 4

/** An operator node as it travels in `closer` and `nodes` (docs/spec/placement.md, "Records protocol"). */
export function encodeNode(entry: NamedNode): NodeEntry {
  const addresses = entry.multiaddrs.slice(0, TOLD_ADDRESSES)
  return {
    peerId: entry.id as Uint8Array<ArrayBuffer>,
    multiaddrs: addresses.map((address) => address.bytes as Uint8Array<ArrayBuffer>),
  }
}

/** The nodes that another one named; what cannot be read, dialled or used is left out: it is hearsay anyway. */
export function decodeNodes(nodes: readonly NodeEntry[], usable: AddressFilter): NamedNode[] {
  return nodes.flatMap((node) => {
    try {
      rawFromPeerId(node.peerId)
      const peerId = peerIdFromMultihash(decodeDigest(node.peerId))
      const addresses = usable(node.multiaddrs.flatMap(readAddress))
      return addresses.length === 0 ? [] : [namedNode(peerId, addresses)]
    } catch {
      return []
    }
  })
}

/** Keeps the addresses that this node would dial. */
export type AddressFilter = (addresses: readonly Multiaddr[]) => Multiaddr[]

/** At most 16 addresses; private ones only in development and test networks. */
export function addressFilter(allowPrivateAddresses: boolean): AddressFilter {
  return (addresses) =>
    addresses.filter((address) => allowPrivateAddresses || !isLocalAddress(address)).slice(0, MAX_ADDRESSES)
}

function readAddress(bytes: Uint8Array): Multiaddr[] {
  if (bytes.byteLength > MAX_ADDRESS_BYTES) return []
  try {
    return [multiaddr(bytes)]
  } catch {
    return []
  }
}
