import { equals } from 'uint8arrays/equals'
import type { Name } from '../records/names.ts'
import { listedNameHash } from '../records/routing-key.ts'
import type { VerifiedIdentity, VerifiedName } from '../records/verified-record.ts'
import type { KnownNames } from './known-names.ts'

/** A name that changed hands is told for this long, unless its old holder let it go. */
export const REASSIGNED_FOR_MS = 90 * 24 * 3_600_000

export interface NameHistoryOptions {
  name: Name
  nameRecord: VerifiedName
  names: KnownNames
  /** The newest identity record of an id, from memory and operators; null where nobody has one. */
  findIdentity: (id: Uint8Array) => Promise<VerifiedIdentity | null>
  now: number
}

/**
 * Whether the name led to another identity within 90 days which has not released it. From the name record's own
 * `previousId` and `since`, and, whatever those say, from what this peer saw itself. docs/spec/verification.md.
 */
export async function isReassigned(options: NameHistoryOptions): Promise<boolean> {
  const { name, nameRecord, names, findIdentity, now } = options
  const { identityId, previousId, since } = nameRecord.payload
  const holder = await names.holder(name)
  const isContested = holder?.isConfirmed === true && !equals(holder.id, identityId)
  const previous = isContested ? holder.id : (previousId ?? null)
  if (previous === null || previous.length === 0 || equals(previous, identityId)) return false
  const changedAt = isContested ? await names.contest(name, identityId) : since
  if (now - changedAt > REASSIGNED_FOR_MS) return false
  const before = await findIdentity(previous)
  if (before === null) return true
  const hash = listedNameHash(previous, name)
  return !before.keyState.tombstoned && before.payload.listedNames.some((listed) => equals(listed, hash))
}
