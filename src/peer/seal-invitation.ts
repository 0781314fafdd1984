import { RECORD_LIMITS } from '../records/kinds.ts'
import { SEALED_NONCE_BYTES, SEALED_SIZES } from '../records/payload-checks.ts'
import type { SealedContent } from '../records/payloads.js'
import { nextSeq } from '../records/seal-record.ts'
import { smallestSealedSize } from '../records/sealed-content.ts'
import { sealIdentity } from '../records/sealed-record.ts'
import { validateSealed } from '../records/validate.ts'
import type { VerifiedSealed } from '../records/verified-record.ts'
import type { OwnCapability } from './own-capability.ts'

/** How far back the signing time may be set, in ms, at most a tenth of the record's life: two records made at once differ. */
const MAX_SEQ_BACK_MS = 3_600_000
/** One record in so many is padded to a larger size than it needs, one in as many of these to the largest. */
const LARGER_ONE_IN = 4

export interface SealInvitationOptions {
  capability: OwnCapability
  /** Null withdraws the invitation. */
  content: SealedContent | null
  /** the version before, which this one replaces for as long as that would live; null: none */
  previous: VerifiedSealed | null
  /** of an identity record, ms; the sealed one lives two thirds of it, or more, at random */
  lifetimeMs: number
  now: number
  /** 0 ≤ x < 1 */
  random: () => number
}

/**
 * The next version of one invitation's sealed record. Nothing in it (time, end, size, nonce) is that of another invitation's, but
 * by chance. Throws RECORD_TOO_LARGE, and `validate`'s codes. docs/spec/sealed-records.md, "What does not link"
 */
export async function sealInvitation(options: SealInvitationOptions): Promise<VerifiedSealed> {
  const { capability, content, previous, lifetimeMs, now, random } = options
  const { network, key: capabilityKey, readSecret } = capability
  const backMs = Math.floor(random() * Math.min(MAX_SEQ_BACK_MS, lifetimeMs / 10))
  const seq = nextSeq(previous?.seq ?? null, now - backMs)
  const ownEnd = seq + Math.floor(lifetimeMs * (2 / 3 + random() / 3))
  // An older version must be over before this one is, or anybody could put it back then.
  const after = previous?.expiresAt == null ? 0 : previous.expiresAt + 1 + Math.floor(random() * backMs)
  const expiresAt = Math.min(Math.max(ownEnd, after), seq + RECORD_LIMITS.sealed.maxLifetimeMs)
  const size = sizeFor(content, random)
  const nonce = crypto.getRandomValues(new Uint8Array(SEALED_NONCE_BYTES))
  const bytes = await sealIdentity({ network, capabilityKey, readSecret, content, seq, expiresAt, size, nonce })
  return validateSealed(bytes, capability.capability, { network, now })
}

function sizeFor(content: SealedContent | null, random: () => number): number {
  const smallest = content === null ? (SEALED_SIZES[0] as number) : smallestSealedSize(content)
  const fitting = SEALED_SIZES.filter((size) => size >= smallest)
  const larger = fitting.findIndex((_, at) => at === fitting.length - 1 || random() >= 1 / LARGER_ONE_IN)
  return fitting[larger] as number
}
