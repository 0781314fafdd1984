import { errorCode, OpenPeerError } from '../errors.ts'
import type { LookupPolicy } from '../federation/lookup-policy.ts'
import type { JudgeName } from '../node/judge-name.ts'
import type { ResolvedBundle } from '../node/resolved-bundle.ts'
import { type Address, formatUri } from '../records/uris.ts'
import { timeoutSignal } from '../timeout-signal.ts'
import { statusOf } from './error-response.ts'
import type { ResolveOutcome } from './metrics.ts'
import { type FoundIdentity, type JudgedIdentity, type ResolveAnswer, resolveAnswer } from './resolve-answer.ts'
import type { ResolveQuestion } from './resolve-question.ts'

export interface GatewayOptions {
  /** Finds and validates, as `OperatorNode.resolve`. */
  resolve(address: Address, options: { policy: LookupPolicy; signal: AbortSignal }): Promise<ResolvedBundle>
  /** What the node makes of what was found, as `OperatorNode.judge`. */
  judge: JudgeName
  /** How long one question may take, in ms; then it is TIMEOUT. */
  timeoutMs: number
  onResolve?: (outcome: ResolveOutcome) => void
  now: () => number
}

export interface Gateway {
  /**
   * Answers a question, null for absent. Throws what the node's `resolve` throws, the code for which the only answer was
   * refused, TIMEOUT, STOPPED, and TOO_MANY_REQUESTS when too many are under way.
   */
  resolve(question: ResolveQuestion): Promise<ResolveAnswer | null>
  /** Ends what is under way. */
  stop(): void
}

/** Each question that is under way may ask a dozen nodes: beyond this many the next ones come back later. */
export const MAX_QUESTIONS_UNDER_WAY = 64

/** The node's resolver as anonymous strangers may use it: the same question at the same time is asked once. */
export function createGateway({ resolve, judge, timeoutMs, onResolve, now }: GatewayOptions): Gateway {
  const underWay = new Map<string, Promise<JudgedIdentity | null>>()
  const stopped = new AbortController()

  function ask(question: ResolveQuestion): Promise<JudgedIdentity | null> {
    const key = `${question.policy} ${formatUri(question.address)}`
    const same = underWay.get(key)
    if (same !== undefined) return same
    if (underWay.size >= MAX_QUESTIONS_UNDER_WAY) {
      throw new OpenPeerError('TOO_MANY_REQUESTS', 'The gateway is busy: ask again in a few seconds.')
    }
    const answer = findInTime(question).finally(() => underWay.delete(key))
    underWay.set(key, answer)
    return answer
  }

  async function findInTime({ address, policy }: ResolveQuestion): Promise<JudgedIdentity | null> {
    const limit = timeoutSignal(timeoutMs)
    try {
      const signal = AbortSignal.any([limit, stopped.signal])
      const found = foundIdentity(address, await resolve(address, { policy, signal }))
      if (found === null) return null
      const { domain, name: nameRecord, identity } = found
      const name = address.type === 'name' ? address.name : null
      return { ...found, judgement: await judge({ name, domain, nameRecord, identity }, signal) }
    } catch (error) {
      if (stopped.signal.aborted) throw new OpenPeerError('STOPPED', 'The gateway is stopping.', { cause: error })
      if (!limit.aborted) throw error
      const message = `No answer within ${timeoutMs} ms: ask again, or with policy=cache-first.`
      throw new OpenPeerError('TIMEOUT', message, { cause: error })
    }
  }

  return {
    async resolve(question) {
      try {
        const found = await ask(question)
        onResolve?.(found === null ? 'absent' : 'found')
        return found === null ? null : resolveAnswer(question, found, now())
      } catch (error) {
        onResolve?.(statusOf(errorCode(error)) < 500 ? 'refused' : 'failed')
        throw error
      }
    },
    stop: () => stopped.abort(),
  }
}

/**
 * Null when nobody is there. Throws when the domain's own answer could not be believed, or its holders contradict each other
 * and nothing tells who is right: that is not absence.
 */
function foundIdentity(address: Address, bundle: ResolvedBundle): FoundIdentity | null {
  const { identity, name, refused } = bundle
  if (identity !== null && (name !== null || address.type === 'identity')) return { ...bundle, identity }
  const refusal = refused.find(({ by, code }) => by === 'domain' || code === 'CONFLICT')
  if (refusal === undefined) return null
  throw new OpenPeerError(refusal.code, `The answer of ${refusal.peerId} was refused: ${refusal.message}`)
}
