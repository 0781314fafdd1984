import { equals } from 'uint8arrays/equals'
import { claimsName, previousHolder, REASSIGNED_FOR_MS } from '../records/name-history.ts'
import type { Name } from '../records/names.ts'
import type { VerifiedIdentity, VerifiedName } from '../records/verified-record.ts'
import type { KnownNames } from './known-names.ts'

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
  const { identityId } = nameRecord.payload
  const holder = await names.holder(name)
  const isContested = holder?.isConfirmed === true && !equals(holder.id, identityId)
  const contestedAt = isContested ? await names.contest(name, identityId) : now
  if (now - contestedAt > REASSIGNED_FOR_MS) return false
  const previous = isContested ? holder.id : previousHolder(nameRecord, now)
  if (previous === null || equals(previous, identityId)) return false
  const before = await findIdentity(previous)
  return before === null || claimsName(before, name)
}
