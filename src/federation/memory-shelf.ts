import { fromString } from 'uint8arrays/from-string'
import { toString as textOf } from 'uint8arrays/to-string'
import type { Shelf } from './shelf.ts'

/** A shelf that forgets everything when the process ends: for tests and throw-away networks. */
export function openMemoryShelf(): Shelf {
  const held = new Map<string, Uint8Array>()
  return {
    async get(key) {
      return held.get(textOf(key, 'hex')) ?? null
    },
    async write(writes) {
      for (const { key, value } of writes) {
        if (value === null) held.delete(textOf(key, 'hex'))
        else held.set(textOf(key, 'hex'), value)
      }
    },
    async *entries(after) {
      const from = after === undefined ? '' : textOf(after, 'hex')
      for (const key of [...held.keys()].filter((one) => one > from).sort()) {
        const value = held.get(key)
        if (value !== undefined) yield [fromString(key, 'hex'), value]
      }
    },
    async close() {
      held.clear()
    },
  }
}
