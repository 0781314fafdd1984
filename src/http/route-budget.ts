import { BURST_SECONDS } from '../node/budget-payers.ts'
import { overBudget } from '../node/budgets.ts'
import { BucketSet } from '../wire/bucket-set.ts'

/** Addresses that are told apart. */
const MAX_ADDRESSES = 20_000
/** Stands for every request that fits no route, by its path or its method. */
export const OTHER_ROUTE = 'other'
/** What answering such a one costs, in units of about 0.1 ms. */
const OTHER_COST = 1

/** Who may ask how often over HTTP (docs/spec/http.md, "Budgets"). */
export interface RouteBudget {
  /** Takes what a request for a route costs. Throws RATE_LIMITED. */
  take(address: string, route: string): void
  /** True when the address could not even ask for the cheapest thing now. */
  isUsedUp(address: string): boolean
  refused(): number
}

export interface RouteBudgetOptions {
  /** units by route pattern; all else costs 1 */
  costs: Readonly<Record<string, number>>
  /** units a second for each address; at once twice as many */
  perAddress: number
  /** ms of a clock that never runs backwards */
  now: () => number
}

export function createRouteBudget({ costs, perAddress, now }: RouteBudgetOptions): RouteBudget {
  const rate = { capacity: perAddress * BURST_SECONDS, perSecond: perAddress }
  const buckets = new BucketSet({ rate, maxKeys: MAX_ADDRESSES })
  let refused = 0
  return {
    take(address, route) {
      const cost = Object.hasOwn(costs, route) ? (costs[route] ?? OTHER_COST) : OTHER_COST
      const retryAfterMs = buckets.of(address, now()).take(now(), cost)
      if (retryAfterMs === 0) return
      refused += 1
      throw overBudget(retryAfterMs)
    },
    isUsedUp: (address) => buckets.of(address, now()).waitMs(now(), OTHER_COST) > 0,
    refused: () => refused,
  }
}
