import { compare } from 'uint8arrays/compare'
import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../errors.ts'
import { compareKeyLogs } from './key-log.ts'
import type { VerifiedRecord } from './verified-record.ts'

/**
 * Which of two records holds. `same`: one signed payload, twice. `equivocation`: one `seq` was used for two payloads.
 * `forked`: the identity key signed two rotations. `conflict`: the recovery key signed two events under one
 * commitment: a holder keeps what it has, a reader that sees both verifies neither.
 */
export type Selection =
  | { winner: 'a' | 'b' | 'same'; note: 'equivocation' | 'forked' | null; conflict?: undefined }
  | { conflict: true }

/**
 * Symmetric, so that all holders end with one record whatever came first: for identities the key log, then the higher
 * `seq`, then the greater sha256 of the signed payload. Times are not looked at: `checkTimes` first.
 * Throws INVALID_ARGUMENT for records of two routing keys. Spec: docs/spec/records.md, "Select".
 */
export function select(a: VerifiedRecord, b: VerifiedRecord): Selection {
  if (a.kind !== b.kind || !equals(a.routingKey, b.routingKey)) {
    throw new OpenPeerError('INVALID_ARGUMENT', 'Only records of one routing key can be compared.')
  }
  const order = compare(a.payloadHash, b.payloadHash)
  if (order === 0) return { winner: 'same', note: null }
  if (a.kind === 'identity' && b.kind === 'identity') {
    const logs = compareKeyLogs(a.payload.keyLog, b.payload.keyLog)
    if ('conflict' in logs) return { conflict: true }
    if (logs.winner !== 'same') return { winner: logs.winner, note: logs.forked ? 'forked' : null }
  }
  if (a.seq !== b.seq) return { winner: a.seq > b.seq ? 'a' : 'b', note: null }
  return { winner: order > 0 ? 'a' : 'b', note: 'equivocation' }
}
