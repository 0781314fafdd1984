import { equals } from 'uint8arrays/equals'
import { toString as textOf } from 'uint8arrays/to-string'
import { OpenPeerError } from '../errors.ts'
import { openRecord } from '../records/validate.ts'
import type { VerifiedRecord } from '../records/verified-record.ts'
import { createGroupCommit } from './group-commit.ts'
import { createHeldReading, type Held } from './held-reading.ts'
import { decodeHeld, encodeHeld, type HeldRecord, keptTimes } from './held-record.ts'
import { createKeyLock } from './key-lock.ts'
import { openLevelShelf } from './level-shelf.ts'
import { openMemoryShelf } from './memory-shelf.ts'
import { decidePut, type PutOutcome } from './put-decision.ts'
import type { PutOrigin } from './put-origin.ts'
import { checkPutTimes } from './put-times.ts'
import { type Account, accountAfter, accountOf, ownerOf, UNKNOWN_ACCOUNT } from './quota.ts'
import { createAccountCounts } from './quota-counts.ts'
import { createRoom } from './quota-room.ts'
import type { Shelf } from './shelf.ts'
import { createRefusals, type StoreUsage } from './store-usage.ts'
import { isForTheGate, type WriteGate } from './write-gate.ts'

/** Records that a store holds at most when nothing else is configured: 2 to 12 GB on the disk. */
export const DEFAULT_MAX_RECORDS = 1_000_000
/** A put starts over when the held record changed while the gate or room was waited for; so often at most. */
const MAX_TRIES = 5

export type { PutOutcome, StoreOutcome } from './put-decision.ts'

/** A held record that was not decoded: for sending the same bytes on. */
export interface HeldEntry extends HeldRecord {
  routingKey: Uint8Array
}

/** The one place that decides which record of a key is kept (docs/spec/record-store.md). No path writes around it. */
export interface RecordStore {
  /**
   * Validate, ask the gate about what is new, compare with what is held, write, sync. Throws validate's codes, WRONG_KIND,
   * the gate's (NOT_ADMITTED, BINDING_UNCONFIRMED, BINDING_MISMATCH, RATE_LIMITED), STORE_FULL, TOO_MANY_REQUESTS, STOPPED.
   */
  put(bytes: Uint8Array, routingKey: Uint8Array, origin: PutOrigin): Promise<PutOutcome>
  /** What is held, also when it expired: the caller checks. Throws STOPPED. */
  get(routingKey: Uint8Array): Promise<VerifiedRecord | null>
  /**
   * The domain that brought a held record here, to be named to a holder that it is handed on to; empty for this node's own,
   * for nobody known, and for sealed records, whose homes are a secret. Throws STOPPED.
   */
  ownerOf(routingKey: Uint8Array): Promise<string>
  list(): AsyncIterable<VerifiedRecord>
  /** As `list`, undecoded: cheap enough to walk over a million. In the order of the keys, from behind `after` on. */
  entries(after?: Uint8Array): AsyncIterable<HeldEntry>
  count(): number
  usage(): StoreUsage
  /** Drops a record that others are to hold, unless a newer one has come. True when it went. */
  release(held: HeldEntry): Promise<boolean>
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
  gate: WriteGate
  /** in all, and of one registrable domain */
  maxRecords?: number
  maxRecordsPerDomain?: number
}

/** Opens the store of one operator node. Throws LevelDB's error when another process holds the directory. */
export async function openRecordStore(options: RecordStoreOptions): Promise<RecordStore> {
  const { path, ...rest } = options
  return recordStoreOn(path === null ? openMemoryShelf() : await openLevelShelf(path), rest)
}

