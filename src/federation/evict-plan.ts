import { compare } from 'uint8arrays/compare'
import { type Account, OWN_ACCOUNT, payerOf } from './quota.ts'

/** What eviction sees of one held record. Times in ms since 1970, as in its header; Infinity for a tombstone. */
export interface Candidate {
  routingKey: Uint8Array
  expiresAt: number
  keepUntil: number
  account: Account
}

/** Chooses among the records of one walk over the store, of which it remembers about four times `room` at most. */
export interface EvictionPlan {
  see(candidate: Candidate): void
  /** Those that go: at most `room`, fewer only when nothing else may go. */
  victims(): Candidate[]
}

export interface EvictionOptions {
  counts: ReadonlyMap<Account, number>
  /** how many records are to go */
  room: number
  now: number
  /** only records that this one pays for may go; null for all */
  only: Account | null
}

/**
 * Which records make room (docs/spec/record-store.md, "Room"): first what is over and kept for comparing alone, the
 * soonest `keepUntil` first; then of the payer that holds most, of what it handed on for one or keeps for itself the most,
 * the soonest to expire; and so on until there is room. Never a record of this node's own. Pure.
 */
export function planEviction(options: EvictionOptions): EvictionPlan {
  const { room, now, only } = options
  const mayGo = (account: Account) => account !== OWN_ACCOUNT && (only === null || payerOf(account) === only)
  const counts = new Map([...options.counts].filter(([account]) => mayGo(account)))
  const over = createSoonest(room, ({ keepUntil }) => keepUntil)
  // Were nothing over, so many of each account would go. What is over takes some of that off; rounding may add one.
  const living = new Map(
    [...lossesOf(counts, room, 1)].map(([account, count]) => [account, createSoonest(count + 1, byExpiry)]),
  )

  return {
    see(candidate) {
      if (!mayGo(candidate.account)) return
      if (candidate.expiresAt <= now) over.add(candidate)
      else living.get(candidate.account)?.add(candidate)
    },
    victims() {
      const victims = over.taken()
      const left = new Map(counts)
      for (const { account } of victims) left.set(account, (left.get(account) ?? 0) - 1)
      for (const [account, count] of lossesOf(left, room - victims.length, 0)) {
        victims.push(...(living.get(account)?.taken().slice(0, count) ?? []))
      }
      return victims
    },
  }
}

function byExpiry({ expiresAt }: Candidate): number {
  return expiresAt
}

/** How many records each account loses: first their payers come to one level, then the accounts of each payer. */
function lossesOf(counts: ReadonlyMap<Account, number>, room: number, spare: number): Map<Account, number> {
  const byPayer = Map.groupBy(counts, ([account]) => payerOf(account))
  const sum = (parts: [Account, number][]) => parts.reduce((total, [, count]) => total + count, 0)
  const totals = new Map([...byPayer].map(([payer, parts]) => [payer, sum(parts)]))
  const losses = new Map<Account, number>()
  for (const [payer, loss] of levelled(totals, room)) {
    for (const [account, part] of levelled(new Map(byPayer.get(payer)), loss + spare)) losses.set(account, part)
  }
  return losses
}

/**
 * How many records each account loses when `room` of them go one by one, each from the account that has most then: the
 * largest come down to one level, and nobody else loses anything. 0 stands for one that is at that level.
 */
export function levelled(counts: ReadonlyMap<Account, number>, room: number): Map<Account, number> {
  const sorted = [...counts].sort(([a, ofA], [b, ofB]) => ofB - ofA || (a < b ? -1 : 1))
  let together = 0
  let level = 0
  let losers = 0
  for (const [, count] of sorted) {
    if (losers > 0 && level > count) break
    together += count
    losers++
    level = Math.max(0, Math.ceil((together - room) / losers))
  }
  const largest = sorted.slice(0, losers)
  const losses = new Map(largest.map(([account, count]) => [account, Math.max(0, count - level)]))
  // The level is a whole number, rounded up: what is missing comes from the first ones, one each.
  let missing = Math.min(room, together) - [...losses.values()].reduce((sum, loss) => sum + loss, 0)
  for (const [account, count] of largest) {
    const loss = losses.get(account) ?? 0
    if (missing <= 0) break
    if (loss >= count) continue
    losses.set(account, loss + 1)
    missing--
  }
  return losses
}

/** Keeps the `limit` candidates that come first by `order`; equal ones in the order of their keys. */
function createSoonest(limit: number, order: (candidate: Candidate) => number) {
  let kept: Candidate[] = []
  function sort(): void {
    kept.sort((a, b) => before(order(a), order(b)) || compare(a.routingKey, b.routingKey))
    kept = kept.slice(0, limit)
  }
  return {
    add(candidate: Candidate): void {
      kept.push(candidate)
      // Sorting at twice the limit makes each addition cheap, on average.
      if (kept.length >= 2 * limit + 2) sort()
    },
    taken(): Candidate[] {
      sort()
      return kept
    },
  }
}

/** Not a difference: that of two tombstones, which never expire, is no number. */
function before(a: number, b: number): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
