import { equals } from 'uint8arrays/equals'
import { toString as textOf } from 'uint8arrays/to-string'
import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import { select } from '../records/select.ts'
import { checkTimes, openRecord, validate } from '../records/validate.ts'
import type { VerifiedRecord } from '../records/verified-record.ts'
import { createGroupCommit } from './group-commit.ts'
import { decodeHeld, encodeHeld, type HeldRecord } from './held-record.ts'
import { createKeyLock } from './key-lock.ts'
import { openLevelShelf } from './level-shelf.ts'
import { createLru } from './lru.ts'
import { openMemoryShelf } from './memory-shelf.ts'
import type { Shelf } from './shelf.ts'

/** Records that a store holds at most when nothing else is configured: 2 to 12 GB on the disk. */
export const DEFAULT_MAX_RECORDS = 1_000_000
/** Decoded records kept in memory: what was verified once is not verified again while it is read. */
const MAX_DECODED_RECORDS = 4_096

/** What the store decided: `not-newest` and `conflict` leave what is held as it is. */
export type StoreOutcome = 'stored' | 'already-held' | 'not-newest' | 'conflict'

export interface PutOutcome {
  outcome: StoreOutcome
  /** what is held now */
  record: VerifiedRecord
  /** what the comparison with the record held before showed: its signer signed two payloads with one seq, or forked a key log */
  note: 'equivocation' | 'forked' | null
}

/** A held record that was not decoded: for sending the same bytes on. */
export interface HeldEntry extends HeldRecord {
  routingKey: Uint8Array
}

/** The one place that decides which record of a key is kept (docs/spec/record-store.md). No path writes around it. */
export interface RecordStore {
  /** Validate, compare with what is held, write, sync. Throws validate's codes, WRONG_KIND, STORE_FULL, TOO_MANY_REQUESTS, STOPPED. */
  put(bytes: Uint8Array, routingKey: Uint8Array): Promise<PutOutcome>
  /** What is held, also when it expired: the caller checks. Throws STOPPED. */
  get(routingKey: Uint8Array): Promise<VerifiedRecord | null>
  list(): AsyncIterable<VerifiedRecord>
  /** As `list`, undecoded: cheap enough to walk over a million. */
  entries(): AsyncIterable<HeldEntry>
  count(): number
  /** Drops what no longer protects anything; answers how many records went. */
  sweep(): Promise<number>
  /** Takes no more work, finishes what it took, closes the disk. */
  close(): Promise<void>
}

export interface RecordStoreOptions {
  /** LevelDB directory; null keeps everything in memory */
  path: string | null
  network: string
  now: () => number
  maxRecords?: number
}

/** Opens the store of one operator node. Throws LevelDB's error when another process holds the directory. */
export async function openRecordStore(options: RecordStoreOptions): Promise<RecordStore> {
  const { path, ...rest } = options
  return recordStoreOn(path === null ? openMemoryShelf() : await openLevelShelf(path), rest)
}

