import { withDeadline } from '../../identity-proofs/deadline.ts'
import type { Outside } from '../../identity-proofs/outside.ts'
import { bindingMemory } from '../../peer/binding-memory.ts'
import { createBindings } from '../../peer/bindings.ts'
import { learnOperators, otherOperators } from '../../peer/find-watchers.ts'
import type { PeerHost } from '../../peer/host.ts'
import type { OperatorDomain } from '../../peer/operator-domain.ts'
import type { OperatorNode } from '../../peer/operator-nodes.ts'
import { openOperators } from '../../peer/operators.ts'
import { memoryStorage } from '../../peer/storage.ts'
import { domainRoutingKey } from '../../records/routing-key.ts'
import { openRecord } from '../../records/validate.ts'
import type { VerifiedDomain } from '../../records/verified-record.ts'
import { createChannels } from '../../wire/channels.ts'
import type { SeatedNode } from '../../wire/messages.js'
import { directory } from '../../wire/methods.ts'
import { protocolIds } from '../../wire/protocols.ts'
import { type SeatFacts, seatOf } from './ask-seat.ts'
import { askWitnesses, type WitnessFacts } from './ask-witnesses.ts'
import { troubleOf } from './examine-website.ts'

/** What the rest of the network has and says of the domain, learnt through one other operator. */
export interface ElsewhereFacts {
  /** The operator that was asked; null where none is known or answers: then all else is empty. */
  via: string | null
  /** Why nobody could be asked, or what of it failed. */
  trouble: string | null
  /** The domain's record as its holders have it. */
  held: HeldFacts | null
  seat: SeatFacts | null
  witnesses: WitnessFacts[]
}

export interface HeldFacts {
  record: VerifiedDomain | null
  /** Holders that answered, and how many had to. */
  answers: number
  needed: number
  trouble: string | null
}

export interface ElsewhereOptions {
  /** A-label. */
  domain: string
  network: string
  /** The domain's own nodes, which name others when nobody named one. */
  nodes: OperatorNode[]
  /** Operator domains (A-labels) to ask. */
  via: string[]
  outside: Outside
  host: PeerHost
  /** ms */
  now: () => number
  signal: AbortSignal
}

/** For all of it: whoever answers slowly is examined without. */
const TIMEOUT_MS = 40_000
const FIND_TIMEOUT_MS = 8_000
const STOP_TIMEOUT_MS = 1_000
/** Operators that the domain's node names are checked with their websites: so many are enough. */
const WANTED = 2

/** Asks another operator than the domain's own what is known of it. Throws ABORTED; all other troubles are facts. */
export async function examineElsewhere(options: ElsewhereOptions): Promise<ElsewhereFacts> {
  const { domain, network, nodes, via, outside, host, now, signal } = options
  const facts: ElsewhereFacts = { via: null, trouble: null, held: null, seat: null, witnesses: [] }
  const channels = createChannels(host, protocolIds(network).directory)
  const storage = memoryStorage()
  const known = { home: domain, homeNodes: nodes, others: via, network, channels, outside, storage, now }

  async function examine(limit: AbortSignal): Promise<void> {
    const operators = await openOperators(known)
    const bindings = createBindings({ network, outside, memory: bindingMemory(storage), now })
    const random = Math.random
    if (via.length === 0 && nodes.length > 0) {
      await learnOperators(WANTED, { operators, bindings, network, now, random }, limit)
    }
    for (const other of otherOperators(operators, random)) {
      try {
        const answer = await findRecord(other, domain, network, limit)
        facts.via = other.domain
        facts.trouble = null
        facts.held = answer
        break
      } catch (error) {
        facts.trouble = `${other.domain} cannot be asked: ${troubleOf(error)}`
      }
    }
    const other = otherOperators(operators, random).find((one) => one.domain === facts.via)
    if (other === undefined) return
    const holders = await named(other, domainRoutingKey(network, domain), limit)
    facts.seat = await seatOf(other, domain, nodes, network, limit)
    facts.witnesses = await askWitnesses(domain, holders, { channels, bindings, network, now, signal: limit })
  }

  try {
    await withDeadline(examine, { signal, timeoutMs: TIMEOUT_MS, what: 'Asking other operators' })
  } catch (error) {
    facts.trouble = troubleOf(error)
  } finally {
    await Promise.race([channels.stop(), new Promise((resolve) => setTimeout(resolve, STOP_TIMEOUT_MS).unref())])
  }
  return facts
}

/** Opened without regard to time: that holders have one that is over is worth telling. */
async function findRecord(
  operator: OperatorDomain,
  domain: string,
  network: string,
  signal: AbortSignal,
): Promise<HeldFacts> {
  const routingKey = domainRoutingKey(network, domain)
  const question = { routingKeys: [Uint8Array.from(routingKey)], policy: 'quorum' }
  const { records } = await operator.ask(directory.find, question, { signal, timeoutMs: FIND_TIMEOUT_MS })
  const { envelope = new Uint8Array(0), answers = 0, needed = 0 } = records[0] ?? {}
  const facts: HeldFacts = { record: null, answers, needed, trouble: null }
  if (envelope.length === 0) return facts
  try {
    facts.record = (await openRecord(envelope, routingKey, { network })) as VerifiedDomain
  } catch (error) {
    facts.trouble = troubleOf(error)
  }
  return facts
}

/** Who an operator thinks holds a key; nobody where it does not say. */
async function named(operator: OperatorDomain, routingKey: Uint8Array, signal: AbortSignal): Promise<SeatedNode[]> {
  try {
    const question = { routingKey: Uint8Array.from(routingKey) }
    return (await operator.ask(directory.holders, question, { signal, timeoutMs: FIND_TIMEOUT_MS })).nodes
  } catch (error) {
    troubleOf(error)
    return []
  }
}
