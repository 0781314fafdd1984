import type { Federation } from '../federation/federation.ts'
import type { LookupPolicy } from '../federation/lookup-policy.ts'
import type { Name } from '../records/names.ts'
import { identityRoutingKey, nameRoutingKey } from '../records/routing-key.ts'
import type { VerifiedDomain, VerifiedIdentity, VerifiedName, VerifiedRecord } from '../records/verified-record.ts'
import type { Locations } from './locations.ts'
import type { NameRecords } from './name-records.ts'
import type { NameRegistry } from './name-registry.ts'
import { NOTHING_FOUND, type ResolvedBundle } from './resolved-bundle.ts'

export interface OwnOptions {
  network: string
  federation: Federation
  registry: NameRegistry
  nameRecords: NameRecords
  locations: Locations
  domainRecord: () => VerifiedDomain
  now: () => number
}

/** Asks the holders for an identity record: `null` asks nobody and takes what is held here. */
export type IdentityReach = { policy: LookupPolicy; signal: AbortSignal } | null

/** What this node answers by its own right: the names that its registry gave, the identities and devices it keeps. */
export interface OwnAnswers {
  name(name: Name, reach: IdentityReach): Promise<ResolvedBundle>
  identity(id: Uint8Array): Promise<ResolvedBundle>
}

export function createOwnAnswers(options: OwnOptions): OwnAnswers {
  const { network, federation, registry, nameRecords, locations, domainRecord, now } = options

  async function held<R extends VerifiedRecord>(routingKey: Uint8Array): Promise<R | null> {
    const record = (await federation.store.get(routingKey)) as R | null
    return record === null || (record.expiresAt !== null && record.expiresAt <= now()) ? null : record
  }

  async function identityOf(id: Uint8Array, reach: IdentityReach): Promise<VerifiedIdentity | null> {
    const routingKey = identityRoutingKey(network, id)
    const own = await held<VerifiedIdentity>(routingKey)
    if (reach === null || (own !== null && reach.policy !== 'quorum')) return own
    const { record } = await federation.lookup(routingKey, reach)
    return (record as VerifiedIdentity | null) ?? own
  }

  return {
    async name(name, reach) {
      const domain = domainRecord()
      const own = { ...NOTHING_FOUND, domain, source: 'own' as const, answers: 1, needed: 1 }
      const entry = registry.get(name.local)
      if (entry === null) return own
      const routingKey = nameRoutingKey(network, domain.payload.key, name.local)
      // The registry is the truth: a record that was lost (or is over, after a long stop) is made again.
      const record = (await held<VerifiedName>(routingKey)) ?? (await nameRecords.issue(entry)).record
      const identity = await identityOf(entry.identityId, reach)
      return { ...own, name: record, identity, locations: locations.of(entry.identityId) }
    },
    async identity(id) {
      const identity = await identityOf(id, null)
      return { ...NOTHING_FOUND, identity, locations: locations.of(id), source: 'own', answers: 1, needed: 1 }
    },
  }
}
