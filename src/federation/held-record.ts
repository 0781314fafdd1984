import { RECORD_LIMITS } from '../records/kinds.ts'
import type { VerifiedRecord } from '../records/verified-record.ts'

/** How long an identity's key log is kept after `expiresAt`, so that an old log or a dead identity cannot come back. */
export const KEEP_KEY_LOG_MS = 2 * 365 * 24 * 3_600_000

const VERSION = 1
const HEADER_BYTES = 17

/** What lies on the shelf for one routing key: the envelope and the two times that housekeeping needs without decoding it. */
export interface HeldRecord {
  bytes: Uint8Array
  /** ms since 1970; Infinity for a tombstone */
  expiresAt: number
  /** ms since 1970; from then on no older record of this key can be valid either, so this one may go */
  keepUntil: number
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

/** The bytes for the shelf: version (1 byte), expiresAt and keepUntil (big-endian doubles), the envelope. */
export function encodeHeld(record: VerifiedRecord): Uint8Array {
  const held = new Uint8Array(HEADER_BYTES + record.bytes.byteLength)
  const header = new DataView(held.buffer)
  header.setUint8(0, VERSION)
  header.setFloat64(1, record.expiresAt ?? Number.POSITIVE_INFINITY)
  header.setFloat64(9, keepUntil(record))
  held.set(record.bytes, HEADER_BYTES)
  return held
}

/** Null for what this version did not write: it is not served, and the next valid put replaces it. */
export function decodeHeld(held: Uint8Array): HeldRecord | null {
  if (held.byteLength <= HEADER_BYTES || held[0] !== VERSION) return null
  const header = new DataView(held.buffer, held.byteOffset, HEADER_BYTES)
  return { bytes: held.subarray(HEADER_BYTES), expiresAt: header.getFloat64(1), keepUntil: header.getFloat64(9) }
}
