import type { Contact } from './contact.ts'
import type { ContactEntry } from './contact-entry.ts'
import type { ImportReport } from './import-contacts.ts'

/** A contact, or an entry of the list: the id counts. */
export type Whom = Pick<Contact, 'id'>

export interface AddOptions {
  /** What to call the person; nobody else learns it. */
  petname?: string
  /** Although the name is not verified: the owner was asked. */
  accept?: boolean
  signal?: AbortSignal | undefined
}

/** The people whom the owner knows. docs/spec/contacts.md; docs/guides/app-developers.md, "Contacts". */
export interface PeerContacts {
  /**
   * Finds somebody, checks, and pins. Throws NOT_REGISTERED, NOT_VERIFIED or KEY_CHANGED unless `accept` is given,
   * INVALID_ARGUMENT (a bad petname, or one that somebody else has; oneself), LIMIT_EXCEEDED, and as `Peer.resolve`.
   */
  add(address: string, options?: AddOptions): Promise<ContactEntry>
  /** Everybody who is pinned, was given a petname, came from a file, or is blocked. */
  list(): AsyncIterable<ContactEntry>
  /** By petname, name or id, from memory; null for nobody known. Throws INVALID_NAME, INVALID_URI. */
  get(text: string): Promise<ContactEntry | null>
  /** Null takes the petname away. INVALID_ARGUMENT, LIMIT_EXCEEDED. */
  setPetname(whom: Whom, petname: string | null): Promise<ContactEntry>
  /**
   * The 60 digits to compare by another way than this one, and what a QR code of them holds. INVALID_ARGUMENT for one who
   * was never looked up, IDENTITY_REVOKED. docs/spec/safety-number.md
   */
  safetyNumber(whom: Whom): Promise<{ digits: string; uri: string }>
  /** Both saw the same digits: `comparedAt` is set until the identity key of either changes. Throws as `safetyNumber`. */
  markCompared(whom: Whom): Promise<ContactEntry>
  /** Pins a contact as it is remembered, whatever its status: from then on its id decides. INVALID_ARGUMENT if unknown. */
  pin(whom: Whom): Promise<Contact>
  /**
   * Takes one who is `key-changed` or `reassigned` as they are now, with the keys that operators show. INVALID_ARGUMENT if
   * unknown, IDENTITY_REVOKED, ABORTED.
   */
  accept(whom: Whom, options?: { signal?: AbortSignal | undefined }): Promise<ContactEntry>
  /** From now on refused at hello as a stranger would be; open links are closed, and nothing connects. */
  block(whom: Whom): Promise<ContactEntry>
  unblock(whom: Whom): Promise<ContactEntry>
  /** With everything: pin, petname, comparison, block. */
  forget(whom: Whom): Promise<void>
  /** Everybody of `list` as JSON, for one's own other devices and backups; or, without those blocked, as vCard 4.0 to hand on. */
  export(format?: 'json' | 'vcard'): Promise<string>
  /** Either of the two, also written by somebody else: everything is checked again. INVALID_ARGUMENT, LIMIT_EXCEEDED. */
  import(text: string): Promise<ImportReport>
}
