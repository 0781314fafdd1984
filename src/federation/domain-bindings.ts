import type { BindingStatus } from '../identity-proofs/binding-status.ts'

/** What this operator node itself knows of a domain and one key. Times in ms. */
export interface Sighting {
  domain: string
  /** raw Ed25519 public key */
  key: Uint8Array
  status: BindingStatus
  /** for a person: what was seen where */
  detail: string
  /** whether the website, and the TXT record, showed this key at `seenAt` */
  website: boolean
  dns: boolean
  /** when the website last showed it or, where it never did, the TXT record; null for never */
  seenAt: number | null
  checkedAt: number
  /** when the outside may be asked again about this domain: until then the answer stays what it is */
  nextLookAt: number
}

/** Why a check is wanted: each has a budget of its own. `answer`: to say what is seen to somebody who asks. */
export type CheckPurpose = 'record' | 'admission' | 'answer'

/**
 * What one operator node has seen of domains' keys with its own eyes (docs/spec/witnesses.md, "Looking"): at most one
 * look in flight for a registrable domain, an hour's memory, a budget in all, and a memory of 30 days on the disk.
 */
export interface DomainBindings {
  /**
   * Looks at the outside, or answers from the last hour's memory. Where looking is not allowed now, what is remembered of
   * this key is the answer. Throws RATE_LIMITED with `retryAfterMs` when nothing is; INVALID_NAME, INVALID_ARGUMENT (a key
   * that has not 32 bytes), ABORTED, STOPPED. A look ends within 12 s: a website that is slower is `unreachable`.
   */
  check(domain: string, key: Uint8Array, options: { purpose: CheckPurpose; signal?: AbortSignal }): Promise<Sighting>
  /** What is remembered of this key, without looking outside; null for nothing. */
  known(domain: string, key: Uint8Array): Sighting | null
  /** The keys (current and next) that were seen at the domain within 30 days, the newest first. */
  seen(domain: string): Sighting[]
}
