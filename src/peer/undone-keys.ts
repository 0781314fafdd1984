import { equals } from 'uint8arrays/equals'
import type { VerifiedIdentity } from '../records/verified-record.ts'
import type { Check, Contact } from './contact.ts'
import type { Pin } from './stored-contact.ts'

/** The pin, which remembers that the keys held with it were undone by a recovery, until its owner pins the contact again. */
export function pinOver(pin: Pin | null, held: VerifiedIdentity, next: VerifiedIdentity): Pin | null {
  if (pin === null || pin.undone || next.keyState.tombstoned) return pin
  return isUndoneBy(held, next) ? { ...pin, undone: true } : pin
}

/** Says so in a check of its own: what came under those keys may have been a thief's. docs/spec/verification.md, "After a recovery". */
export function withUndone(contact: Contact, pin: Pin | null): Contact {
  const checks = contact.checks.filter(({ name }) => name !== 'recovered')
  if (pin?.undone !== true) return checks.length === contact.checks.length ? contact : { ...contact, checks }
  const detail =
    'Its owner took it back with the recovery key, which undid the keys that you knew: what came under those may have been ' +
    'somebody else’s. Ask the person by another way, then pin the contact again.'
  const check: Check = { name: 'recovered', result: 'failed', detail, code: 'KEY_CHANGED' }
  return { ...contact, checks: [...checks, check] }
}

/** Whether `next`, which won over `held`, lacks an event of its log: only a recovery or a tombstone drops any. */
function isUndoneBy(held: VerifiedIdentity, next: VerifiedIdentity): boolean {
  if (equals(held.keyState.committedAt, next.keyState.committedAt)) return false
  return held.payload.keyLog.some((event, at) => !equals(event, next.payload.keyLog[at] ?? new Uint8Array(0)))
}
