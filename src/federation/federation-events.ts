import { EventEmitter } from 'node:events'
import type { VerifiedRecord } from '../records/verified-record.ts'
import type { Note } from './candidates.ts'
import type { MembershipChange } from './operator-table.ts'

/** What happens beside the answers. Listeners must not throw. */
export interface FederationEvents {
  /** an operator node came or went */
  membership: [MembershipChange]
  /** a better record was seen after an answer had been given, or while its older version was being published */
  superseded: [{ record: VerifiedRecord; previous: VerifiedRecord | null }]
  /**
   * what is shown for this key contradicts itself in a way that holders cannot mend: two payloads with one seq, a forked or
   * conflicting key log, or (`other-key`) a domain record under a key that is not the domain's, or not yet
   */
  suspicion: [{ routingKey: Uint8Array; note: Note }]
  /** this node's clock is further ahead (behind, where negative) of most others' than records bear; `nodes` said so */
  clock: [{ aheadMs: number; nodes: number }]
}

export type FederationEmitter = EventEmitter<FederationEvents>

export function createFederationEmitter(): FederationEmitter {
  const events: FederationEmitter = new EventEmitter()
  // Every open page of an admin's screen may listen; that is no leak.
  events.setMaxListeners(0)
  return events
}
