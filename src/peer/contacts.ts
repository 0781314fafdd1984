import { equals } from 'uint8arrays/equals'
import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import { identityIdText } from '../records/identity-id.ts'
import type { Name } from '../records/names.ts'
import type { VerifiedIdentity } from '../records/verified-record.ts'
import { bindingMemory } from './binding-memory.ts'
import type { Contact, Proof } from './contact.ts'
import { createInTurn } from './in-turn.ts'
import { isNewer, joinContact, newestFirst, pinAfter, stillClaimed, withDoubt } from './join-contact.ts'
import { type KnownNames, knownNames } from './known-names.ts'
import { createListeners } from './listeners.ts'
import { agedContact } from './remembered-contact.ts'
import type { PeerStorage } from './storage.ts'
import { decodeContact, encodeContact, type KnownContact, type Pin, readAge } from './stored-contact.ts'
import { pinOver, withUndone } from './undone-keys.ts'

/** Pinned contacts stay; of the others the ones not looked up for longest go first above this number. */
export const MAX_UNPINNED_CONTACTS = 2_000
const MAX_ADDRESS_BYTES = 256
const MAX_IN_MEMORY = 256
const PREFIX = 'contact/'

/**
 * Everybody this peer has met: records, pins, the newest key log and `seq` seen, direct addresses.
 * With every operator gone it is what people are found by. docs/spec/verification.md, "What a peer remembers".
 */
export interface Contacts {
  readonly names: KnownNames
  /** As it counts now: see `agedContact`. Throws as `decodeContact` does, so that nobody passes for a pin that is gone. */
  byId(id: Uint8Array): Promise<KnownContact | null>
  /** The contact that the name led to last. */
  byName(name: Name): Promise<KnownContact | null>
  /** Keeps what was found, never an older identity record than the one held; answers what is held now. */
  remember(contact: Contact): Promise<Contact>
  /** Puts what was found in the place of what was held, contradictions with it included: its owner accepts it. */
  replace(contact: Contact): Promise<void>
  /** Keeps a newer record of somebody who is known, also one that ends the identity; all others are passed over. */
  learnIdentity(identity: VerifiedIdentity): Promise<void>
  /** Called with the newest record held, whenever one of somebody known was shown. The result ends it. */
  onIdentity(handler: (identity: VerifiedIdentity) => void): () => void
  /** Binds the contact to its id and its name to it; INVALID_ARGUMENT for one that was never resolved. `kept`: a pin of an earlier time. */
  pin(id: Uint8Array, kept?: Pin): Promise<Contact>
  /** Forgets the contact and its pin. */
  forget(id: Uint8Array): Promise<void>
  /** Direct multiaddrs that the contact told at hello; those too long are dropped. */
  learnAddresses(id: Uint8Array, addresses: Uint8Array[]): Promise<void>
  /** What its claims turned out to be; the latest of each counts, and those of claims it no longer makes are dropped. */
  learnProofs(id: Uint8Array, proofs: Proof[]): Promise<void>
  /** All that can be read. */
  list(): AsyncIterable<Contact>
}

export interface ContactsOptions {
  storage: PeerStorage
  network: string
  now: () => number
  maxUnpinned?: number
  maxNames?: number
}

