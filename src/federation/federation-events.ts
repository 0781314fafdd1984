import { EventEmitter } from 'node:events'
import type { VerifiedRecord } from '../records/verified-record.ts'
import type { MembershipChange } from './operator-table.ts'

/** What happens beside the answers. Listeners must not throw. */
export interface FederationEvents {
  /** an operator node came or went */
  membership: [MembershipChange]
  /** a better record was seen after an answer had been given, or while its older version was being published */
  superseded: [{ record: VerifiedRecord; previous: VerifiedRecord | null }]
  /** the signer of this key broke a rule that holders cannot mend: two payloads with one seq, a forked or conflicting key log */
  suspicion: [{ routingKey: Uint8Array; note: 'equivocation' | 'forked' | 'conflict' }]
}

export type FederationEmitter = EventEmitter<FederationEvents>

export function createFederationEmitter(): FederationEmitter {
  const events: FederationEmitter = new EventEmitter()
  // Every open page of an admin's screen may listen; that is no leak.
  events.setMaxListeners(0)
  return events
}
