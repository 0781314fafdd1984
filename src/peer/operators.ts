import type { Outside } from '../identity-proofs/outside.ts'
import { registrableDomain } from '../records/registrable-domain.ts'
import type { VerifiedDomain } from '../records/verified-record.ts'
import type { Method } from '../wire/call.ts'
import type { Channels } from '../wire/channels.ts'
import type { RequestOptions } from '../wire/request-options.ts'
import { isUnreached } from './node-turns.ts'
import { OPERATOR_PREFIX, type OperatorDomain, openOperatorDomain } from './operator-domain.ts'
import type { OperatorNode } from './operator-nodes.ts'
import type { PeerStorage } from './storage.ts'

/** What an operator answered, and which one it was. */
export interface Answer<A> {
  domain: string
  answer: A
}

/**
 * The operators that this peer may ask: its home first, then those of its configuration, then those of people it
 * verified. docs/spec/verification.md, "Whom to ask".
 */
export interface Operators {
  readonly network: string
  /** Where this identity is at home now: another after `moveTo`. */
  readonly home: OperatorDomain
  /** The operator of an A-label domain, known or not. */
  open(domain: string): Promise<OperatorDomain>
  /** From now on this domain (an A-label) is the home; the one before stays known. */
  moveTo(domain: string): Promise<void>
  /** The home's answer, or another operator's where the home cannot be reached. UNREACHABLE when none can; ABORTED. */
  ask<Q, A>(method: Method<Q, A>, message: Partial<Q>, options?: RequestOptions): Promise<Answer<A>>
  /** An operator whose registrable domain is none of these domains'; null when none is known. */
  another(than: string[]): OperatorDomain | null
  /** All that are known besides the home, in the order in which they are asked. */
  others(): OperatorDomain[]
  /** Another operator to ask, learnt from a contact whose binding was verified. */
  learn(record: VerifiedDomain): Promise<void>
}

export interface OperatorsOptions {
  /** A-label. */
  home: string
  /** The home's nodes from configuration; empty: its website names them. */
  homeNodes: OperatorNode[]
  /** Further operator domains (A-labels) from configuration. */
  others: string[]
  network: string
  channels: Pick<Channels, 'request'>
  outside: Outside
  storage: PeerStorage
  now: () => number
}

/** Operators learnt from contacts; the oldest is forgotten. Those of the configuration stay. */
const MAX_LEARNT = 16
/** How many operators besides the home are tried for one question. */
const MAX_TRIED = 3

/** Opens what is known of the operators; asks nobody yet. */
export async function openOperators(options: OperatorsOptions): Promise<Operators> {
  const { network, channels, outside, storage, now } = options
  const openDomain = (domain: string, given: OperatorNode[] = []) =>
    openOperatorDomain({ domain, network, given, channels, outside, storage, now })
  let home = await openDomain(options.home, options.homeNodes)
  const configured = await Promise.all(
    options.others.filter((domain) => domain !== home.domain).map((d) => openDomain(d)),
  )
  const learnt = new Map<string, OperatorDomain>()
  const isConfigured = (domain: string) => domain === home.domain || configured.some((one) => one.domain === domain)
  const held = (domain: string) => [home, ...configured, ...learnt.values()].find((one) => one.domain === domain)
  for await (const [key] of storage.entries(OPERATOR_PREFIX)) {
    const domain = key.slice(OPERATOR_PREFIX.length)
    if (!isConfigured(domain) && learnt.size < MAX_LEARNT) learnt.set(domain, await openDomain(domain))
  }

  const others = () => {
    return [...configured, ...[...learnt.values()].reverse()].filter(({ domain }) => domain !== home.domain)
  }

  return {
    network,
    get home() {
      return home
    },
    others,
    open: async (domain) => held(domain) ?? openDomain(domain),

    async moveTo(domain) {
      if (domain === home.domain) return
      const left = home
      home = held(domain) ?? (await openDomain(domain))
      if (!isConfigured(left.domain)) learnt.set(left.domain, left)
    },

    async ask(method, message, options = {}) {
      let failure: unknown
      for (const operator of [home, ...others().slice(0, MAX_TRIED)]) {
        try {
          return { domain: operator.domain, answer: await operator.ask(method, message, options) }
        } catch (error) {
          if (!isUnreached(error)) throw error
          failure ??= error
        }
      }
      throw failure
    },

    another(than) {
      const taken = new Set(than.map(registrableDomain))
      return others().find((operator) => !taken.has(registrableDomain(operator.domain))) ?? null
    },

    async learn(record) {
      const { domain } = record.payload
      const known = held(domain)
      if (known !== undefined) return known.learn(record)
      const operator = await openDomain(domain)
      await operator.learn(record)
      learnt.set(domain, operator)
      const oldest = learnt.keys().next()
      if (learnt.size <= MAX_LEARNT || oldest.done) return
      learnt.delete(oldest.value)
      await storage.delete(OPERATOR_PREFIX + oldest.value)
    },
  }
}
