import type { Multiaddr } from '@multiformats/multiaddr'
import { compare } from 'uint8arrays/compare'
import { equals } from 'uint8arrays/equals'
import { isOpenPeerError } from '../errors.ts'
import { HOLDERS, holdersOf, kadKey, position } from '../federation/placement.ts'
import { bySeniority, type Seat } from '../federation/seat.ts'
import { registrableDomain } from '../records/registrable-domain.ts'
import { validateDomain } from '../records/validate.ts'
import type { VerifiedDomain } from '../records/verified-record.ts'
import type { SeatedNode } from '../wire/messages.js'
import { groupsOfAddresses } from './address-group.ts'
import type { Bindings } from './bindings.ts'
import { claimedDomain } from './bundle.ts'
import { nodesOfRecord, type OperatorNode } from './operator-nodes.ts'

/** An operator node whose seat this peer checked itself: its domain's record lists it, and the domain stands behind the record. */
export interface Holder {
  record: VerifiedDomain
  node: OperatorNode
  seat: Seat
  /** peer id as text */
  key: string
  position: Uint8Array
}

/** Asks one operator which nodes it would choose for a routing key. Throws when it cannot be asked. */
export type AskHolders = (routingKey: Uint8Array) => Promise<SeatedNode[]>

/** Of what one operator names, so many are looked at: a liar cannot fill the list. */
const MAX_OF_ONE = HOLDERS
/** Of one registrable domain only one node can count: sub-domains, which are free, must not make many websites be asked. */
const MAX_OF_OWNER = 2

/** Everything that checking a seat needs. */
export interface SeatCheck {
  network: string
  bindings: Bindings
  /** ms */
  now: number
  signal: AbortSignal
}

/**
 * The nodes that operators name as holders of a key, each seat checked by this peer. Whoever cannot be asked is passed
 * over. A liar can add nodes, and only such as have a bound domain of their own; it cannot take any away.
 * Spec: docs/spec/witnesses.md, "Collecting".
 */
export async function namedHolders(
  routingKey: Uint8Array,
  sources: readonly AskHolders[],
  check: SeatCheck,
): Promise<Holder[]> {
  const answers = await Promise.allSettled(sources.map((ask) => ask(routingKey)))
  const named = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value.slice(0, MAX_OF_ONE) : []))
  const distinct = named.filter((one, index) => named.findIndex((other) => isSame(one, other)) === index)
  const few = await fewOfEachOwner(distinct, check.network)
  const checked = await Promise.all(few.map((one) => checkSeat(one, check)))
  return checked.filter((holder) => holder !== null)
}

/** Which of these nodes hold the key, by the rule by which every node chooses. */
export function chooseHolders(network: string, routingKey: Uint8Array, named: readonly Holder[]): Holder[] {
  return holdersOf(oneOfEachOwner(named), position(kadKey(network, routingKey)), HOLDERS)
}

async function checkSeat(
  { peerId, domainRecord }: SeatedNode,
  { network, bindings, now, signal }: SeatCheck,
): Promise<Holder | null> {
  try {
    const domain = await claimedDomain(domainRecord, network)
    if (domain === null) return null
    const record = await validateDomain(domainRecord, domain, { network, now })
    const rank = record.payload.nodes.findIndex((node) => equals(node.peerId, peerId))
    const entry = record.payload.nodes[rank]
    const [node] = entry === undefined ? [] : nodesOfRecord({ ...record.payload, nodes: [entry] })
    if (node === undefined) return null
    const { status } = await bindings.check(domain, record.payload.key, signal)
    if (status !== 'verified' && status !== 'remembered') return null
    return { record, node, key: node.peerId, seat: seatOf(domain, rank, node.addresses), position: position(peerId) }
  } catch (error) {
    // One that lies or cannot be checked is none; the others are asked.
    if (isOpenPeerError(error)) return null
    throw error
  }
}

/** Those that name a domain at all, the first two of each registrable one. */
async function fewOfEachOwner(named: readonly SeatedNode[], network: string): Promise<SeatedNode[]> {
  const owners = await Promise.all(
    named.map(async ({ domainRecord }) => {
      const domain = await claimedDomain(domainRecord, network).catch(() => null)
      return domain === null ? null : registrableDomain(domain)
    }),
  )
  return named.filter((_, index) => {
    const owner = owners[index]
    return owner !== null && owners.slice(0, index).filter((other) => other === owner).length < MAX_OF_OWNER
  })
}

/** In the order of the ring, one node of each registrable domain. */
function oneOfEachOwner(holders: readonly Holder[]): Holder[] {
  const byOwner = new Map<string, Holder>()
  for (const holder of holders) {
    const other = byOwner.get(holder.seat.registrableDomain)
    if (other === undefined || bySeniority(holder, other) < 0) byOwner.set(holder.seat.registrableDomain, holder)
  }
  return [...byOwner.values()].sort((a, b) => compare(a.position, b.position))
}

function seatOf(domain: string, rank: number, listed: readonly Multiaddr[]): Seat {
  const addressGroups = groupsOfAddresses(listed.slice(0, 1))
  return { domain, registrableDomain: registrableDomain(domain), rank, addressGroups }
}

function isSame(a: SeatedNode, b: SeatedNode): boolean {
  return equals(a.peerId, b.peerId) && equals(a.domainRecord, b.domainRecord)
}
