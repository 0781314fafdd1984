import { equals } from 'uint8arrays/equals'
import { fromString } from 'uint8arrays/from-string'
import { toString as toText } from 'uint8arrays/to-string'
import type { Name } from '../records/names.ts'
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
  /** The name leads to `id`. What is not confirmed never takes the place of a confirmed holder. */
  assign(name: Name, id: Uint8Array, isConfirmed: boolean): Promise<void>
  /** The name was seen to lead to `id` instead of its holder. Answers when that was first seen, ms. */
  contest(name: Name, id: Uint8Array): Promise<number>
}

interface StoredName {
  id: string
  isConfirmed: boolean
  contest: { id: string; since: number } | null
}

const PREFIX = 'contact-name/'

export function knownNames(storage: PeerStorage, now: () => number): KnownNames {
  async function read(name: Name): Promise<StoredName | null> {
    const bytes = await storage.get(PREFIX + name.text)
    return bytes === null ? null : (JSON.parse(toText(bytes)) as StoredName)
  }
  const write = (name: Name, value: StoredName) => storage.put(PREFIX + name.text, fromString(JSON.stringify(value)))
  return {
    async holder(name) {
      const found = await read(name)
      return found === null ? null : { id: fromString(found.id, 'base64'), isConfirmed: found.isConfirmed }
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
