import { fromString } from 'uint8arrays/from-string'
import { toString as toText } from 'uint8arrays/to-string'
import type { ErrorCode } from '../errors.ts'
import { type Name, parseName } from '../records/names.ts'
import type { PeerStorage } from './storage.ts'

/** Names that this identity gave up by moving, kept so that all of their domains are told of the next move as well. */
export interface FormerNames {
  /** The one given up last at the end. */
  list(): Promise<Name[]>
  /** These were given up, and `taken` is the present one. Answers the list. */
  add(names: Name[], taken: Name): Promise<Name[]>
}

/** What the domain of a former name did when it was asked to say where it moved. */
export interface OldName {
  name: Name
  outcome: 'moved' | 'refused' | 'unreachable'
  /** Why not; null for `moved`. */
  code: ErrorCode | null
}

/** Who moves more often has people who look for the last few. */
export const MAX_FORMER_NAMES = 4
const KEY = 'self/former-names'

export function formerNames(storage: Pick<PeerStorage, 'get' | 'put'>): FormerNames {
  async function list(): Promise<Name[]> {
    const bytes = await storage.get(KEY)
    return bytes === null ? [] : (JSON.parse(toText(bytes)) as string[]).map((text) => parseName(text))
  }

  return {
    list,
    async add(names, taken) {
      const all = new Map([...(await list()), ...names].map((name) => [name.text, name]))
      all.delete(taken.text)
      const kept = [...all.values()].slice(-MAX_FORMER_NAMES)
      await storage.put(KEY, fromString(JSON.stringify(kept.map(({ text }) => text))))
      return kept
    },
  }
}
