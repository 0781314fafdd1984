import { equals } from 'uint8arrays/equals'
import { select } from '../records/select.ts'
import type { VerifiedIdentity } from '../records/verified-record.ts'
import type { Check, Contact, Proof } from './contact.ts'
import type { KnownContact, Pin } from './stored-contact.ts'

/** Direct addresses kept for one contact, newest first. */
export const MAX_ADDRESSES = 8

/** What was found now, with what only the earlier meeting knew: the pin, addresses, the name, a newer identity record. */
export function joinContact({ contact: held, pin }: KnownContact, found: Contact): Contact {
  const named = found.name === null && held.name !== null ? held : found
  const identity = isNewer(found.identity, held.identity) ? found.identity : held.identity
  // Looked up by id it keeps the name's status, unless the keys themselves are in doubt now.
  const doubts = found.status === 'key-changed' ? { status: found.status, checks: found.checks } : {}
  return {
    ...named,
    ...doubts,
    identity,
    proofs: stillClaimed(held.proofs, identity),
    homes: found.homes.length > 0 ? found.homes : held.homes,
    locations: found.locations.length > 0 ? found.locations : held.locations,
    addresses: newestFirst(found.addresses, held.addresses),
    pinned: pin !== null,
    source: found.source,
  }
}

/** The pin, with the doubt that `found` casts on the keys that are held: it stays until the owner accepts or the log ends it. */
export function pinAfter(pin: Pin | null, found: Contact, held: Contact): Pin | null {
  const { head, tombstoned } = held.identity.keyState
  if (pin === null || tombstoned || found.status !== 'key-changed') return pin
  return isDoubtOf(pin, head) ? pin : { ...pin, doubt: { head, accepted: false } }
}

/** `key-changed`, where a doubt about these very keys is neither accepted nor ended by a later event of the log. */
export function withDoubt(contact: Contact, pin: Pin | null): Contact {
  if (contact.status === 'key-changed' || pin?.doubt?.accepted !== false) return contact
  if (!isDoubtOf(pin, contact.identity.keyState.head)) return contact
  const detail = 'Another key log, which contradicts this one, was shown before: ask the person, then accept them.'
  const check: Check = { name: 'key-log', result: 'failed', detail, code: 'KEY_CHANGED' }
  const checks = contact.checks.map((one) => (one.name === 'key-log' ? check : one))
  return { ...contact, status: 'key-changed', checks }
}

/** Whether the owner accepted a contact whose keys were in doubt, as they are now. */
export function isAccepted(contact: Contact, pin: Pin | null): boolean {
  return pin?.doubt?.accepted === true && isDoubtOf(pin, contact.identity.keyState.head)
}

function isDoubtOf({ doubt }: Pin, head: Uint8Array): boolean {
  return doubt !== undefined && equals(doubt.head, head)
}

/** An account that somebody no longer claims is no longer shown as theirs. */
export function stillClaimed(proofs: Proof[], { payload }: VerifiedIdentity): Proof[] {
  return proofs.filter(({ claim }) => payload.profile?.claims.includes(claim))
}

/** Nothing contested is newer: what is remembered stays until its owner forgets or accepts it. */
export function isNewer(found: VerifiedIdentity, held: VerifiedIdentity): boolean {
  const selection = select(held, found)
  return !selection.conflict && selection.winner === 'b' && selection.note !== 'forked'
}

export function newestFirst(fresh: Uint8Array[], older: Uint8Array[]): Uint8Array[] {
  const all = [...fresh, ...older]
  return all.filter((one, at) => all.findIndex((other) => equals(one, other)) === at).slice(0, MAX_ADDRESSES)
}
