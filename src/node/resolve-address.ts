import { OpenPeerError } from '../errors.ts'
import type { LookupPolicy } from '../federation/lookup-policy.ts'
import type { Name } from '../records/names.ts'
import type { Address } from '../records/uris.ts'
import type { VerifiedDomain } from '../records/verified-record.ts'
import { within } from '../wire/within.ts'
import { type GatherOptions, gatherLocations } from './gather-locations.ts'
import type { HeldAnswers } from './resolve-held.ts'
import { type ForeignAnswer, type ForeignOptions, resolveForeign } from './resolve-name.ts'
import type { OwnAnswers } from './resolve-own.ts'
import type { ResolvedBundle, ResolvePolicy } from './resolved-bundle.ts'

export interface ResolveOptions {
  /** `network` unless given */
  policy?: ResolvePolicy
  signal?: AbortSignal
  /** for all of it; the node's `limits.resolveTimeoutMs` unless given */
  timeoutMs?: number
}

/**
 * Finds everything behind a name or an identity id; what nobody has is null in the bundle.
 *
 * @throws OpenPeerError WRONG_DOMAIN (policy `own`, a name of another domain), KEY_LOG_CONFLICT, TIMEOUT, ABORTED, STOPPED
 */
export type Resolve = (address: Address, options?: ResolveOptions) => Promise<ResolvedBundle>

export interface ResolverOptions extends ForeignOptions, Omit<GatherOptions, 'homeRecord'> {
  own: OwnAnswers
  held: HeldAnswers
  domainRecord: () => VerifiedDomain
  timeoutMs: number
}

/** Makes the resolver of one operator node (docs/spec/directory.md, "Resolve"). */
export function createResolver(options: ResolverOptions): Resolve {
  const { domain, own, held, domainRecord } = options

  async function nameOf(name: Name, policy: ResolvePolicy, signal: AbortSignal): Promise<ForeignAnswer> {
    if (name.domain === domain) {
      const bundle = await own.name(name, policy === 'own' ? null : { policy, signal })
      return { bundle, isSilent: false }
    }
    if (policy === 'own') {
      throw new OpenPeerError(
        'WRONG_DOMAIN',
        `This is a node of ${domain}, not of ${name.domain}: ask one of its nodes`,
      )
    }
    return await resolveForeign(name, { policy, signal }, options)
  }

  /** `asked`: the home that gave the bundle's locations, or would not. */
  async function withLocations(
    bundle: ResolvedBundle,
    policy: LookupPolicy,
    asked: string | null,
    signal: AbortSignal,
  ) {
    if (bundle.identity === null) return bundle
    const told = { asked, locations: bundle.locations, mayAsk: policy !== 'cache-only' }
    const homeRecord = async (home: string) => {
      if (home === domain) return domainRecord()
      if (home === bundle.domain?.payload.domain) return bundle.domain
      return (await held.domain(home, { policy: policy === 'cache-only' ? policy : 'cache-first', signal })).record
    }
    return { ...bundle, ...(await gatherLocations(bundle.identity, told, { ...options, homeRecord, signal })) }
  }

  async function resolve(address: Address, policy: ResolvePolicy, signal: AbortSignal): Promise<ResolvedBundle> {
    if (address.type === 'identity') {
      if (policy === 'own') return await own.identity(address.id)
      return await withLocations(await held.identity(address.id, { policy, signal }), policy, null, signal)
    }
    const { bundle, isSilent } = await nameOf(address.name, policy, signal)
    if (policy === 'own') return bundle
    const hasTold = bundle.source === 'domain' || isSilent
    return await withLocations(bundle, policy, hasTold ? address.name.domain : null, signal)
  }

  return async (address, { policy = 'network', signal: given, timeoutMs = options.timeoutMs } = {}) => {
    const ending = new AbortController()
    const signal = given === undefined ? ending.signal : AbortSignal.any([given, ending.signal])
    try {
      return await within(resolve(address, policy, signal), { signal: given, timeoutMs })
    } finally {
      ending.abort()
    }
  }
}
