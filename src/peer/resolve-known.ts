import { equals } from 'uint8arrays/equals'
import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import { parseIdentityId } from '../records/identity-id.ts'
import { formatUri } from '../records/uris.ts'
import type { AddressBook, BookEntry } from './address-book.ts'
import type { Contact, ContactStatus } from './contact.ts'
import type { Contacts } from './contacts.ts'
import { isPetname } from './petname.ts'
import type { ResolveOptions, Resolver } from './resolve.ts'

export interface KnownResolverOptions {
  resolver: Resolver
  contacts: Contacts
  book: AddressBook
}

/** With these the name may not be the person's: it is not bound to them by a pin. */
const NOT_THEIRS: ContactStatus[] = ['mismatch', 'reassigned', 'key-changed']

/**
 * As `resolver`, for petnames too: those lead to the id that the owner gave them to, whoever has the person's name by now.
 * Whoever is in the book is pinned as soon as they are found. Throws INVALID_URI for a petname that nobody has.
 */
export function createKnownResolver({ resolver, contacts, book }: KnownResolverOptions): Resolver {
  async function byPetname(text: string, options: ResolveOptions): Promise<Contact | null> {
    const entry = await book.byPetname(text)
    if (entry === null) {
      const message = `You call nobody "${text}": give a name such as bob@b.example, an id, or a petname of your contacts.`
      throw new OpenPeerError('INVALID_URI', message)
    }
    const id = parseIdentityId(entry.idText)
    const name = (await contacts.byId(id))?.contact.name?.text ?? entry.claimedName
    const named = name === null ? null : await tryName(name, options)
    if (named !== null && equals(named.id, id)) return underOwnName(named)
    return resolver.resolve(addressOf(entry, id), options)
  }

  /** Nobody asked for the name that they gave up. */
  async function underOwnName(contact: Contact): Promise<Contact> {
    const known = contact.movedFrom === null ? null : await contacts.byId(contact.id)
    return known === null ? contact : { ...known.contact, source: contact.source }
  }

  /** A name that leads nowhere, or is refused, is no reason to miss the person: the id finds them. */
  async function tryName(name: string, options: ResolveOptions): Promise<Contact | null> {
    try {
      return await resolver.resolve(name, options)
    } catch (error) {
      if (!isOpenPeerError(error) || isOpenPeerError(error, 'IDENTITY_REVOKED') || options.signal?.aborted) throw error
      return null
    }
  }

  return {
    async resolve(address, options = {}) {
      const found = isPetname(address) ? await byPetname(address, options) : await resolver.resolve(address, options)
      if (found === null || found.pinned || NOT_THEIRS.includes(found.status)) return found
      if ((await book.get(found.id))?.kept !== true) return found
      const { source, proofs } = found
      return { ...(await contacts.pin(found.id)), source, proofs }
    },
  }
}

function addressOf({ domain }: BookEntry, id: Uint8Array): string {
  return formatUri({ type: 'identity', id, domain })
}
