import { setTimeout as delay } from 'node:timers/promises'
import { equals } from 'uint8arrays/equals'
import { errorCode, isOpenPeerError } from '../errors.ts'
import type { LookupPolicy } from '../federation/lookup-policy.ts'
import type { Name } from '../records/names.ts'
import type { VerifiedDomain } from '../records/verified-record.ts'
import { type AskOptions, askDomain, checkDomainAnswer, type DomainAnswer } from './ask-domain.ts'
import type { Log } from './log.ts'
import { mergeBundles } from './merge-bundles.ts'
import type { Counted, HeldAnswers } from './resolve-held.ts'
import type { Refusal, ResolvedBundle } from './resolved-bundle.ts'

/** How long an answer from the holders waits for the domain's own node, in ms: dead domains must not be slow. */
export const DOMAIN_GRACE_MS = 500

export interface ForeignOptions extends AskOptions {
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
    return { bundle: await believe(name, bundle, said ?? NOTHING_SAID, options), isSilent: said === null }
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
    const known = cached ?? (await looked).record
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
    const refusal = { peerId: answer.peerId, code: errorCode(error), message: error.message }
    options.log.warn({ ...refusal, name: name.text }, 'an answer of the domain’s own node was refused')
    return { answer, bundle: null, refusal }
  }
}

/** What was refused under a remembered domain key may be right under the one that the holders have. */
async function believe(
  name: Name,
  bundle: ResolvedBundle,
  said: OwnSaid,
  options: ForeignOptions,
): Promise<ResolvedBundle> {
  const { answer, refusal } = said
  const { domain } = bundle
  const isOpen = refusal !== null && answer !== null && domain !== null
  const { bundle: own, refusal: lasting } = isOpen ? await judge(name, domain, answer, options) : said
  if (own !== null && isUnder(own, bundle)) return mergeBundles(bundle, own)
  return { ...bundle, refused: lasting === null ? [] : [lasting] }
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
