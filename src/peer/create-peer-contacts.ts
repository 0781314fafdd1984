import { equals } from 'uint8arrays/equals'
import { toString as toText } from 'uint8arrays/to-string'
import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import { identityIdText, parseIdentityId } from '../records/identity-id.ts'
import { safetyNumber } from '../records/safety-number.ts'
import { safetyNumberUri } from '../records/safety-number-uri.ts'
import { parseAddress } from '../records/uris.ts'
import { acceptContact } from './accept-contact.ts'
import type { AddressBook } from './address-book.ts'
import type { Connector } from './connect.ts'
import { type Contact, isTrusted } from './contact.ts'
import { type ContactEntry, contactEntry } from './contact-entry.ts'
import type { Contacts } from './contacts.ts'
import { toFiled, writeContactsFile } from './contacts-file.ts'
import { identityKeyOf } from './identity-key.ts'
import { importContacts } from './import-contacts.ts'
import type { KnownDevices } from './known-devices.ts'
import type { OwnRecords } from './own-records.ts'
import type { AddOptions, PeerContacts, Whom } from './peer-contacts.ts'
import { isPetname, parsePetname } from './petname.ts'
import type { Resolver } from './resolve.ts'
import type { KnownContact } from './stored-contact.ts'
import { toVcards } from './vcard.ts'

export interface PeerContactsOptions {
  contacts: Contacts
  book: AddressBook
  own: OwnRecords
  network: string
  connector: Pick<Connector, 'links'>
  resolver: Resolver
  /** As somebody who remembers nobody: `withoutMemory`. */
  stranger: Resolver
  /** Devices that need no stranger's place. */
  known: Pick<KnownDevices, 'remove'>
  now: () => number
}

