import { equals } from 'uint8arrays/equals'
import type { Name } from './names.ts'
import { listedNameHash } from './routing-key.ts'
import type { VerifiedIdentity, VerifiedName } from './verified-record.ts'

/** A name that changed hands is told for this long, unless its old holder let it go. */
export const REASSIGNED_FOR_MS = 90 * 24 * 3_600_000

/**
 * Who had the name before, by the name record's own word, where that is at most 90 days ago; null otherwise.
 * docs/spec/verification.md, "Statuses".
 */
export function previousHolder({ payload }: VerifiedName, now: number): Uint8Array | null {
  const { previousId, since } = payload
  return previousId === undefined || previousId.length === 0 || now - since > REASSIGNED_FOR_MS ? null : previousId
}

/** Whether an identity says that a name is its own; one that was revoked says nothing. */
export function claimsName({ keyState, payload }: VerifiedIdentity, name: Name): boolean {
  const hash = listedNameHash(payload.id, name)
  return !keyState.tombstoned && payload.listedNames.some((listed) => equals(listed, hash))
}