/** The store on a shelf that is open already; it closes the shelf with itself. */
export async function recordStoreOn(shelf: Shelf, options: Omit<RecordStoreOptions, 'path'>): Promise<RecordStore> {
  const { network, now, gate, maxRecords = DEFAULT_MAX_RECORDS, maxRecordsPerDomain = maxRecords } = options
  const commit = createGroupCommit(shelf)
  const withKey = createKeyLock()
  const reading = createHeldReading(shelf, network)
  const accounts = createAccountCounts()
  const refusals = createRefusals()
  const running = new Set<Promise<unknown>>()
  let isClosing = false
  const room = createRoom({
    ...{ accounts, maxRecords, maxRecordsPerDomain, now },
    walk: entries,
    drop: ({ routingKey, ...seen }) =>
      drop(routingKey, (held) => held.expiresAt === seen.expiresAt && held.keepUntil === seen.keepUntil),
    isClosing: () => isClosing,
  })
  for await (const [, value] of shelf.entries()) accounts.move(null, decodeHeld(value)?.account ?? UNKNOWN_ACCOUNT)

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

  /** Only under the lock of the key, in which `before` was read. */
  async function write(record: VerifiedRecord, key: string, before: Held | null, account: Account): Promise<void> {
    const from = before?.account ?? null
    const to = account === from ? account : accounts.charged(account)
    accounts.move(from, to)
    try {
      await commit({ key: record.routingKey, value: encodeHeld(record, to) })
    } catch (error) {
      accounts.move(to, from)
      throw error
    }
    reading.wrote(key, { record, account: to })
  }

  /** Under the lock of the key, in which `held` was read. */
  async function settle(
    record: VerifiedRecord,
    key: string,
    { origin, held, byGate }: { origin: PutOrigin; held: Held | null; byGate: 'write' | 'keep' | null },
  ): Promise<PutOutcome> {
    const decision = decidePut(record, held?.record ?? null, byGate)
    const account = held === null ? accountOf(record, origin) : accountAfter(held.account, record, origin)
    const isPaidAnew = decision.outcome === 'already-held' && account !== held?.account
    if (decision.outcome === 'stored' || isPaidAnew) await write(decision.record, key, held, account)
    return decision
  }

  async function put(bytes: Uint8Array, routingKey: Uint8Array, origin: PutOrigin): Promise<PutOutcome> {
    const key = textOf(routingKey, 'hex')
    const hot = reading.hot(key)?.record
    // A copy: the caller's bytes are often a view into a larger network buffer, which this would keep alive.
    const isSame = hot != null && equals(hot.bytes, bytes)
    const record = isSame ? hot : await openRecord(bytes.slice(), routingKey, { network })
    checkPutTimes(record, origin, now())
    if (record.kind === 'location') {
      throw new OpenPeerError('WRONG_KIND', 'A location record is kept by the homes of its identity, never in the DHT')
    }
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const outcome = await tryPut(record, key, origin)
      if (outcome !== null) return outcome
    }
    const text = 'This record changes too often to be written now; try again in a second'
    throw new OpenPeerError('TOO_MANY_REQUESTS', text, { retryAfterMs: 1_000 })
  }

  /** Null when what is held changed meanwhile, so that the gate must be asked anew, or there is no place for a new key. */
  async function tryPut(record: VerifiedRecord, key: string, origin: PutOrigin): Promise<PutOutcome | null> {
    const seen = await reading.read(record.routingKey, key)
    const asked = seen?.record ?? null
    const said = isForTheGate(record, asked) ? await gate({ record, held: asked, origin }) : null
    // Before the lock, since eviction takes the locks of others: two that wait for each other would wait for good.
    const giveBack =
      seen === null ? await room.reserve({ account: accountOf(record, origin), ...keptTimes(record) }) : null
    try {
      return await withKey(key, async () => {
        const held = await reading.read(record.routingKey, key)
        const question = held?.record ?? null
        const byGate = isForTheGate(record, question) ? said : null
        const isOpen = byGate === null ? isForTheGate(record, question) : !isSameQuestion(question, asked)
        if (isOpen || (held === null && giveBack === null)) return null
        return await settle(record, key, { origin, held, byGate })
      })
    } finally {
      giveBack?.()
    }
  }

  async function* entries(after?: Uint8Array): AsyncIterable<HeldEntry> {
    for await (const [routingKey, value] of shelf.entries(after)) {
      const held = decodeHeld(value)
      if (held !== null) yield { routingKey, ...held }
    }
  }

  async function* list(): AsyncIterable<VerifiedRecord> {
    for await (const { routingKey } of entries()) {
      const held = await reading.read(routingKey, textOf(routingKey, 'hex'))
      if (held !== null && held.record !== null) yield held.record
    }
  }

  /** A newer record may have come since a walk saw this one: `isStill` says whether it is to go all the same. */
  async function drop(routingKey: Uint8Array, isStill: (held: HeldRecord) => boolean): Promise<boolean> {
    const key = textOf(routingKey, 'hex')
    return await withKey(key, async () => {
      const value = await shelf.get(routingKey)
      const held = value === null ? null : decodeHeld(value)
      if (held === null || !isStill(held)) return false
      await commit({ key: routingKey, value: null })
      reading.wrote(key, null)
      accounts.move(held.account, null)
      return true
    })
  }

  async function sweep(): Promise<number> {
    let dropped = 0
    for await (const { routingKey, keepUntil } of entries()) {
      if (keepUntil <= now() && (await drop(routingKey, (held) => held.keepUntil <= now()))) dropped++
    }
    return dropped
  }

  return {
    put: (bytes, routingKey, origin) => whileOpen(() => refusals.counting(put(bytes, routingKey, origin))),
    get: (routingKey) =>
      whileOpen(async () => (await reading.read(routingKey, textOf(routingKey, 'hex')))?.record ?? null),
    ownerOf: (routingKey) =>
      whileOpen(async () => {
        const held = await reading.read(routingKey, textOf(routingKey, 'hex'))
        return held === null || held.record?.kind === 'sealed' ? '' : ownerOf(held.account)
      }),
    list,
    entries,
    count: () => accounts.total(),
    usage: () => ({
      ...accounts.shares(),
      ...{ records: accounts.total(), evicted: room.evicted(), refused: refusals.counts() },
    }),
    release: (seen) => whileOpen(() => drop(seen.routingKey, ({ bytes }) => equals(bytes, seen.bytes))),
    sweep: () => whileOpen(sweep),
    async close() {
      isClosing = true
      await Promise.allSettled([...running, room.idle()])
      await shelf.close()
    },
  }
}

/** To the gate, versions that one key signed are the same: it looks at no `seq`. */
function isSameQuestion(held: VerifiedRecord | null, asked: VerifiedRecord | null): boolean {
  return held === asked || (held !== null && asked !== null && equals(held.signer, asked.signer))
}
