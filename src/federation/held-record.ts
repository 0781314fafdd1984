import { fromString } from 'uint8arrays/from-string'
import { toString as textOf } from 'uint8arrays/to-string'
import { RECORD_LIMITS } from '../records/kinds.ts'
import type { VerifiedRecord } from '../records/verified-record.ts'
import { type Account, UNKNOWN_ACCOUNT } from './quota.ts'

/** How long an identity's key log is kept after `expiresAt`, so that an old log or a dead identity cannot come back. */
export const KEEP_KEY_LOG_MS = 2 * 365 * 24 * 3_600_000

/** Version 1 had no account. */
const VERSION_WITHOUT_ACCOUNT = 1
const VERSION = 2
const TIMES_BYTES = 17
const ACCOUNT_LENGTH_BYTES = 2

/** What lies on the shelf for one routing key: the envelope and the two times that housekeeping needs without decoding it. */
export interface HeldRecord {
  bytes: Uint8Array
  /** ms since 1970; Infinity for a tombstone */
  expiresAt: number
  /** ms since 1970; from then on no older record of this key can be valid either, so this one may go */
  keepUntil: number
  /** who pays for it; nobody known in what version 1 wrote */
  account: Account
}

/**
 * Whether a holder keeps this record for its key log alone: an identity's that is over. The only one that is kept for
 * so long, which is how it is known without being decoded.
 */
export function isKeptLog({ expiresAt, keepUntil }: Pick<HeldRecord, 'expiresAt' | 'keepUntil'>, now: number): boolean {
  return expiresAt <= now && now < keepUntil && keepUntil - expiresAt >= KEEP_KEY_LOG_MS
}

/**
 * Until when a holder keeps a record (docs/spec/record-store.md). Longer than it is valid: were it dropped when it
 * expires, an older record with a later `expiresAt` could take its place. An older one was signed before `seq` and so
 * is void after `seq` + the kind's longest life.
 */
export function keepUntil(record: VerifiedRecord): number {
  if (record.expiresAt === null) return Number.POSITIVE_INFINITY
  if (record.kind === 'identity') return record.expiresAt + KEEP_KEY_LOG_MS
  return record.seq + RECORD_LIMITS[record.kind].maxLifetimeMs
}

/** The two times of a record's header. */
export function keptTimes(record: VerifiedRecord): Pick<HeldRecord, 'expiresAt' | 'keepUntil'> {
  return { expiresAt: record.expiresAt ?? Number.POSITIVE_INFINITY, keepUntil: keepUntil(record) }
}

/**
 * The bytes for the shelf: version (1 byte), expiresAt and keepUntil (big-endian doubles), the length of the account
 * (big-endian, 2 bytes) and the account, the envelope.
 */
export function encodeHeld(record: VerifiedRecord, account: Account): Uint8Array {
  const accountBytes = fromString(account)
  const headerBytes = TIMES_BYTES + ACCOUNT_LENGTH_BYTES + accountBytes.byteLength
  const held = new Uint8Array(headerBytes + record.bytes.byteLength)
  const header = new DataView(held.buffer)
  header.setUint8(0, VERSION)
  const times = keptTimes(record)
  header.setFloat64(1, times.expiresAt)
  header.setFloat64(9, times.keepUntil)
  header.setUint16(TIMES_BYTES, accountBytes.byteLength)
  held.set(accountBytes, TIMES_BYTES + ACCOUNT_LENGTH_BYTES)
  held.set(record.bytes, headerBytes)
  return held
}

/** Null for what no version wrote: it is not served, and the next valid put replaces it. */
export function decodeHeld(held: Uint8Array): HeldRecord | null {
  const version = held[0]
  if (version !== VERSION && version !== VERSION_WITHOUT_ACCOUNT) return null
  const accountAt = TIMES_BYTES + (version === VERSION ? ACCOUNT_LENGTH_BYTES : 0)
  if (held.byteLength <= accountAt) return null
  const header = new DataView(held.buffer, held.byteOffset, held.byteLength)
  const headerBytes = accountAt + (version === VERSION ? header.getUint16(TIMES_BYTES) : 0)
  if (held.byteLength <= headerBytes) return null
  return {
    bytes: held.subarray(headerBytes),
    expiresAt: header.getFloat64(1),
    keepUntil: header.getFloat64(9),
    account: version === VERSION ? textOf(held.subarray(accountAt, headerBytes)) : UNKNOWN_ACCOUNT,
  }
}
