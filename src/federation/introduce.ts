import type { Connection } from '@libp2p/interface'
import { peerIdFromMultihash } from '@libp2p/peer-id'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { decode as decodeDigest } from 'multiformats/hashes/digest'
import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../errors.ts'
import { certify } from '../records/certify.ts'
import { openEnvelope } from '../records/open-envelope.ts'
import { domainRoutingKey } from '../records/routing-key.ts'
import { checkTimes } from '../records/validate.ts'
import type { VerifiedDomain } from '../records/verified-record.ts'
import { answering } from '../wire/call.ts'
import { records } from '../wire/methods.ts'
import type { Handler } from '../wire/serve-channel.ts'
import type { NamedNode } from './operator-table.ts'

/** What a node says of itself, as far as it can be checked without asking anybody: its domain's record lists it. */
export interface Introduction {
  node: NamedNode
  record: VerifiedDomain
  /** where the record lists it, from 0, and with which addresses */
  rank: number
  listed: readonly Multiaddr[]
}

/**
 * Opens the domain record that a node shows, whose peer id its connection proved (docs/spec/admission.md, "Introduction").
 * The domain is the record's own word: whether it is bound to the key is asked afterwards. Throws what validateDomain throws,
 * and NOT_ADMITTED (no record, or one that does not list this node).
 */
export async function openIntroduction(
  bytes: Uint8Array,
  node: NamedNode,
  { network, now }: { network: string; now: number },
): Promise<Introduction> {
  if (bytes.byteLength === 0)
    throw new OpenPeerError('NOT_ADMITTED', 'The node shows no domain record: it must have one')
  const opened = await openEnvelope(bytes, network)
  if (opened.kind !== 'domain') throw new OpenPeerError('WRONG_KIND', 'A node introduces itself with a domain record')
  const record = (await certify(opened, domainRoutingKey(network, opened.payload.domain))) as VerifiedDomain
  checkTimes(record, now)
  const rank = rankOf(record, node.id)
  if (rank === -1) {
    const text = `The record of ${record.payload.domain} does not list the node ${node.key}: its operator must add it`
    throw new OpenPeerError('NOT_ADMITTED', text)
  }
  return { node, record, rank, listed: listedAt(record, rank) }
}

/** Where a domain record lists a node; -1 when it does not. */
export function rankOf(record: VerifiedDomain, peerId: Uint8Array): number {
  return record.payload.nodes.findIndex((node) => equals(node.peerId, peerId))
}

export interface IntroduceOptions {
  /** this node's own domain record */
  ownRecord: () => Promise<Uint8Array>
  /** takes what an asker showed; the connection proves its peer id */
  introduced(shown: Uint8Array, connection: Connection): void
  now: () => number
}

/** Answers `introduce`: says who this node is, and learns who asks (docs/spec/admission.md, "Introduction"). */
export function introduceHandler({ ownRecord, introduced, now }: IntroduceOptions): Handler {
  return answering(records.introduce, async ({ domainRecord }, { connection }) => {
    introduced(domainRecord, connection)
    return { domainRecord: (await ownRecord()) as Uint8Array<ArrayBuffer>, time: now() }
  })
}

/** Where a domain record says that a node can be dialled, without `/p2p/…`; a way through a relay is an end peer's, not an operator's. */
export function listedAt({ payload }: VerifiedDomain, rank: number): Multiaddr[] {
  const node = payload.nodes[rank]
  if (node === undefined) return []
  const key = peerIdFromMultihash(decodeDigest(node.peerId)).toString()
  return node.multiaddrs.flatMap((bytes) => {
    const address = multiaddr(bytes)
    const parts = address.getComponents()
    const named = parts.findLast(({ name }) => name === 'p2p')?.value
    if ((named !== undefined && named !== key) || parts.some(({ name }) => name === 'p2p-circuit')) return []
    return [named === undefined ? address : address.decapsulate(`/p2p/${key}`)]
  })
}