export function createContacts(options: ContactsOptions): Contacts {
  const { storage, network, now, maxUnpinned = MAX_UNPINNED_CONTACTS } = options
  const inTurn = createInTurn()
  const bindings = bindingMemory(storage)
  const isPinned = async (id: Uint8Array) =>
    (await storage.get(PREFIX + identityIdText(id))) !== null &&
    !(await readUnpinned()).has(PREFIX + identityIdText(id))
  const names = knownNames({ storage, now, isPinned, maxNames: options.maxNames })
  const learnt = createListeners<VerifiedIdentity>()
  const inMemory = new Map<string, KnownContact>()
  /** When each unpinned contact was looked up, by its key in the storage; read once, when first needed. */
  let unpinned: Promise<Map<string, number>> | null = null

  async function load(id: Uint8Array): Promise<KnownContact | null> {
    const key = PREFIX + identityIdText(id)
    const held = inMemory.get(key)
    if (held !== undefined) return held
    const bytes = await storage.get(key)
    return bytes === null ? null : hold(key, await decodeContact(bytes, network))
  }

  async function aged({ contact, pin }: KnownContact): Promise<Contact> {
    const key = contact.domain?.payload.key
    const shown = contact.domain === null ? null : await bindings.get(contact.domain.payload.domain)
    const isBound = shown !== null && key !== undefined && equals(shown.key, key)
    const agedNow = agedContact(contact, { now: now(), boundAt: isBound ? shown.at : null })
    return withUndone(withDoubt(agedNow, pin), pin)
  }

  async function byId(id: Uint8Array): Promise<KnownContact | null> {
    const known = await load(id)
    return known === null ? null : { ...known, contact: await aged(known) }
  }

  async function save(known: KnownContact): Promise<void> {
    const key = PREFIX + known.contact.idText
    await storage.put(key, encodeContact(known))
    const ages = await readUnpinned()
    if (known.pin === null) ages.set(key, known.contact.resolvedAt)
    else ages.delete(key)
    hold(key, { ...known, contact: { ...known.contact, source: 'cache' } })
  }

  function hold(key: string, known: KnownContact): KnownContact {
    inMemory.delete(key)
    inMemory.set(key, known)
    const oldest = inMemory.keys().next()
    if (inMemory.size > MAX_IN_MEMORY && !oldest.done) inMemory.delete(oldest.value)
    return known
  }

  async function drop(key: string): Promise<void> {
    inMemory.delete(key)
    await storage.delete(key)
    const ages = await readUnpinned()
    ages.delete(key)
  }

  function readUnpinned(): Promise<Map<string, number>> {
    unpinned ??= (async () => {
      const ages = new Map<string, number>()
      for await (const [key, bytes] of storage.entries(PREFIX)) {
        const age = readAge(bytes)
        if (age !== null && !age.pinned) ages.set(key, age.resolvedAt)
      }
      return ages
    })()
    return unpinned
  }

  async function makeRoom(): Promise<void> {
    const ages = await readUnpinned()
    if (ages.size <= maxUnpinned) return
    const newestFirst = [...ages].sort(([, a], [, b]) => b - a)
    for (const [key] of newestFirst.slice(maxUnpinned)) {
      // In its turn: it may be pinned just now.
      await inTurn(key.slice(PREFIX.length), async () => {
        if (ages.has(key)) await drop(key)
      })
    }
  }

  const change = <T>(id: Uint8Array, work: (known: KnownContact | null) => Promise<T>) =>
    inTurn(identityIdText(id), async () => work(await load(id)))

  return {
    names,
    byId,

    async byName(name) {
      const holder = await names.holder(name)
      return holder === null ? null : byId(holder.id)
    },

    async remember(found) {
      let isNew = false
      const held = await change(found.id, async (known) => {
        isNew = known === null
        const contact = known === null ? found : joinContact(known, found)
        const before = known === null ? null : pinOver(known.pin, known.contact.identity, contact.identity)
        const pin = pinAfter(before, found, contact)
        await save({ contact, pin })
        if (found.name !== null && found.status !== 'reassigned') {
          await names.assign(found.name, found.id, found.status === 'verified')
        }
        learnt.tell(contact.identity)
        return contact.resolvedAt === found.resolvedAt
          ? withUndone(withDoubt(contact, pin), pin)
          : aged({ contact, pin })
      })
      if (isNew) await makeRoom()
      return held
    },

    replace: (found) =>
      change(found.id, async (known) => {
        await save({ contact: found, pin: known?.pin ?? null })
        learnt.tell(found.identity)
      }),

    learnIdentity: (identity) =>
      change(identity.payload.id, async (known) => {
        if (known === null) return
        const isNews = isNewer(identity, known.contact.identity)
        const proofs = stillClaimed(known.contact.proofs, identity)
        const pin = isNews ? pinOver(known.pin, known.contact.identity, identity) : known.pin
        if (isNews) await save({ pin, contact: { ...known.contact, identity, proofs } })
        learnt.tell(isNews ? identity : known.contact.identity)
      }),
    onIdentity: (handler) => learnt.on(handler),

    pin: (id, kept) =>
      change(id, async (known) => {
        if (known === null) throw new OpenPeerError('INVALID_ARGUMENT', 'Resolve a contact before you pin it.')
        const contact = withUndone({ ...known.contact, pinned: true }, null)
        const domain = contact.domain?.payload.domain ?? null
        const { head } = contact.identity.keyState
        const doubt =
          contact.status === 'key-changed' || known.pin?.doubt !== undefined ? { head, accepted: true } : null
        const pin = { at: now(), domain, domainKey: contact.domain?.payload.key ?? null }
        await save({ contact, pin: kept ?? (doubt === null ? pin : { ...pin, doubt }) })
        const { name } = contact
        const isFree = async (free: Name) => (await names.holder(free))?.isConfirmed !== true
        if (name !== null && (kept === undefined || (await isFree(name)))) await names.assign(name, id, true)
        return contact
      }),

    // Unread: also what can no longer be read can be forgotten.
    forget: (id) => inTurn(identityIdText(id), () => drop(PREFIX + identityIdText(id))),

    learnAddresses: (id, addresses) =>
      change(id, async (known) => {
        if (known === null) return
        const fresh = addresses.filter((address) => address.length <= MAX_ADDRESS_BYTES)
        await save({ ...known, contact: { ...known.contact, addresses: newestFirst(fresh, known.contact.addresses) } })
      }),

    learnProofs: (id, proofs) =>
      change(id, async (known) => {
        if (known === null) return
        await save({ ...known, contact: { ...known.contact, proofs: stillClaimed(proofs, known.contact.identity) } })
      }),

    async *list() {
      for await (const [key, bytes] of storage.entries(PREFIX)) {
        const known = inMemory.get(key) ?? (await decodeContact(bytes, network).catch(passOver))
        if (known !== null) yield aged(known)
      }
    },
  }
}

/** A contact that cannot be opened is not shown; `byId` says why. */
function passOver(error: unknown): null {
  if (isOpenPeerError(error)) return null
  throw error
}
