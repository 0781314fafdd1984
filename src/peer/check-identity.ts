import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../errors.ts'
import { identityIdText } from '../records/identity-id.ts'
import { checkTimes, validateIdentity } from '../records/validate.ts'
import type { VerifiedIdentity } from '../records/verified-record.ts'
import { type Bundle, checkEach, newest, type Refusal, refusalText } from './bundle.ts'
import type { Check } from './contact.ts'

export interface CheckedIdentity {
  identity: VerifiedIdentity
  check: Check
  /** The key log contradicts another one that was seen: nobody can say which is the owner's. */
  inDoubt: boolean
}

/**
 * The newest valid identity record of `id` among what was given and what is remembered: an older one is never taken.
 * Null when nobody gave any. Throws the first refusal's code when none given is valid, KEY_LOG_CONFLICT when two logs
 * contradict each other and none is remembered, IDENTITY_REVOKED, RECORD_EXPIRED. docs/spec/verification.md, check 3.
 */
export async function checkIdentity(
  id: Uint8Array,
  bundles: Bundle[],
  remembered: VerifiedIdentity | null,
  options: { network: string; now: number; learn?: (newer: VerifiedIdentity) => Promise<void> },
): Promise<CheckedIdentity | null> {
  const found = await checkEach(
    bundles,
    (bundle) => bundle.identityRecord,
    (bytes) => validateIdentity(bytes, id, options),
  )
  const given = found.records.map(({ record }) => record)
  const [refusal] = found.refusals
  if (given.length === 0 && refusal !== undefined) throw refusal.error
  const best = newest(remembered === null ? given : [remembered, ...given])
  if (best === null) return null
  if (best.conflict && remembered === null) {
    throw new OpenPeerError(
      'KEY_LOG_CONFLICT',
      `${identityIdText(id)} has two key logs that contradict each other: neither can be trusted.`,
    )
  }
  // One that contradicts the remembered log proves nothing against it.
  const identity = best.conflict && remembered !== null ? remembered : best.record
  // Before anything else can fail: what was seen once, a revocation above all, is never taken back.
  if (remembered !== null && identity !== remembered) await options.learn?.(identity)
  if (identity.keyState.tombstoned) {
    throw new OpenPeerError('IDENTITY_REVOKED', `${identityIdText(id)} was revoked for good by its owner.`)
  }
  checkTimes(identity, options.now)
  const inDoubt = best.conflict || best.forked
  return { identity, inDoubt, check: keyLogCheck(identity, remembered, given, inDoubt, found.refusals) }
}

function keyLogCheck(
  identity: VerifiedIdentity,
  remembered: VerifiedIdentity | null,
  given: VerifiedIdentity[],
  inDoubt: boolean,
  refusals: Refusal[],
): Check {
  if (inDoubt) {
    const detail = 'The key log contradicts one seen before: the key may be stolen. Ask the person over another way.'
    return { name: 'key-log', result: 'failed', detail, code: 'KEY_CHANGED' }
  }
  const { length } = identity.keyState
  const parts = [
    `${length} ${length === 1 ? 'event leads' : 'events lead'} from the id to the key that signed the record.`,
  ]
  if (remembered !== null && !equals(remembered.keyState.head, identity.keyState.head)) {
    parts.push('The key was changed, as the log allows, since it was last seen.')
  }
  if (given.length > 0 && given.every((record) => !equals(record.payloadHash, identity.payloadHash))) {
    parts.push('The operators showed an older record, which was passed over.')
  }
  return { name: 'key-log', result: 'ok', detail: parts.join(' ') + refusalText(refusals) }
}
