import type { Dns } from '../../identity-proofs/dns.node.ts'
import { type Binding, checkBinding } from '../../identity-proofs/domain-binding.ts'
import { isLoopback } from '../../identity-proofs/global-address.ts'
import { publicAddresses } from '../../identity-proofs/guarded-connector.node.ts'
import type { Outside } from '../../identity-proofs/outside.ts'
import type { PeerHost } from '../../peer/host.ts'
import { nodesOfRecord, nodesOfTexts, type OperatorNode } from '../../peer/operator-nodes.ts'
import { domainRoutingKey } from '../../records/routing-key.ts'
import { select } from '../../records/select.ts'
import { openRecord } from '../../records/validate.ts'
import type { VerifiedDomain } from '../../records/verified-record.ts'
import { askStun, parseStunUri } from './ask-stun.ts'
import { type ElsewhereFacts, examineElsewhere } from './examine-elsewhere.ts'
import { examineNode, type NodeFacts } from './examine-node.ts'
import { examineRelay, type RelayFacts } from './examine-relay.ts'
import { examineGateway, examineWebsite, type GatewayFacts, troubleOf, type WebsiteFacts } from './examine-website.ts'

/** All that was seen of a domain; what it means is said by `judgeDomain`. */
export interface DomainFacts {
  domain: string
  network: string
  /** When it was seen, ms. */
  now: number
  website: WebsiteFacts
  nodes: NodeFacts[]
  /** The newest domain record that its nodes gave, perhaps expired; null when none gave one that holds. */
  record: VerifiedDomain | null
  /** Why records that nodes gave do not hold. */
  recordTroubles: string[]
  /** Website and DNS beside the key of the record, or without one beside the website's own. Null without any key. */
  binding: Binding | null
  stun: StunFacts[]
  /** Null when the website names none. */
  gateway: GatewayFacts | null
  /** Of each node that was reached. */
  relays: RelayFacts[]
  elsewhere: ElsewhereFacts
  /** The network is on this machine: what pages need to reach it from elsewhere is not asked for. */
  isLocal: boolean
}

export interface StunFacts {
  uri: string
  answers: boolean
  detail: string
}

export interface ExamineOptions {
  /** A-label. */
  domain: string
  network: string
  outside: Outside
  /** A host that listens nowhere. */
  host: PeerHost
  /** To find STUN services. */
  dns: Dns
  /** Services on this machine may be asked. */
  allowLoopback: boolean
  /** Other operators to ask, A-labels; none: those that the domain's node names. */
  via: string[]
  /** ms */
  now: () => number
  signal: AbortSignal
}

/** Looks at a domain from outside, as a peer of another domain would. Each step has its own time limit. Throws ABORTED. */
export async function examineDomain(options: ExamineOptions): Promise<DomainFacts> {
  const { domain, network, now } = options
  const website = await examineWebsite(domain, options)
  const { document } = website
  const named = nodesOfTexts(document?.nodes ?? [])
  const [gateway, first] = await Promise.all([
    document?.gateway === undefined ? null : examineGateway(document.gateway, options),
    Promise.all(named.map((node) => examineNode(node, options))),
  ])
  const { record, recordTroubles } = await newestRecord(first, domain, network)
  const more = record === null ? [] : without(nodesOfRecord(record.payload), named)
  const key = record?.payload.key ?? document?.key
  const [second, stun, binding] = await Promise.all([
    Promise.all(more.map((node) => examineNode(node, options))),
    Promise.all(
      (record?.payload.services ?? []).flatMap((s) => (s.type === 'stun' ? [examineStun(s.uri, options)] : [])),
    ),
    key === undefined ? null : checkBinding({ ...options, key }),
  ])
  const nodes = merge(first, second)
  const reached = reachedNodes(nodes, [...named, ...more])
  const [relays, elsewhere] = await Promise.all([
    Promise.all(
      reached.map((node) => examineRelay(node, { ...options, allowPrivateAddresses: options.allowLoopback })),
    ),
    examineElsewhere({ ...options, nodes: reached }),
  ])
  const isLocal = options.allowLoopback
  const seen = { website, nodes, record, recordTroubles, binding, stun, gateway, relays, elsewhere, isLocal }
  return { domain, network, now: now(), ...seen }
}

/** The nodes with the addresses at which they answered; those that answered nowhere are left out. */
function reachedNodes(facts: NodeFacts[], nodes: OperatorNode[]): OperatorNode[] {
  return facts.flatMap(({ peerId, addresses }) => {
    const good = new Set(addresses.filter(({ result }) => result === 'reached').map(({ address }) => address))
    const found = nodes.filter((node) => node.peerId === peerId).flatMap((node) => node.addresses)
    const usable = found.filter((address) => good.has(address.toString()))
    return usable.length > 0 ? [{ peerId, addresses: usable }] : []
  })
}

/** Opened without regard to time: an expired record is worth looking at too. */
async function newestRecord(nodes: NodeFacts[], domain: string, network: string) {
  const recordTroubles: string[] = []
  let record: VerifiedDomain | null = null
  for (const { peerId, description } of nodes) {
    if (description === null) continue
    try {
      const routingKey = domainRoutingKey(network, domain)
      const found = (await openRecord(description.domainRecord, routingKey, { network })) as VerifiedDomain
      const selection = record === null ? null : select(record, found)
      if (selection === null || ('winner' in selection && selection.winner === 'b')) record = found
    } catch (error) {
      recordTroubles.push(`${peerId}: ${troubleOf(error)}`)
    }
  }
  return { record, recordTroubles }
}

/** The addresses of `nodes` that are not among `known`. */
function without(nodes: OperatorNode[], known: OperatorNode[]): OperatorNode[] {
  const seen = new Set(known.flatMap(({ addresses }) => addresses.map(String)))
  return nodes
    .map((node) => ({ ...node, addresses: node.addresses.filter((address) => !seen.has(address.toString())) }))
    .filter(({ addresses }) => addresses.length > 0)
}

/** What was found of the same node at different times, together. */
function merge(first: NodeFacts[], second: NodeFacts[]): NodeFacts[] {
  const known = first.map((node) => {
    const again = second.find(({ peerId }) => peerId === node.peerId)
    if (again === undefined) return node
    return {
      peerId: node.peerId,
      addresses: [...node.addresses, ...again.addresses],
      description: node.description ?? again.description,
      trouble: node.trouble ?? again.trouble,
      introduction: node.introduction ?? again.introduction,
      introductionTrouble: node.introductionTrouble ?? again.introductionTrouble,
    }
  })
  return [...known, ...second.filter(({ peerId }) => !known.some((node) => node.peerId === peerId))]
}

async function examineStun(uri: string, { dns, allowLoopback, signal }: ExamineOptions): Promise<StunFacts> {
  const service = parseStunUri(uri)
  if (service === null) return { uri, answers: false, detail: 'This is not a URI such as stun:a.example:3478.' }
  try {
    const isHere = allowLoopback && isLoopback(service.host)
    const [host = ''] = isHere ? [service.host] : await publicAddresses(service.host, dns, signal)
    const seen = await askStun({ host, port: service.port }, { signal })
    return { uri, answers: true, detail: `It answers, and sees us at ${seen.host}:${seen.port}.` }
  } catch (error) {
    return { uri, answers: false, detail: troubleOf(error) }
  }
}
