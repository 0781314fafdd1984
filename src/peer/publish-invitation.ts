import { toString as toText } from 'uint8arrays/to-string'
import { knownCode, OpenPeerError } from '../errors.ts'
import { sealedRoutingKey } from '../records/routing-key.ts'
import { openRecord, validateSealed } from '../records/validate.ts'
import type { VerifiedDomain, VerifiedIdentity, VerifiedSealed } from '../records/verified-record.ts'
import { directory } from '../wire/methods.ts'
import type { InvitationEntry } from './invitation-entry.ts'
import type { Operators } from './operators.ts'
import type { OwnRecords } from './own-records.ts'
import { sealInvitation } from './seal-invitation.ts'

/** Tells whether what invitations lead to is another than before: the record's version, the home and its key. */
export function contentMark(identity: VerifiedIdentity, home: VerifiedDomain | null): string {
  const key = home === null ? '' : toText(home.payload.key, 'base64')
  return `${identity.seq} ${home?.payload.domain ?? ''} ${key}`
}

export const PUBLISH_TIMEOUT_MS = 15_000

export interface InvitationPublisherOptions {
  own: OwnRecords
  operators: Operators
  store: { put(entry: InvitationEntry): Promise<void> }
  network: string
  /** of the identity record, ms */
  lifetimeMs: number
  now: () => number
  random: () => number
}

/** Seals and publishes what one invitation leads to. docs/spec/sealed-records.md, "Publishing" */
export interface InvitationPublisher {
  /**
   * A new version: the identity as it is, or nothing where the invitation was withdrawn. The entry has it before it is sent.
   * Throws UNREACHABLE, ABORTED, NOT_NEWEST, and the operator's codes (REFUSED: the home does not know this device).
   */
  publish(entry: InvitationEntry, signal: AbortSignal): Promise<VerifiedSealed>
  /** Whether nobody can hold a valid record of it any more. */
  isOver(entry: InvitationEntry): Promise<boolean>
}

export function createInvitationPublisher(options: InvitationPublisherOptions): InvitationPublisher {
  const { own, operators, store, network, lifetimeMs, now, random } = options

  async function previousOf({ sealed, capability }: InvitationEntry): Promise<VerifiedSealed | null> {
    if (sealed === null) return null
    const routingKey = sealedRoutingKey(network, capability.capability)
    return (await openRecord(sealed, routingKey, { network })) as VerifiedSealed
  }

  async function seal(entry: InvitationEntry, signal: AbortSignal): Promise<VerifiedSealed> {
    const previous = await previousOf(entry)
    const common = { capability: entry.capability, previous, lifetimeMs, now: now(), random }
    if (entry.withdrawnAt !== null) return sealInvitation({ ...common, content: null })
    const identity = await own.identity()
    if (own.isRevoked) return sealInvitation({ ...common, content: { identityRecord: identity.bytes, homes: [] } })
    const { home } = operators
    const domain = await home.record({ signal })
    const isListed = identity.payload.homes.includes(home.domain)
    // The home's key, so that no operator can put another node in the home's place.
    const homes = isListed ? [{ domain: home.domain, key: domain.payload.key }] : []
    entry.mark = contentMark(identity, domain)
    return sealInvitation({ ...common, content: { identityRecord: identity.bytes, homes } })
  }

  /** Other operators are not to learn which invitations are one person's; but no home can stop a withdrawal, or an end. */
  async function send(entry: InvitationEntry, record: VerifiedSealed, signal: AbortSignal) {
    const records = [{ routingKey: Uint8Array.from(record.routingKey), envelope: Uint8Array.from(record.bytes) }]
    const limits = { signal, timeoutMs: PUBLISH_TIMEOUT_MS }
    if (entry.withdrawnAt === null && !own.isRevoked) return operators.home.ask(directory.publish, { records }, limits)
    return (await operators.ask(directory.publish, { records }, limits)).answer
  }

  return {
    async publish(entry, signal) {
      const record = await seal(entry, signal)
      entry.sealed = record.bytes
      await store.put(entry)
      const [result] = (await send(entry, record, signal)).results
      if (result === undefined) throw new OpenPeerError('MALFORMED_MESSAGE', 'The operator did not say what it did.')
      if (result.outcome === 'stored' || result.outcome === 'already-held') return record
      if (result.current.length > 0) {
        // The next attempt goes beyond it.
        const newer = await validateSealed(result.current, entry.capability.capability, { network, now: now() })
        entry.sealed = newer.bytes
      }
      const { code, message, retryAfterMs } = result
      const later = retryAfterMs > 0 ? { retryAfterMs } : {}
      throw new OpenPeerError(knownCode(code || 'NOT_NEWEST'), message || 'The record was not taken.', later)
    },
    async isOver(entry) {
      const held = await previousOf(entry)
      return held === null || (held.expiresAt ?? 0) <= now()
    },
  }
}
