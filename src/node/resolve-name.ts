import { setTimeout as delay } from 'node:timers/promises'
import { equals } from 'uint8arrays/equals'
import { errorCode, isOpenPeerError } from '../errors.ts'
import type { LookupPolicy } from '../federation/lookup-policy.ts'
import type { Refusal } from '../federation/refusal.ts'
import type { Name } from '../records/names.ts'
import type { VerifiedDomain } from '../records/verified-record.ts'
import { type AskOptions, askDomain, checkDomainAnswer, type DomainAnswer } from './ask-domain.ts'
import type { Log } from './log.ts'
import { mergeBundles } from './merge-bundles.ts'
import { isOutdated, type OwnKeyOptions, recordUnderBoundKey } from './own-key-answer.ts'
import type { Counted, HeldAnswers } from './resolve-held.ts'
import { NOTHING_FOUND, type ResolvedBundle } from './resolved-bundle.ts'

/** How long an answer from the holders waits for the domain's own node, in ms: dead domains must not be slow. */
export const DOMAIN_GRACE_MS = 500

export interface ForeignOptions extends AskOptions, OwnKeyOptions {
  held: HeldAnswers
  log: Log
}

/** What a domain's own node said: believed, refused, or nothing. */
interface OwnSaid {
  answer: DomainAnswer | null
  bundle: ResolvedBundle | null
  refusal: Refusal | null
}

/** What was found for a name, and whether the domain's own node kept silent: then it is not asked for more. */
export interface ForeignAnswer {
  bundle: ResolvedBundle
  isSilent: boolean
}

const NOTHING_SAID: OwnSaid = { answer: null, bundle: null, refusal: null }

/**
 * Resolves a name of another domain (docs/spec/directory.md, "Resolve"): its own node and the holders are asked at once.
 * `network` takes the own node's valid answer alone, `quorum` always waits for the holders; both wait for a silent own
 * node at most 500 ms. `cache-first` and `cache-only` take what is held here.
 */
export async function resolveForeign(
  name: Name,
  { policy, signal: given }: { policy: LookupPolicy; signal: AbortSignal },
  options: ForeignOptions,
): Promise<ForeignAnswer> {
  const { held } = options
  const cache = { policy: 'cache-only' as const, signal: given }
  const cached = await held.domain(name.domain, cache)
  if (policy === 'cache-only' || policy === 'cache-first') {
    const bundle = await held.name(name, cached, cache)
    if (policy === 'cache-only' || bundle.identity !== null) return { bundle, isSilent: false }
  }
  const done = new AbortController()
  const signal = AbortSignal.any([given, done.signal])
  const wait = { policy: policy === 'quorum' ? policy : ('network' as const), signal }
  const startedAt = performance.now()
  const domain = held.domain(name.domain, wait)
  const fromHolders = domain.then((found) => held.name(name, found, wait))
  const fromOwn = askOwn(name, cached.record, domain, signal, options)
  try {
    if (policy !== 'quorum') {
      const early = await Promise.race([fromOwn, settled(fromHolders)])
      if (early?.bundle?.name != null) return { bundle: early.bundle, isSilent: false }
    }
    const bundle = await fromHolders
    const graceMs = Math.max(0, DOMAIN_GRACE_MS - (performance.now() - startedAt))
    const said = await Promise.race([fromOwn, delay(graceMs, null, { signal, ref: false })])
    const believed = await believe(
      name,
      { bundle, shownBy: (await domain).outcomes.flatMap(({ shownBy }) => shownBy) },
      {
        ...options,
        said: said ?? NOTHING_SAID,
        signal,
      },
    )
    return { bundle: believed, isSilent: said === null }
  } finally {
    done.abort()
  }
}

async function askOwn(
  name: Name,
  cached: VerifiedDomain | null,
  looked: Promise<Counted<VerifiedDomain>>,
  signal: AbortSignal,
  options: ForeignOptions,
): Promise<OwnSaid> {
  try {
    const isUsable = cached !== null && !isOutdated(cached, options.bindings)
    const known = isUsable ? cached : (await looked).record
    if (known === null) return NOTHING_SAID
    const answer = await askDomain(known, name, { ...options, signal })
    return await judge(name, known, answer, options)
  } catch (error) {
    if (!signal.aborted) options.log.debug({ err: error, domain: name.domain }, 'the domain’s own node gave no answer')
    return NOTHING_SAID
  }
}

async function judge(
  name: Name,
  known: VerifiedDomain,
  answer: DomainAnswer,
  options: ForeignOptions,
): Promise<OwnSaid> {
  try {
    return { answer, bundle: await checkDomainAnswer(answer, name, known, options), refusal: null }
  } catch (error) {
    if (!isOpenPeerError(error)) throw error
    const refusal: Refusal = { peerId: answer.peerId, by: 'domain', code: errorCode(error), message: error.message }
    options.log.warn({ ...refusal, name: name.text }, 'an answer of the domain’s own node was refused')
    return { answer, bundle: null, refusal }
  }
}

/**
 * What was refused under a remembered domain key may be right under the one that the holders have; and where the domain
 * itself stands behind the key of its node, it is the holders that are wrong. `shownBy`: who showed their domain record.
 */
async function believe(
  name: Name,
  { bundle, shownBy }: { bundle: ResolvedBundle; shownBy: readonly string[] },
  options: ForeignOptions & { said: OwnSaid; signal: AbortSignal },
): Promise<ResolvedBundle> {
  const { answer, refusal } = options.said
  const { domain } = bundle
  const isOpen = refusal !== null && answer !== null && domain !== null
  const { bundle: own, refusal: lasting } = isOpen ? await judge(name, domain, answer, options) : options.said
  if (own !== null && isUnder(own, bundle)) return mergeBundles(bundle, own)
  const bound =
    isOpen && lasting?.code === 'WRONG_SIGNER' ? await recordUnderBoundKey(answer, name, domain, options) : null
  if (bound === null) return { ...bundle, refused: [...bundle.refused, ...(lasting === null ? [] : [lasting])] }
  const right = await judge(name, bound, answer as DomainAnswer, options)
  const message = `This holder shows another key for ${name.domain} than the domain's website`
  const liars = shownBy.map((peerId): Refusal => ({ peerId, by: 'holder', code: 'BINDING_MISMATCH', message }))
  const refused = [...bundle.refused, ...liars, ...(right.refusal === null ? [] : [right.refusal])]
  const others = { ...bundle, domain: null, name: null }
  return { ...mergeBundles(others, right.bundle ?? { ...NOTHING_FOUND, domain: bound }), refused }
}

/** Whether both speak of the same domain key; an answer under a replaced one has nothing to add. */
function isUnder(own: ResolvedBundle, held: ResolvedBundle): boolean {
  if (own.domain === null || held.domain === null) return own.domain !== null
  return equals(own.domain.payload.key, held.domain.payload.key)
}

/** Null once it is over, however it ended. */
function settled(promise: Promise<unknown>): Promise<null> {
  return promise.then(
    () => null,
    () => null,
  )
}
