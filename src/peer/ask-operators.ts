import { errorCode } from '../errors.ts'
import { withDeadline } from '../identity-proofs/deadline.ts'
import { identityRoutingKey } from '../records/routing-key.ts'
import type { Address } from '../records/uris.ts'
import { validateIdentity } from '../records/validate.ts'
import type { VerifiedIdentity } from '../records/verified-record.ts'
import { directory } from '../wire/methods.ts'
import type { RequestOptions } from '../wire/request-options.ts'
import { type Bundle, bundleOf } from './bundle.ts'
import { isCertain, type Said } from './certain-absence.ts'
import type { Operators } from './operators.ts'

/** How far an operator goes to answer: the domain's own word, or always that of several holders. */
export type AskPolicy = 'network' | 'quorum'

export interface AskOptions extends RequestOptions {
  policy: AskPolicy
  /** Also ask an operator of another registrable domain than the home's, where one is known. */
  secondOpinion: boolean
  /** Looks for such an operator when none is known. */
  findOther?: ((signal: AbortSignal) => Promise<unknown>) | undefined
}

/** A second opinion is worth waiting for, but not long: the home's answer is there. */
const SECOND_TIMEOUT_MS = 3_000
/** The same where that operator has to be found first. */
const FOUND_TIMEOUT_MS = 4_000

/** What operators gave; when they gave nothing, `isCertain` says whether one of them was in a position to know. */
export interface Asked {
  bundles: Bundle[]
  isCertain: (signal: AbortSignal | undefined) => Promise<boolean>
}

/**
 * Asks the home, and for a first contact one operator that is neither the home's nor, where possible, the asked domain's
 * own: one that lies is then found out. Throws UNREACHABLE when nobody answers, or the code that the home's node gave,
 * and ABORTED. docs/spec/verification.md, "Whom to ask".
 */
export async function askOperators(operators: Operators, address: Address, options: AskOptions): Promise<Asked> {
  const { policy, secondOpinion, findOther, ...limits } = options
  const question = {
    name: address.type === 'name' ? address.name.text : '',
    id: address.type === 'identity' ? Uint8Array.from(address.id) : new Uint8Array(0),
    policy,
  }
  const home = operators.home.domain
  const asked = address.type === 'name' ? address.name.domain : home
  const another = () => operators.another([home, asked]) ?? operators.another([home])

  async function askSecond(signal: AbortSignal): Promise<Said | null> {
    if (another() === null) await findOther?.(signal)
    const second = another()
    if (second === null) return null
    return { from: second.domain, response: await second.ask(directory.resolve, question, { ...limits, signal }) }
  }
  const timeoutMs = limits.timeoutMs ?? (another() === null ? FOUND_TIMEOUT_MS : SECOND_TIMEOUT_MS)
  const wait = { signal: limits.signal, timeoutMs, what: 'Asking a second operator' }

  const [first, other] = await Promise.allSettled([
    operators.ask(directory.resolve, question, limits),
    secondOpinion ? withDeadline(askSecond, wait) : null,
  ])
  const answers: Said[] = []
  if (first.status === 'fulfilled') answers.push({ from: first.value.domain, response: first.value.answer })
  if (other.status === 'fulfilled' && other.value !== null) answers.push(other.value)
  if (answers.length === 0) throw first.status === 'rejected' ? first.reason : other
  return {
    bundles: answers.map(({ from, response }) => bundleOf(from, response)),
    isCertain: (signal) => isCertain(answers, address, operators, signal),
  }
}

/** The newest identity record that operators hold of `id`, checked; null when none has one. UNREACHABLE, ABORTED. */
export async function findIdentity(
  operators: Operators,
  id: Uint8Array,
  options: { network: string; now: number } & RequestOptions,
): Promise<VerifiedIdentity | null> {
  const { network, now, ...limits } = options
  const routingKeys = [Uint8Array.from(identityRoutingKey(network, id))]
  const { answer } = await operators.ask(directory.find, { routingKeys, policy: 'quorum' }, limits)
  const envelope = answer.records[0]?.envelope ?? new Uint8Array(0)
  if (envelope.length === 0) return null
  try {
    return await validateIdentity(envelope, id, { network, now })
  } catch (error) {
    if (errorCode(error) === 'RECORD_EXPIRED') return null
    throw error
  }
}
