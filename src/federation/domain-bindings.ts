import type { BindingStatus } from '../identity-proofs/binding-status.ts'

/** What this operator node itself knows of a domain and one key. Times in ms. */
export interface Sighting {
  domain: string
  /** raw Ed25519 public key */
  key: Uint8Array
  status: BindingStatus
  /** whether the website, and the TXT record, showed this key at `seenAt` */
  website: boolean
  dns: boolean
  /** when one of them last showed it; null for never */
  seenAt: number | null
  checkedAt: number
}

/** Why a check is wanted: each has a budget of its own. */
export type CheckPurpose = 'record' | 'admission'

/**
 * What one operator node has seen of domains' keys with its own eyes (docs/spec/witnesses.md, "Looking"): at most one
 * check in flight and an hour's memory per registrable domain, a budget in all, and a memory of 30 days on the disk.
 */
export interface DomainBindings {
  /**
   * Looks at the outside, or answers from the last hour's memory. Throws RATE_LIMITED with `retryAfterMs` when looking is not
   * allowed now, ABORTED, TIMEOUT, STOPPED.
   */
  check(domain: string, key: Uint8Array, options: { purpose: CheckPurpose; signal?: AbortSignal }): Promise<Sighting>
  /** What is remembered of this key, without looking outside; null for nothing. */
  known(domain: string, key: Uint8Array): Sighting | null
  /** The keys (current and next) that were seen at the domain within 30 days, the newest first. */
  seen(domain: string): Sighting[]
}
