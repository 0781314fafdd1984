import type { LookupPolicy } from '../federation/lookup-policy.ts'
import type { Refusal } from '../federation/refusal.ts'
import type { VerifiedDomain, VerifiedIdentity, VerifiedLocation, VerifiedName } from '../records/verified-record.ts'
import type { ResolveResponse } from '../wire/messages.js'
import { MAX_HOME_RECORDS, MAX_LOCATIONS } from '../wire/methods.ts'

/** How far a resolve goes: as a lookup, or `own`: only what this node answers for itself, asking nobody. */
export type ResolvePolicy = LookupPolicy | 'own'

/**
 * Everything that leads from a name or an identity id to a person's devices, each record checked and none of them
 * over; null is what nobody has. The asker checks it again (docs/spec/directory.md, "Resolve").
 */
export interface ResolvedBundle {
  domain: VerifiedDomain | null
  name: VerifiedName | null
  identity: VerifiedIdentity | null
  locations: VerifiedLocation[]
  /** domain records of the identity's homes, as far as they were found */
  homes: VerifiedDomain[]
  /** `own`: from this node; `domain`: from the domain's own node; `holders`: from the DHT */
  source: 'own' | 'domain' | 'holders'
  /** holders that answered for the record that the fewest answered for, and how many had to */
  answers: number
  needed: number
  /** the nodes whose answers were not believed */
  refused: Refusal[]
}

export const NOTHING_FOUND: Readonly<ResolvedBundle> = {
  domain: null,
  name: null,
  identity: null,
  locations: [],
  homes: [],
  source: 'holders',
  answers: 0,
  needed: 0,
  refused: [],
}

/** The bundle as it crosses the wire; a record that nobody has is empty. */
export function encodeBundle(bundle: ResolvedBundle): ResolveResponse {
  const { domain, name, identity, locations, homes, source, answers, needed } = bundle
  const none = new Uint8Array()
  return {
    domainRecord: domain?.bytes ?? none,
    nameRecord: name?.bytes ?? none,
    identityRecord: identity?.bytes ?? none,
    locations: locations.slice(0, MAX_LOCATIONS).map(({ bytes }) => bytes),
    homeRecords: homes.slice(0, MAX_HOME_RECORDS).map(({ bytes }) => bytes),
    source,
    answers,
    needed,
  }
}
