import { equals } from 'uint8arrays/equals'
import { parseIdentityId } from '../records/identity-id.ts'
import { type Name, parseName } from '../records/names.ts'
import { listedNameHash } from '../records/routing-key.ts'
import type { VerifiedIdentity } from '../records/verified-record.ts'
import type { BookEntry } from './address-book.ts'
import type { Contact, ContactStatus } from './contact.ts'

/** Somebody whom the owner knows: the petname and what else the owner said, and what this peer found out. */
export interface ContactEntry {
  /** 32 bytes */
  id: Uint8Array
  idText: string
  /** What to call the person: the petname, else the name if it is verified, else the id. */
  shownAs: string
  /** Given by the owner, and known to nobody else. */
  petname: string | null
  /** The name that the identity says is its own now; null for none, also when it gave its name up. */
  name: Name | null
  /** What the checks of `name` came to; `unverified` for one that was never looked up. */
  status: ContactStatus
  /** Verified names that led here before. */
  formerNames: string[]
  pinned: boolean
  /** ms; when the safety number was compared. Null for never, and again when the identity key of either has changed. */
  comparedAt: number | null
  /** ms */
  blockedAt: number | null
  /** What this peer found; null for somebody from a file who was not looked up yet. */
  contact: Contact | null
}

export interface EntryParts {
  idText: string
  book: BookEntry | null
  contact: Contact | null
  /** Confirmed names that led to this id. */
  names: string[]
  /** Own identity key in force, base64url, and theirs. */
  keys: { own: string; theirs: string | null }
}

/** Puts an entry together. Pure. */
export function contactEntry({ idText, book, contact, names, keys }: EntryParts): ContactEntry {
  const { compared = null } = book ?? {}
  const isCompared = compared !== null && compared.ownKey === keys.own && compared.theirKey === keys.theirs
  const name = contact === null ? unchecked(book) : currentName(contact)
  const status = statusOf(contact, name)
  const petname = book?.petname ?? null
  return {
    id: parseIdentityId(idText),
    idText,
    shownAs: petname ?? (name !== null && status === 'verified' ? name.text : idText),
    petname,
    name,
    status,
    formerNames: names.filter((text) => text !== name?.text),
    pinned: contact?.pinned === true || book?.kept === true,
    comparedAt: isCompared ? compared.at : null,
    blockedAt: book?.blockedAt ?? null,
    contact,
  }
}

function unchecked(book: BookEntry | null): Name | null {
  return book === null || book.claimedName === null ? null : parseName(book.claimedName)
}

/** The name it was found by, unless it gave that up; then one that its profile says, if the identity lists it. */
function currentName({ name, identity }: Contact): Name | null {
  if (name !== null && listsName(identity, name)) return name
  for (const text of identity.payload.profile?.names ?? []) {
    try {
      const claimed = parseName(text)
      if (listsName(identity, claimed)) return claimed
    } catch {
      // No name: a profile is free text.
    }
  }
  return null
}

function statusOf(contact: Contact | null, name: Name | null): ContactStatus {
  if (contact === null) return 'unverified'
  if (contact.status === 'key-changed' || name?.text === contact.name?.text) return contact.status
  return name === null ? 'unverified' : 'name-unconfirmed'
}

/** Whether the identity says that the name is its own. */
export function listsName({ payload }: VerifiedIdentity, name: Name): boolean {
  const hash = listedNameHash(payload.id, name)
  return payload.listedNames.some((listed) => equals(listed, hash))
}