export function createPeerContacts(options: PeerContactsOptions): PeerContacts {
  const { contacts, book, own, network, connector, resolver, stranger, now } = options

  const ownKey = () => Uint8Array.from(own.signingKey)

  /** One whose records can no longer be read is shown without them: they can still be blocked, and forgotten. */
  async function knownTo(id: Uint8Array): Promise<KnownContact | null> {
    try {
      return await contacts.byId(id)
    } catch (error) {
      if (isOpenPeerError(error)) return null
      throw error
    }
  }

  async function entryOf(id: Uint8Array, self: string): Promise<ContactEntry> {
    const known = await knownTo(id)
    const theirs = known === null ? null : base64(known.contact.identity.keyState.signingKey)
    return contactEntry({
      idText: identityIdText(id),
      book: await book.get(id),
      contact: known?.contact ?? null,
      names: await contacts.names.of(id),
      keys: { own: self, theirs },
    })
  }

  const entry = async (id: Uint8Array) => entryOf(id, base64(ownKey()))

  async function idOf(text: string): Promise<Uint8Array | null> {
    if (isPetname(text)) {
      const found = await book.byPetname(text)
      return found === null ? null : parseIdentityId(found.idText)
    }
    const address = parseAddress(text)
    return address.type === 'identity' ? address.id : ((await contacts.byName(address.name))?.contact.id ?? null)
  }

  /** The contact itself; its keys are what a safety number is of. */
  async function found({ id }: Whom): Promise<Contact> {
    const contact = (await contacts.byId(id))?.contact
    if (contact === undefined)
      throw new OpenPeerError('INVALID_ARGUMENT', 'Look this contact up first: its keys are not known.')
    if (!contact.identity.keyState.tombstoned) return contact
    throw new OpenPeerError('IDENTITY_REVOKED', `${contact.idText} was revoked for good by its owner.`)
  }

  async function number(whom: Whom) {
    const { id, identity } = await found(whom)
    const [mine, theirs] = [ownKey(), identity.keyState.signingKey]
    const digits = safetyNumber({ id: own.id, signingKey: mine }, { id, signingKey: theirs })
    return { digits, uri: safetyNumberUri(digits, own.id, id), mine, theirs }
  }

  function checkNotSelf(id: Uint8Array): void {
    if (equals(id, own.id)) throw new OpenPeerError('INVALID_ARGUMENT', 'This is you: nobody is their own contact.')
  }

  async function* ids(): AsyncIterable<Uint8Array> {
    const listed = new Set<string>()
    for (const { idText } of await book.all()) {
      listed.add(idText)
      yield parseIdentityId(idText)
    }
    for await (const { id, idText, pinned } of contacts.list()) if (pinned && !listed.has(idText)) yield id
  }

  return {
    async add(address, { petname, accept = false, signal }: AddOptions = {}) {
      if (petname !== undefined) parsePetname(petname)
      const contact = await resolver.resolve(address, { signal })
      if (contact === null)
        throw new OpenPeerError('NOT_REGISTERED', `Nobody has the address ${address}: check its spelling.`)
      checkNotSelf(contact.id)
      // An id says whom the owner means: there is no name that could be somebody else's.
      const isMeant = contact.status === 'unverified' && contact.name === null
      if (!accept && !isMeant && !isTrusted(contact)) {
        const text = `${address} is '${contact.status}', not verified: look at its checks, and accept it explicitly.`
        throw new OpenPeerError(contact.status === 'key-changed' ? 'KEY_CHANGED' : 'NOT_VERIFIED', text)
      }
      await book.change(contact.id, { kept: true, ...(petname === undefined ? {} : { petname }) })
      if (!contact.pinned || accept) await contacts.pin(contact.id)
      return entry(contact.id)
    },

    async *list() {
      const self = base64(ownKey())
      for await (const id of ids()) yield entryOf(id, self)
    },

    async get(text) {
      const id = await idOf(text)
      if (id === null) return null
      return (await book.get(id)) === null && (await contacts.byId(id)) === null ? null : entry(id)
    },

    async setPetname({ id }, petname) {
      checkNotSelf(id)
      await book.change(id, { petname, kept: true })
      return entry(id)
    },

    async safetyNumber(whom) {
      const { digits, uri } = await number(whom)
      return { digits, uri }
    },

    async markCompared(whom) {
      const { mine, theirs } = await number(whom)
      await book.change(whom.id, { compared: { at: now(), ownKey: base64(mine), theirKey: base64(theirs) } })
      return entry(whom.id)
    },

    pin: ({ id }) => contacts.pin(id),

    async accept({ id }, { signal } = {}) {
      await acceptContact(id, { contacts, stranger, signal })
      await book.change(id, { kept: true })
      return entry(id)
    },

    async block({ id }) {
      checkNotSelf(id)
      await book.change(id, { blockedAt: now() })
      const contact = (await knownTo(id))?.contact
      if (contact !== undefined) options.known.remove(contact)
      const open = connector.links().filter((link) => equals(link.contact.id, id))
      await Promise.all(open.map((link) => link.close()))
      return entry(id)
    },

    async unblock({ id }) {
      if ((await book.get(id)) !== null) await book.change(id, { blockedAt: null })
      return entry(id)
    },

    async forget({ id }) {
      await contacts.forget(id)
      await book.forget(id)
    },

    async export(format = 'json') {
      const self = base64(ownKey())
      if (format === 'vcard') {
        const entries: ContactEntry[] = []
        for await (const id of ids()) {
          const one = await entryOf(id, self)
          // Whom one does not want to hear of is nobody to hand on.
          if (one.blockedAt === null) entries.push(one)
        }
        return toVcards(entries)
      }
      const filed = []
      for await (const id of ids()) filed.push(toFiled(identityIdText(id), await book.get(id), await knownTo(id)))
      return writeContactsFile(filed, { network, by: identityIdText(own.id), key: identityKeyOf(own.keys) }, now())
    },

    async import(text) {
      const key = ownKey()
      return importContacts(text, { contacts, book, network, own: { by: identityIdText(own.id), key }, now })
    },
  }
}

function base64(bytes: Uint8Array): string {
  return toText(bytes, 'base64url')
}
