import { isOpenPeerError } from '../errors.ts'
import { identityRoutingKey } from '../records/routing-key.ts'
import type { ResolveResponse } from '../wire/messages.js'
import { directory } from '../wire/methods.ts'
import type { Bindings } from './bindings.ts'
import { compareSelf, type Found, type OwnTruth } from './compare-self.ts'
import { learnOperators, otherOperators } from './find-watchers.ts'
import type { OperatorDomain } from './operator-domain.ts'
import type { Operators } from './operators.ts'
import type { OwnRecords } from './own-records.ts'

export interface SelfLookOptions {
  own: OwnRecords
  operators: Operators
  bindings: Bindings
  network: string
  now: () => number
  /** 0 ≤ x < 1 */
  random: () => number
}

/** How many other operators must have answered. */
export const WATCHERS = 2
/** Operators asked in one look, those that do not answer included. */
const MAX_ASKED = 6
const ASK_TIMEOUT_MS = 8_000

export interface Look {
  /** Domains of those that answered. */
  watchers: string[]
  found: Found[]
}

interface Answered {
  operator: OperatorDomain
  response: ResolveResponse
}

export interface LookHow {
  /** Domains of operators to ask before others: those that showed something else last time. */
  first: string[]
  signal: AbortSignal
}

/**
 * Looks this peer's name up as a stranger would, through two operators whose registrable domains are neither the home's nor
 * each other's, and compares. Null without a name. Throws UNREACHABLE and `OperatorDomain.record`'s codes when the home's
 * own domain record is not known, ABORTED.
 */
export async function lookAtSelf(options: SelfLookOptions, how: LookHow): Promise<Look | null> {
  const { own, bindings, network, now } = options
  const { signal } = how
  const { named } = own
  if (named === null) return null
  const { name, record: nameRecord } = named
  const domain = await homeRecord(options, signal)
  // Before others are asked: what is published meanwhile they need not have.
  const identity = await own.identity()
  const answered = await askOthers(name.text, options, how)
  const truth: OwnTruth = { name, nameRecord, identity, domain }
  const isShown = async (key: Uint8Array) => {
    const { website } = await bindings.checkNow(name.domain, key, signal)
    return website.result === 'match' ? true : website.result === 'mismatch' ? false : null
  }
  const compare = ({ operator, response }: Answered) =>
    compareSelf(truth, { from: operator.domain, response }, { network, now: now(), isShown })
  const found = await Promise.all(answered.map(compare))
  return { watchers: answered.map(({ operator }) => operator.domain), found: found.flat() }
}

/** The two first that answer, of those known and then of those that they name. */
async function askOthers(name: string, options: SelfLookOptions, { first, signal }: LookHow): Promise<Answered[]> {
  const { operators, random } = options
  const answered: Answered[] = []
  const tried = new Set<string>()

  async function askUntried(): Promise<void> {
    const isLater = ({ domain }: OperatorDomain) => Number(!first.includes(domain))
    const next = () =>
      otherOperators(operators, random)
        .filter(({ domain }) => !tried.has(domain))
        .sort((a, b) => isLater(a) - isLater(b))
    for (let left = next(); left.length > 0 && answered.length < WATCHERS && tried.size < MAX_ASKED; left = next()) {
      const asked = left.slice(0, WATCHERS - answered.length)
      for (const { domain } of asked) tried.add(domain)
      const answers = await Promise.all(asked.map((operator) => askOne(operator, name, signal)))
      answered.push(...answers.filter((answer) => answer !== null))
    }
  }

  await askUntried()
  if (answered.length < WATCHERS) {
    const learnt = await learnOperators(WATCHERS - answered.length, options, signal)
    if (learnt > 0) await askUntried()
  }
  return answered
}

async function askOne(operator: OperatorDomain, name: string, signal: AbortSignal): Promise<Answered | null> {
  try {
    const question = { name, id: new Uint8Array(0), policy: 'quorum' }
    const response = await operator.ask(directory.resolve, question, { signal, timeoutMs: ASK_TIMEOUT_MS })
    return { operator, response }
  } catch (error) {
    if (!isOpenPeerError(error) || signal.aborted) throw error
    return null
  }
}

/** As fresh as the home gives it; what is remembered when it does not answer. */
async function homeRecord({ operators: { home } }: SelfLookOptions, signal: AbortSignal) {
  try {
    return await home.record({ signal })
  } catch (error) {
    if (!isOpenPeerError(error) || signal.aborted || home.known === null) throw error
    return home.known
  }
}

/**
 * Gives what this peer says of itself once more: to the home, and to those who showed something else. Whoever cannot be
 * given it, or does not take it, is asked again later anyhow. Throws ABORTED.
 */
export async function repairAt(
  domains: string[],
  { own, operators, network }: SelfLookOptions,
  signal: AbortSignal,
): Promise<void> {
  const identity = await own.identity()
  const records = [
    { routingKey: Uint8Array.from(identityRoutingKey(network, own.id)), envelope: Uint8Array.from(identity.bytes) },
    ...(own.named === null
      ? []
      : [
          {
            routingKey: Uint8Array.from(own.named.record.routingKey),
            envelope: Uint8Array.from(own.named.record.bytes),
          },
        ]),
  ]
  const late = operators.others().filter(({ domain }) => domains.includes(domain))
  const given = await Promise.allSettled(
    [operators.home, ...late].map((operator) =>
      operator.ask(directory.publish, { records }, { signal, timeoutMs: ASK_TIMEOUT_MS }),
    ),
  )
  for (const one of given) {
    if (one.status === 'rejected' && (!isOpenPeerError(one.reason) || signal.aborted)) throw one.reason
  }
}
