import { equals } from 'uint8arrays/equals'
import { fromString } from 'uint8arrays/from-string'
import { toString as toText } from 'uint8arrays/to-string'
import type { Name } from '../records/names.ts'
import { createInTurn } from './in-turn.ts'
import type { PeerStorage } from './storage.ts'

export interface NameHolder {
  /** The identity id. */
  id: Uint8Array
  /** False while it was only seen unverified: then whoever is verified takes its place without a word. */
  isConfirmed: boolean
}

/** Whom this peer knows under each name, so that a name that suddenly leads elsewhere is noticed. */
export interface KnownNames {
  /** Whom the name led to last; null when it was never looked up. */
  holder(name: Name): Promise<NameHolder | null>
  /** Confirmed names that lead to `id`, the one written last at the end. */
  of(id: Uint8Array): Promise<string[]>
  /** The name leads to `id`. What is not confirmed never takes the place of a confirmed holder. */
  assign(name: Name, id: Uint8Array, isConfirmed: boolean): Promise<void>
  /** The name was seen to lead to `id` instead of its holder. Answers when that was first seen, ms. */
  contest(name: Name, id: Uint8Array): Promise<number>
}

/** Names kept; of those above it go first the ones never verified, then the ones not seen for longest; never a pinned one's. */
export const MAX_NAMES = 4_000
/** So much of it is made free at once, so that not each new name has to look for room. */
const FREED = 0.05

export interface KnownNamesOptions {
  storage: PeerStorage
  now: () => number
  /** Whether this identity is pinned: its names stay. */
  isPinned: (id: Uint8Array) => Promise<boolean>
  maxNames?: number | undefined
}

interface StoredName {
  id: string
  isConfirmed: boolean
  contest: { id: string; since: number } | null
  /** ms; when it was last written. */
  at: number
}

const PREFIX = 'contact-name/'

export function knownNames({ storage, now, isPinned, maxNames = MAX_NAMES }: KnownNamesOptions): KnownNames {
  const inTurn = createInTurn()
  /** By key in the storage; read once, when a name is first written. */
  let all: Promise<Map<string, StoredName>> | null = null

  function readAll(): Promise<Map<string, StoredName>> {
    all ??= (async () => {
      const found = new Map<string, StoredName>()
      for await (const [key, bytes] of storage.entries(PREFIX)) found.set(key, JSON.parse(toText(bytes)) as StoredName)
      return found
    })()
    return all
  }

  async function read(name: Name): Promise<StoredName | null> {
    const bytes = await storage.get(PREFIX + name.text)
    return bytes === null ? null : (JSON.parse(toText(bytes)) as StoredName)
  }

  async function write(name: Name, value: Omit<StoredName, 'at'>): Promise<void> {
    const stored = { ...value, at: now() }
    await storage.put(PREFIX + name.text, fromString(JSON.stringify(stored)))
    await inTurn('', async () => {
      const names = await readAll()
      names.set(PREFIX + name.text, stored)
      if (names.size > maxNames) await makeRoom(names)
    })
  }

  async function makeRoom(names: Map<string, StoredName>): Promise<void> {
    let left = names.size - Math.floor(maxNames * (1 - FREED))
    const rank = ({ isConfirmed, at }: StoredName) => (isConfirmed ? at : at - Number.MAX_SAFE_INTEGER)
    for (const [key, { id }] of [...names].sort(([, a], [, b]) => rank(a) - rank(b))) {
      if (left <= 0) return
      if (await isPinned(fromString(id, 'base64'))) continue
      names.delete(key)
      await storage.delete(key)
      left--
    }
  }

  return {
    async holder(name) {
      const found = await read(name)
      return found === null ? null : { id: fromString(found.id, 'base64'), isConfirmed: found.isConfirmed }
    },
    async of(id) {
      const wanted = toText(id, 'base64')
      const mine = [...(await readAll())].filter(([, stored]) => stored.isConfirmed && stored.id === wanted)
      return mine.sort(([, a], [, b]) => a.at - b.at).map(([key]) => key.slice(PREFIX.length))
    },
    async assign(name, id, isConfirmed) {
      const found = await read(name)
      const isSame = found !== null && equals(fromString(found.id, 'base64'), id)
      if (found?.isConfirmed && !isSame && !isConfirmed) return
      const value = {
        id: toText(id, 'base64'),
        isConfirmed: isConfirmed || (isSame && found.isConfirmed),
        contest: null,
      }
      if (!isSame || found.contest !== null || found.isConfirmed !== value.isConfirmed) await write(name, value)
    },
    async contest(name, id) {
      const found = await read(name)
      const rival = toText(id, 'base64')
      if (found?.contest?.id === rival) return found.contest.since
      const since = now()
      if (found !== null) await write(name, { ...found, contest: { id: rival, since } })
      return since
    },
  }
}
