import { isOpenPeerError } from '../errors.ts'
import { registrableDomain } from '../records/registrable-domain.ts'
import { validateDomain } from '../records/validate.ts'
import type { VerifiedDomain } from '../records/verified-record.ts'
import type { SeatedNode } from '../wire/messages.js'
import { directory } from '../wire/methods.ts'
import type { Bindings } from './bindings.ts'
import { claimedDomain } from './bundle.ts'
import type { OperatorDomain } from './operator-domain.ts'
import type { Operators } from './operators.ts'

export interface LearnOperatorsOptions {
  operators: Operators
  bindings: Bindings
  network: string
  now: () => number
  /** 0 ≤ x < 1 */
  random: () => number
}

/** Domains named in one answer whose websites are looked at; the rest may be named another time. */
const MAX_LOOKED_AT = 4
const HOLDERS_TIMEOUT_MS = 3_000

/** The known operators besides the home, of each registrable domain one, in an order by chance. */
export function otherOperators(operators: Operators, random: () => number): OperatorDomain[] {
  const mixed = operators
    .others()
    .map((operator) => ({ operator, at: random() }))
    .sort((a, b) => a.at - b.at)
  const taken = new Set([registrableDomain(operators.home.domain)])
  return mixed.flatMap(({ operator }) => {
    const owner = registrableDomain(operator.domain)
    if (taken.has(owner)) return []
    taken.add(owner)
    return [operator]
  })
}

/**
 * Learns of operators that are not known yet, from those that are: who sits at a place of the DHT chosen by chance? What they
 * name counts when its own website shows its key. Those who are not the home are asked first. Answers how many it learnt;
 * whoever cannot be asked is passed over. Throws ABORTED. docs/spec/verification.md, "Whom to ask".
 */
export async function learnOperators(
  wanted: number,
  options: LearnOperatorsOptions,
  signal: AbortSignal,
): Promise<number> {
  const { operators, random } = options
  let learnt = 0
  for (const operator of [...otherOperators(operators, random), operators.home]) {
    for (const node of await namedBy(operator, signal)) {
      if (learnt >= wanted) return learnt
      const record = await checked(node, options, signal)
      if (record === null) continue
      await operators.learn(record)
      learnt++
    }
  }
  return learnt
}

/** After it found nobody, it is not tried again for this long. */
const FIND_AGAIN_MS = 5 * 60_000

/** For a first contact: learns one operator, unless that was tried in vain a moment ago. Throws ABORTED. */
export function createFinder(options: LearnOperatorsOptions): (signal: AbortSignal) => Promise<void> {
  let triedAt = Number.NEGATIVE_INFINITY
  return async (signal) => {
    if (options.now() - triedAt < FIND_AGAIN_MS) return
    triedAt = options.now()
    if ((await learnOperators(1, options, signal)) > 0) triedAt = Number.NEGATIVE_INFINITY
  }
}

async function namedBy(operator: OperatorDomain, signal: AbortSignal): Promise<SeatedNode[]> {
  try {
    const routingKey = crypto.getRandomValues(new Uint8Array(32))
    const { nodes } = await operator.ask(directory.holders, { routingKey }, { signal, timeoutMs: HOLDERS_TIMEOUT_MS })
    return nodes.slice(0, MAX_LOOKED_AT)
  } catch (error) {
    return passOver(error, signal, [])
  }
}

/** The record of a named node's domain, when it is one that is worth asking and its website stands behind it. */
async function checked(
  { domainRecord }: SeatedNode,
  { operators, bindings, network, now }: LearnOperatorsOptions,
  signal: AbortSignal,
): Promise<VerifiedDomain | null> {
  try {
    const domain = await claimedDomain(domainRecord, network)
    const known = [operators.home, ...operators.others()].map((operator) => registrableDomain(operator.domain))
    if (domain === null || known.includes(registrableDomain(domain))) return null
    const record = await validateDomain(domainRecord, domain, { network, now: now() })
    const { status } = await bindings.check(domain, record.payload.key, signal)
    return status === 'verified' || status === 'remembered' ? record : null
  } catch (error) {
    return passOver(error, signal, null)
  }
}

function passOver<T>(error: unknown, signal: AbortSignal, instead: T): T {
  if (!isOpenPeerError(error) || signal.aborted) throw error
  return instead
}
