import { OpenPeerError } from '../errors.ts'
import type { Federation } from '../federation/federation.ts'
import type { LookupOptions, LookupOutcome } from '../federation/lookup.ts'
import type { Name } from '../records/names.ts'
import { domainRoutingKey, identityRoutingKey, nameRoutingKey } from '../records/routing-key.ts'
import type { VerifiedDomain, VerifiedIdentity, VerifiedName, VerifiedRecord } from '../records/verified-record.ts'
import { NOTHING_FOUND, type ResolvedBundle } from './resolved-bundle.ts'

export interface HeldOptions {
  network: string
  federation: Pick<Federation, 'lookup'>
  now: () => number
}

/**
 * What the holders have, found link by link: domain, name, identity. It needs no node of the domain to be alive.
 *
 * @throws OpenPeerError KEY_LOG_CONFLICT when holders show two key logs of one identity that cannot both be true
 */
export interface HeldAnswers {
  domain(domain: string, options: LookupOptions): Promise<Counted<VerifiedDomain>>
  /** What is behind a name of this domain. */
  name(name: Name, domain: Counted<VerifiedDomain>, options: LookupOptions): Promise<ResolvedBundle>
  identity(id: Uint8Array, options: LookupOptions): Promise<ResolvedBundle>
}

/** A record, with how sure its finder is that there is no better one. */
export interface Counted<R> {
  record: R | null
  outcomes: LookupOutcome[]
}

export function createHeldAnswers({ network, federation, now }: HeldOptions): HeldAnswers {
  async function find<R extends VerifiedRecord>(routingKey: Uint8Array, options: LookupOptions): Promise<Counted<R>> {
    const outcome = await federation.lookup(routingKey, options)
    // Two keys of a domain: nobody is found by either, and `refused` says why.
    if (outcome.conflict && outcome.refused.length === 0) {
      throw new OpenPeerError('KEY_LOG_CONFLICT', 'Two key logs of this identity contradict each other: trust neither')
    }
    return { record: outcome.record as R | null, outcomes: [outcome] }
  }

  /** By the domain's present key, else by one that it still vouches for. */
  async function findName(domain: VerifiedDomain, name: Name, options: LookupOptions): Promise<Counted<VerifiedName>> {
    const { key, previousKeys } = domain.payload
    const keys = [key, ...previousKeys.filter(({ until }) => until > now()).map(({ publicKey }) => publicKey)]
    const outcomes: LookupOutcome[] = []
    for (const signer of keys) {
      const found = await find<VerifiedName>(nameRoutingKey(network, signer, name.local), options)
      outcomes.push(...found.outcomes)
      if (found.record !== null) return { record: found.record, outcomes }
    }
    return { record: null, outcomes }
  }

  return {
    domain: (domain, options) => find<VerifiedDomain>(domainRoutingKey(network, domain), options),
    async name(name, domain, options) {
      if (domain.record === null) return { ...NOTHING_FOUND, ...weakest(domain.outcomes) }
      const named = await findName(domain.record, name, options)
      const outcomes = [...domain.outcomes, ...named.outcomes]
      const found = { ...NOTHING_FOUND, domain: domain.record, name: named.record }
      if (named.record === null) return { ...found, ...weakest(outcomes) }
      const key = identityRoutingKey(network, named.record.payload.identityId)
      const identity = await find<VerifiedIdentity>(key, options)
      return { ...found, identity: identity.record, ...weakest([...outcomes, ...identity.outcomes]) }
    },
    async identity(id, options) {
      const { record, outcomes } = await find<VerifiedIdentity>(identityRoutingKey(network, id), options)
      return { ...NOTHING_FOUND, identity: record, ...weakest(outcomes) }
    },
  }
}

/** A chain is as sure as its least answered link. */
function weakest(outcomes: LookupOutcome[]): Pick<ResolvedBundle, 'answers' | 'needed' | 'source' | 'refused'> {
  const [least] = [...outcomes].sort((a, b) => a.answers - a.needed - (b.answers - b.needed))
  const source = outcomes.some((outcome) => outcome.source === 'holders') ? 'holders' : 'own'
  const refused = outcomes.flatMap((outcome) => outcome.refused)
  return { answers: least?.answers ?? 0, needed: least?.needed ?? 0, source, refused }
}
