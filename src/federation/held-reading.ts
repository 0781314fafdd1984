import { isOpenPeerError } from '../errors.ts'
import { openRecord } from '../records/validate.ts'
import type { VerifiedRecord } from '../records/verified-record.ts'
import { decodeHeld } from './held-record.ts'
import { createLru } from './lru.ts'
import { type Account, UNKNOWN_ACCOUNT } from './quota.ts'
import type { Shelf } from './shelf.ts'

/** Decoded records kept in memory: what was verified once is not verified again while it is read. */
const MAX_DECODED_RECORDS = 4_096

/** What lies on the shelf for one key. */
export interface Held {
  /** null where the disk damaged it, which counts as not held */
  record: VerifiedRecord | null
  account: Account
}

/** Reads held records, each verified once. */
export interface HeldReading {
  /** null for nothing on the shelf */
  read(routingKey: Uint8Array, key: string): Promise<Held | null>
  /** What was read or written lately, without looking at the disk. */
  hot(key: string): Held | undefined
  /** To be called after each write of a key; null when it was dropped. */
  wrote(key: string, held: Held | null): void
}

export function createHeldReading(shelf: Shelf, network: string): HeldReading {
  const decoded = createLru<Held>(MAX_DECODED_RECORDS)
  /** The last read of each key that is on its way. A write takes its key out: what was read before is no longer held. */
  const opening = new Map<string, object>()

  async function readShelf(routingKey: Uint8Array): Promise<Held | null> {
    const value = await shelf.get(routingKey)
    if (value === null) return null
    const held = decodeHeld(value)
    if (held === null) return { record: null, account: UNKNOWN_ACCOUNT }
    return { record: await openHeld(held.bytes, routingKey, network), account: held.account }
  }

  return {
    async read(routingKey, key) {
      const hot = decoded.get(key)
      if (hot !== undefined) return hot
      const mine = {}
      opening.set(key, mine)
      try {
        const held = await readShelf(routingKey)
        // Written meanwhile, this is an older version: remembered, it would stand in for the newer one on the disk.
        if (held !== null && held.record !== null && opening.get(key) === mine) decoded.set(key, held)
        return held
      } finally {
        if (opening.get(key) === mine) opening.delete(key)
      }
    },
    hot: (key) => decoded.get(key),
    wrote(key, held) {
      opening.delete(key)
      if (held === null) decoded.delete(key)
      else decoded.set(key, held)
    },
  }
}

/** What lies on our own disk was valid when it was written; bytes that no longer are (a damaged disk) count as not held. */
async function openHeld(bytes: Uint8Array, routingKey: Uint8Array, network: string): Promise<VerifiedRecord | null> {
  try {
    return await openRecord(bytes, routingKey, { network })
  } catch (error) {
    if (isOpenPeerError(error)) return null
    throw error
  }
}
