import { peerIdFromMultihash } from '@libp2p/peer-id'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import * as Digest from 'multiformats/hashes/digest'
import { OpenPeerError } from '../errors.ts'
import type { DomainPayload } from '../records/payloads.js'
import { peerOf, withPeer } from './addresses.ts'

/** The addresses of one operator node, each ending in its peer id. */
export interface OperatorNode {
  peerId: string
  addresses: Multiaddr[]
}

const MAX_NODES = 8
const MAX_ADDRESSES_PER_NODE = 8

/** Addresses sorted to the nodes they lead to; those without a peer id are dropped: anybody could answer there. */
export function groupByNode(addresses: Multiaddr[]): OperatorNode[] {
  const nodes = new Map<string, OperatorNode>()
  for (const address of addresses) {
    const peerId = peerOf(address)?.toString()
    if (peerId === undefined) continue
    const node = nodes.get(peerId) ?? { peerId, addresses: [] }
    if (node.addresses.length < MAX_ADDRESSES_PER_NODE) node.addresses.push(address)
    if (nodes.size < MAX_NODES) nodes.set(peerId, node)
  }
  return [...nodes.values()]
}

/** Each node once, with all of its addresses from all lists, in the order in which they are first met. */
export function mergeNodes(...lists: OperatorNode[][]): OperatorNode[] {
  const distinct = new Map(lists.flat().flatMap((node) => node.addresses.map((one) => [one.toString(), one] as const)))
  return groupByNode([...distinct.values()])
}

/** As `groupByNode`, from text. Throws INVALID_CONFIG, naming the address that is none or has no peer id. */
export function parseNodeAddresses(texts: string[]): OperatorNode[] {
  const addresses = texts.map((text) => {
    const address = parseMultiaddr(text)
    if (address === null || peerOf(address) === null) {
      throw new OpenPeerError(
        'INVALID_CONFIG',
        `"${text}" is no operator node's address. They look like /dns4/node.a.example/tcp/4001/p2p/12D3Koo…`,
      )
    }
    return address
  })
  return groupByNode(addresses)
}

/** The nodes that a domain record lists; addresses that cannot be read, or lead to somebody else, are left out. */
export function nodesOfRecord(payload: DomainPayload): OperatorNode[] {
  const addresses = payload.nodes.flatMap((node) => {
    const peer = peerIdFromMultihash(Digest.decode(node.peerId))
    return node.multiaddrs.flatMap((bytes) => {
      const address = parseMultiaddr(bytes)
      return address === null ? [] : (withPeer(address, peer) ?? [])
    })
  })
  return groupByNode(addresses)
}

/** Whether a domain record lists the node with this peer id, at whatever addresses. */
export function listsNode(payload: DomainPayload, peerId: string): boolean {
  return payload.nodes.some((node) => peerIdFromMultihash(Digest.decode(node.peerId)).toString() === peerId)
}

/** The nodes that a website or a configuration names; what cannot be read is left out. */
export function nodesOfTexts(texts: string[]): OperatorNode[] {
  return groupByNode(texts.map(parseMultiaddr).filter((address) => address !== null))
}

function parseMultiaddr(from: string | Uint8Array): Multiaddr | null {
  try {
    return multiaddr(from)
  } catch {
    return null
  }
}
