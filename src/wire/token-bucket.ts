/** What somebody may use: at once, and in the long run (docs/spec/budgets.md). */
export interface BucketRate {
  /** most that can be taken at once, in the unit of the budget */
  capacity: number
  perSecond: number
}

/** Sums of many small refills are off by less than this. */
const ROUNDING = 1e-6

/**
 * A budget that refills by itself: full at first, never above `capacity`. Times are in ms of any clock that does not
 * run backwards; one that does refills nothing meanwhile. docs/spec/budgets.md, "Token buckets".
 */
export class TokenBucket {
  readonly rate: BucketRate
  #level: number
  #at: number

  constructor(rate: BucketRate, now: number) {
    this.rate = rate
    this.#level = rate.capacity
    this.#at = now
  }

  level(now: number): number {
    const passedMs = Math.max(0, now - this.#at)
    this.#at = now
    this.#level = Math.min(this.rate.capacity, this.#level + (passedMs * this.rate.perSecond) / 1000)
    return this.#level
  }

  isFull(now: number): boolean {
    return this.level(now) >= this.rate.capacity - ROUNDING
  }

  /**
   * 0 when `amount` can be taken now, else the ms after which it can, if nobody else takes from this bucket. More than
   * `capacity` counts as `capacity`: what is allowed at all must become possible.
   */
  waitMs(now: number, amount: number): number {
    const missing = Math.min(amount, this.rate.capacity) - this.level(now)
    return missing <= ROUNDING ? 0 : Math.ceil((missing / this.rate.perSecond) * 1000)
  }

  /** Takes `amount` and answers 0, or takes nothing and answers what `waitMs` does. */
  take(now: number, amount: number): number {
    const waitMs = this.waitMs(now, amount)
    if (waitMs === 0) this.#level = Math.max(0, this.#level - Math.min(amount, this.rate.capacity))
    return waitMs
  }

  /** Takes `amount` in any case, into debt where it must; answers the ms after which the debt is paid, 0 for none. */
  owe(now: number, amount: number): number {
    this.#level = this.level(now) - amount
    return this.#level >= -ROUNDING ? 0 : Math.ceil((-this.#level / this.rate.perSecond) * 1000)
  }

  /** Gives back what was taken and not used. */
  giveBack(now: number, amount: number): void {
    this.#level = Math.min(this.rate.capacity, this.level(now) + amount)
  }
}

/** Takes `amount` from all of them and answers 0, or from none and answers the ms until all of them have it. */
export function takeFromAll(buckets: readonly TokenBucket[], now: number, amount: number): number {
  let longestMs = 0
  for (const bucket of buckets) longestMs = Math.max(longestMs, bucket.waitMs(now, amount))
  if (longestMs === 0) for (const bucket of buckets) bucket.take(now, amount)
  return longestMs
}
