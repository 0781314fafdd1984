import { fromString } from 'uint8arrays/from-string'
import { toString as toText } from 'uint8arrays/to-string'
import { OpenPeerError } from '../errors.ts'
import { identityIdText, parseIdentityId } from '../records/identity-id.ts'
import { parseDomain, parseName } from '../records/names.ts'
import { createInTurn } from './in-turn.ts'
import { parsePetname, petnameKey } from './petname.ts'
import type { PeerStorage } from './storage.ts'

/** That the safety number was compared: it counts while both keys are still in force. */
export interface Comparison {
  /** ms */
  at: number
  /** Identity keys in force then, raw Ed25519, base64url. */
  ownKey: string
  theirKey: string
}

/** What the owner says of one person; what this peer found out is in `Contacts`. It is never sent to anybody. */
export interface BookEntry {
  idText: string
  petname: string | null
  /** A domain to ask for the id while nothing else is known of it. */
  domain: string | null
  /** A name that somebody else's file gave: not checked. */
  claimedName: string | null
  /** ms */
  addedAt: number
  /** The owner wants to know this person by the id; false for one that is only blocked. */
  kept: boolean
  compared: Comparison | null
  /** ms */
  blockedAt: number | null
}

/** People in the book, at most. */
export const MAX_ENTRIES = 5_000

/** The owner's own words about people. docs/spec/contacts.md. */
export interface AddressBook {
  get(id: Uint8Array): Promise<BookEntry | null>
  byPetname(petname: string): Promise<BookEntry | null>
  all(): Promise<BookEntry[]>
  /**
   * Changes the entry, or makes one. Throws INVALID_ARGUMENT when somebody else has the petname, LIMIT_EXCEEDED when the
   * book is full.
   */
  change(id: Uint8Array, change: Partial<Omit<BookEntry, 'idText' | 'addedAt'>>): Promise<BookEntry>
  forget(id: Uint8Array): Promise<void>
}

export interface AddressBookOptions {
  storage: PeerStorage
  now: () => number
  maxEntries?: number
}

const PREFIX = 'book/'

export function createAddressBook({ storage, now, maxEntries = MAX_ENTRIES }: AddressBookOptions): AddressBook {
  const inTurn = createInTurn()
  let read: Promise<Map<string, BookEntry>> | null = null

  function entries(): Promise<Map<string, BookEntry>> {
    read ??= (async () => {
      const found = new Map<string, BookEntry>()
      for await (const [key, bytes] of storage.entries(PREFIX)) {
        const entry = decodeEntry(key, bytes)
        found.set(entry.idText, entry)
      }
      return found
    })()
    return read
  }

  const holderOf = (held: Map<string, BookEntry>, petname: string) => {
    const key = petnameKey(petname)
    for (const entry of held.values()) if (entry.petname !== null && petnameKey(entry.petname) === key) return entry
    return null
  }

  return {
    get: async (id) => (await entries()).get(identityIdText(id)) ?? null,
    byPetname: async (petname) => holderOf(await entries(), petname),
    all: async () => [...(await entries()).values()],
    change: (id, given) =>
      inTurn('', async () => {
        const held = await entries()
        const idText = identityIdText(id)
        const before = held.get(idText)
        if (before === undefined && held.size >= maxEntries) {
          const text = `The address book has ${maxEntries} people, the most it can have: forget somebody first.`
          throw new OpenPeerError('LIMIT_EXCEEDED', text)
        }
        const empty = { petname: null, domain: null, claimedName: null, kept: false, compared: null, blockedAt: null }
        const entry: BookEntry = { ...empty, addedAt: now(), ...before, ...given, idText }
        if (entry.petname !== null) {
          entry.petname = parsePetname(entry.petname)
          const holder = holderOf(held, entry.petname)
          if (holder !== null && holder.idText !== idText) {
            const text = `You call somebody else "${holder.petname}": choose another petname, or give that one another first.`
            throw new OpenPeerError('INVALID_ARGUMENT', text)
          }
        }
        await storage.put(PREFIX + idText, fromString(JSON.stringify(entry)))
        held.set(idText, entry)
        return entry
      }),
    forget: (id) =>
      inTurn('', async () => {
        const idText = identityIdText(id)
        await storage.delete(PREFIX + idText)
        const held = await entries()
        held.delete(idText)
      }),
  }
}

/** What is damaged keeps the id and the block: nobody is let in because a file was damaged. */
function decodeEntry(key: string, bytes: Uint8Array): BookEntry {
  const idText = key.slice(PREFIX.length)
  parseIdentityId(idText)
  try {
    const stored = JSON.parse(toText(bytes)) as BookEntry
    const { petname, domain, claimedName, addedAt, kept, compared, blockedAt } = stored
    return {
      idText,
      petname: petname === null ? null : parsePetname(petname),
      domain: domain === null ? null : parseDomain(domain),
      claimedName: claimedName === null ? null : parseName(claimedName).text,
      addedAt: time(addedAt),
      kept: kept === true,
      compared: compared === null ? null : { ...compared, at: time(compared.at) },
      blockedAt: blockedAt === null ? null : time(blockedAt),
    }
  } catch {
    const nothing = { petname: null, domain: null, claimedName: null, compared: null }
    return { idText, ...nothing, addedAt: 0, kept: false, blockedAt: 0 }
  }
}

function time(value: unknown): number {
  if (typeof value === 'number' && value >= 0) return value
  throw new TypeError('not a time')
}
