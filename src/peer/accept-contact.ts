import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import type { Contact } from './contact.ts'
import type { Contacts } from './contacts.ts'
import type { Resolver } from './resolve.ts'

/** The contacts to somebody who remembers nobody but knows to whom each name led: what a stranger would find. */
export function withoutMemory(contacts: Contacts): Contacts {
  return {
    ...contacts,
    byId: async () => null,
    byName: async () => null,
    remember: async (contact) => contact,
    learnIdentity: async () => {},
  }
}

/** What leaves open who the person is; then what is remembered is accepted. */
const OPEN = ['KEY_LOG_CONFLICT', 'UNREACHABLE', 'TIMEOUT', 'NO_QUORUM'] as const

/**
 * Takes somebody whose keys or name are in doubt as they are now: with the keys that operators show to a stranger, or,
 * where these contradict each other or nobody can be asked, with those remembered. Pins. Throws INVALID_ARGUMENT for one
 * who was never resolved, IDENTITY_REVOKED, and the code of the check that failed. docs/spec/contacts.md, "Accepting".
 */
export async function acceptContact(
  id: Uint8Array,
  { contacts, stranger, signal }: { contacts: Contacts; stranger: Resolver; signal?: AbortSignal | undefined },
): Promise<Contact> {
  const known = (await contacts.byId(id))?.contact
  if (known === undefined) throw new OpenPeerError('INVALID_ARGUMENT', 'Look a contact up before you accept it.')
  if (known.identity.keyState.tombstoned) {
    throw new OpenPeerError('IDENTITY_REVOKED', `${known.idText} was revoked for good by its owner.`)
  }
  if (known.status === 'key-changed') {
    const found = await lookAnew(known)
    if (found !== null) await contacts.replace({ ...known, ...found, name: found.name ?? known.name })
  }
  return contacts.pin(id)

  async function lookAnew({ idText, name, domain, nameRecord }: Contact): Promise<Contact | null> {
    try {
      const found = await stranger.resolve(idText, { policy: 'quorum', signal })
      // The name, as it was: what it is now is seen when it is looked up again.
      const status = found?.status === 'key-changed' ? found.status : 'name-unconfirmed'
      return found === null || name === null ? found : { ...found, name, domain, nameRecord, status }
    } catch (error) {
      if (OPEN.some((code) => isOpenPeerError(error, code))) return null
      throw error
    }
  }
}
