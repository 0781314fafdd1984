import type { AddressBook } from './address-book.ts'
import type { Accept, CallerWay } from './check-caller.ts'
import { type Contact, isTrusted } from './contact.ts'
import type { Contacts } from './contacts.ts'
import { isAccepted, withDoubt } from './join-contact.ts'
import type { Link } from './link.ts'

export interface AdmissionOptions {
  contacts: Contacts
  book: AddressBook
  /** The owner's rule for everybody else. */
  accept: Accept
}

/** Who is let in unless the owner says otherwise: contacts that are verified or pinned, and guests whose keys are free of doubt. */
export function isWelcome(caller: Contact, { invited }: CallerWay): boolean {
  return isTrusted(caller) || (invited && caller.status !== 'key-changed')
}

/** The owner's word on a caller who passed the checks: whoever is blocked is refused, and then the rule decides. */
export function createAdmission({ contacts, book, accept }: AdmissionOptions): Accept {
  return async (caller, way) => {
    const entry = await book.get(caller.id)
    if (entry !== null && entry.blockedAt !== null) return false
    const pin = (await contacts.byId(caller.id))?.pin ?? null
    const seen = withDoubt(caller, pin)
    // What the owner accepted counts as any pinned contact whose name nobody confirms.
    const status = seen.status === 'key-changed' && isAccepted(seen, pin) ? 'name-unconfirmed' : seen.status
    // From a file, and met for the first time now: pinned by the id that the caller has just proven.
    const pinned = seen.pinned || entry?.kept === true
    return accept({ ...seen, status, pinned }, way)
  }
}

/** Everybody whom this peer knows, but those whom the owner blocked: these are as strangers. */
export async function* unblocked(contacts: Contacts, book: AddressBook): AsyncIterable<Contact> {
  for await (const contact of contacts.list()) {
    if ((await book.get(contact.id))?.blockedAt == null) yield contact
  }
}

/** Ends a link to somebody who was blocked while it was made. */
export async function closeIfBlocked(link: Link, book: AddressBook): Promise<void> {
  const entry = await book.get(link.contact.id)
  if (entry !== null && entry.blockedAt !== null) await link.close()
}