/** The store on a shelf that is open already; it closes the shelf with itself. */
export async function recordStoreOn(shelf: Shelf, options: Omit<RecordStoreOptions, 'path'>): Promise<RecordStore> {
  const { network, now, maxRecords = DEFAULT_MAX_RECORDS } = options
  const commit = createGroupCommit(shelf)
  const withKey = createKeyLock()
  const decoded = createLru<VerifiedRecord>(MAX_DECODED_RECORDS)
  /** The last read of each key that is on its way. A write takes its key out: what was read before is no longer held. */
  const opening = new Map<string, object>()
  const running = new Set<Promise<unknown>>()
  let isClosing = false
  let count = 0
  for await (const _key of shelf.keys()) count++

  /** Runs work on the open shelf; `close` waits for it. */
  async function whileOpen<T>(work: () => Promise<T>): Promise<T> {
    if (isClosing) throw new OpenPeerError('STOPPED', 'This record store is closed; ask another node')
    const promise = work()
    running.add(promise)
    try {
      return await promise
    } finally {
      running.delete(promise)
    }
  }

  async function read(routingKey: Uint8Array, key: string): Promise<VerifiedRecord | null> {
    const hot = decoded.get(key)
    if (hot !== undefined) return hot
    const mine = {}
    opening.set(key, mine)
    try {
      const record = await readShelf(routingKey)
      // Written meanwhile, this is an older version: remembered, it would stand in for the newer one on the disk.
      if (record !== null && opening.get(key) === mine) decoded.set(key, record)
      return record
    } finally {
      if (opening.get(key) === mine) opening.delete(key)
    }
  }

  async function readShelf(routingKey: Uint8Array): Promise<VerifiedRecord | null> {
    const value = await shelf.get(routingKey)
    const held = value === null ? null : decodeHeld(value)
    return held === null ? null : await openHeld(held.bytes, routingKey, network)
  }

  async function write(record: VerifiedRecord, key: string, isNew: boolean): Promise<void> {
    // Quotas per registrable domain will stand here; until then a full store takes new versions of held keys only.
    if (isNew && count >= maxRecords) {
      throw new OpenPeerError(
        'STORE_FULL',
        `This node holds ${maxRecords} records and takes no new ones; try another node`,
      )
    }
    if (isNew) count++
    try {
      await commit({ key: record.routingKey, value: encodeHeld(record) })
    } catch (error) {
      if (isNew) count--
      throw error
    }
    opening.delete(key)
    decoded.set(key, record)
  }

  async function decide(record: VerifiedRecord, key: string): Promise<PutOutcome> {
    const held = await read(record.routingKey, key)
    if (held === null) {
      const isNew = (await shelf.get(record.routingKey)) === null
      await write(record, key, isNew)
      return { outcome: 'stored', record, note: null }
    }
    const selection = select(held, record)
    if (selection.conflict) return { outcome: 'conflict', record: held, note: null }
    const { winner, note } = selection
    if (winner === 'a') return { outcome: 'not-newest', record: held, note }
    if (winner === 'same') return { outcome: 'already-held', record: held, note }
    await write(record, key, false)
    return { outcome: 'stored', record, note }
  }

  async function put(bytes: Uint8Array, routingKey: Uint8Array): Promise<PutOutcome> {
    const key = textOf(routingKey, 'hex')
    const hot = decoded.get(key)
    if (hot !== undefined && equals(hot.bytes, bytes)) {
      checkTimes(hot, now())
      return { outcome: 'already-held', record: hot, note: null }
    }
    // A copy: the caller's bytes are often a view into a larger network buffer, which this would keep alive.
    const record = await validate(bytes.slice(), routingKey, { network, now: now() })
    if (record.kind === 'location') {
      throw new OpenPeerError('WRONG_KIND', 'A location record is kept by the homes of its identity, never in the DHT')
    }
    return await withKey(key, () => decide(record, key))
  }

  async function* entries(): AsyncIterable<HeldEntry> {
    for await (const [routingKey, value] of shelf.entries()) {
      const held = decodeHeld(value)
      if (held !== null) yield { routingKey, ...held }
    }
  }

  async function* list(): AsyncIterable<VerifiedRecord> {
    for await (const { routingKey } of entries()) {
      const record = await read(routingKey, textOf(routingKey, 'hex'))
      if (record !== null) yield record
    }
  }

  async function drop(routingKey: Uint8Array): Promise<boolean> {
    const key = textOf(routingKey, 'hex')
    return await withKey(key, async () => {
      const value = await shelf.get(routingKey)
      const held = value === null ? null : decodeHeld(value)
      // A newer record may have come since the walk read this one.
      if (value === null || (held !== null && held.keepUntil > now())) return false
      await commit({ key: routingKey, value: null })
      opening.delete(key)
      decoded.delete(key)
      count--
      return true
    })
  }

  async function sweep(): Promise<number> {
    let dropped = 0
    for await (const { routingKey, keepUntil } of entries()) {
      if (keepUntil <= now() && (await drop(routingKey))) dropped++
    }
    return dropped
  }

  return {
    put: (bytes, routingKey) => whileOpen(() => put(bytes, routingKey)),
    get: (routingKey) => whileOpen(() => read(routingKey, textOf(routingKey, 'hex'))),
    list,
    entries,
    count: () => count,
    sweep: () => whileOpen(sweep),
    async close() {
      isClosing = true
      await Promise.allSettled(running)
      await shelf.close()
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
