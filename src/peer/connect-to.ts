import { equals } from 'uint8arrays/equals'
import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import type { AddressBook } from './address-book.ts'
import type { ConnectOptions, Connector } from './connect.ts'
import type { Contact } from './contact.ts'
import type { Contacts } from './contacts.ts'
import { isAccepted, withDoubt } from './join-contact.ts'
import type { Link } from './link.ts'
import type { Resolver } from './resolve.ts'

export interface ConnectToContext {
  resolver: Resolver
  contacts: Contacts
  book: AddressBook
  connector: Connector
}

/**
 * Connects and pins: from the first link on, the id decides who this contact is. What is remembered of its addresses is
 * tried as well; when they lead nowhere, operators are asked where it is now and it is tried once more.
 */
export async function connectTo(
  whom: Contact | string,
  options: ConnectOptions,
  { resolver, contacts, book, connector }: ConnectToContext,
): Promise<Link> {
  const { signal } = options
  const contact = typeof whom === 'string' ? await resolver.resolve(whom, { signal }) : whom
  if (contact === null) throw new OpenPeerError('NOT_REGISTERED', `Nobody has the address ${whom}: check its spelling.`)
  await checkNotBlocked(contact)
  const link = await attempt(contact)
  try {
    await checkNotBlocked(contact)
  } catch (error) {
    await link.close()
    throw error
  }
  const known = await contacts.byId(contact.id)
  if (known !== null && known.pin === null) await contacts.pin(contact.id)
  return link

  async function checkNotBlocked({ id, idText }: Contact): Promise<void> {
    const entry = await book.get(id)
    if (entry === null || entry.blockedAt === null) return
    const who = entry.petname ?? idText
    throw new OpenPeerError('REFUSED', `You blocked ${who}: unblock them before you connect.`)
  }

  async function reach(contact: Contact): Promise<Link> {
    const known = await contacts.byId(contact.id)
    const remembered = withDoubt(withMemory(contact, known?.contact), known?.pin ?? null)
    const accepted = remembered.status === 'key-changed' && isAccepted(remembered, known?.pin ?? null)
    return connector.connect(remembered, accepted ? { ...options, accept: true } : options)
  }

  async function attempt(first: Contact): Promise<Link> {
    try {
      return await reach(first)
    } catch (error) {
      const wasJustAsked = typeof whom === 'string' && first.source === 'network'
      const mayHaveMoved = isOpenPeerError(error, 'UNREACHABLE') && !wasJustAsked
      const again = mayHaveMoved ? await lookAgain(first) : null
      if (again === null) throw error
      return reach(again)
    }
  }

  async function lookAgain(first: Contact): Promise<Contact | null> {
    try {
      const again = await resolver.resolve(first.name?.text ?? first.idText, { policy: 'network', signal })
      // The name may be somebody else's by now: whom we mean is who has the id.
      if (again !== null && equals(again.id, first.id)) return again
      return await resolver.resolve(first.idText, { policy: 'network', signal })
    } catch {
      return null
    }
  }
}

function withMemory(contact: Contact, known: Contact | undefined): Contact {
  if (known === undefined) return contact
  const locations = contact.locations.length > 0 ? contact.locations : known.locations
  const { identity, pinned } = known
  if (identity.keyState.tombstoned) {
    throw new OpenPeerError('IDENTITY_REVOKED', `${contact.idText} was revoked for good by its owner.`)
  }
  return { ...contact, identity, pinned, locations, addresses: [...contact.addresses, ...known.addresses] }
}
