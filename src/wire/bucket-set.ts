import { type BucketRate, TokenBucket } from './token-bucket.ts'

/** Of the buckets that were not used for longest, so many are looked at for one that can go. */
const LOOKED_AT = 8
/** The bucket of all those that found no room has as much as so many of them. */
const SHARED_FACTOR = 16

export interface BucketSetOptions {
  /** of each bucket */
  rate: BucketRate
  /** buckets kept at most */
  maxKeys: number
}

/**
 * One bucket a key, in bounded memory (docs/spec/budgets.md, "Token buckets"). Only a full bucket is ever forgotten, since a
 * fresh one is just like it: nobody gets a new budget by making this node forget the old one. While all that are old
 * enough to be looked at are in use, new keys share one bucket; that ends by itself, as unused buckets fill up.
 */
export class BucketSet {
  #rate: BucketRate
  #maxKeys: number
  /** the first entry was not used for longest */
  #buckets = new Map<string, TokenBucket>()
  #shared: TokenBucket | null = null

  constructor({ rate, maxKeys }: BucketSetOptions) {
    this.#rate = rate
    this.#maxKeys = maxKeys
  }

  get size(): number {
    return this.#buckets.size
  }

  /** The bucket of a key: its own, or the shared one. To be asked for at each use, not kept. */
  of(key: string, now: number): TokenBucket {
    let bucket = this.#buckets.get(key)
    if (bucket === undefined) {
      if (!this.#hasRoom(now)) return this.#sharedBucket(now)
      bucket = new TokenBucket(this.#rate, now)
    } else {
      this.#buckets.delete(key)
    }
    this.#buckets.set(key, bucket)
    return bucket
  }

  #hasRoom(now: number): boolean {
    if (this.#buckets.size < this.#maxKeys) return true
    let looked = 0
    for (const [key, bucket] of this.#buckets) {
      if (bucket.isFull(now)) return this.#buckets.delete(key)
      looked += 1
      if (looked === LOOKED_AT) return false
    }
    return false
  }

  #sharedBucket(now: number): TokenBucket {
    const { capacity, perSecond } = this.#rate
    this.#shared ??= new TokenBucket({ capacity: capacity * SHARED_FACTOR, perSecond: perSecond * SHARED_FACTOR }, now)
    return this.#shared
  }
}
