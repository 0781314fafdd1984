import { OpenPeerError } from '../errors.ts'
import { createEvictionHorizon, type Newcomer } from './evict-horizon.ts'
import { type Candidate, planEviction } from './evict-plan.ts'
import { type Account, OTHERS_ACCOUNT, OTHERS_SHARE, OWN_ACCOUNT, payerOf } from './quota.ts'
import type { AccountCounts } from './quota-counts.ts'

/** One walk over a full store frees this part of it, so that a walk is rare beside the puts that it makes room for. */
const BATCH_PART = 32
/** One walk over an account at its limit frees this part of the account. */
const ACCOUNT_BATCH_PART = 8
/** A walk begins before the store is full, when so much of a batch is left: puts need not wait for it. */
const EARLY_PART = 4
/** After a walk the next one waits for four times as long as it took: walks take at most a fifth of the time. */
const PAUSE_FACTOR = 4
/** Longest that one put waits for room, in ms, beside walks themselves; most puts that wait at a time. */
const MAX_PAUSE_MS = 1_000
const MAX_WAITING = 1_000
/** Walks and pauses after which a put gives up: others took the room that was made. */
const MAX_TRIES = 16
/** Records dropped at once: well below what may wait for the disk. */
const DROPPED_AT_ONCE = 256
/** A store that shrank is emptied by several walks of at most so many batches each. */
const MAX_BATCHES = 4

export interface RoomOptions {
  accounts: AccountCounts
  maxRecords: number
  /** what one registrable domain may hold */
  maxRecordsPerDomain: number
  now: () => number
  walk(): AsyncIterable<Candidate>
  /** Drops a record, unless it changed since the walk saw it. */
  drop(victim: Candidate): Promise<boolean>
  isClosing: () => boolean
}

/** Places for new keys in one store (docs/spec/record-store.md, "Room"). */
export interface Room {
  /**
   * Takes one place for a new key, or waits until eviction made one; the result gives it back, which it must do when the
   * record was written too. Throws STORE_FULL with `retryAfterMs`, TOO_MANY_REQUESTS, STOPPED.
   */
  reserve(newcomer: Newcomer): Promise<() => void>
  /** records that had to go, since the start */
  evicted(): number
  /** resolves when no walk goes on */
  idle(): Promise<unknown>
}

/** Makes the {@link Room} of one store. */
export function createRoom(options: RoomOptions): Room {
  const { accounts, maxRecords, maxRecordsPerDomain, now, walk, drop, isClosing } = options
  const reserved = new Map<Account | null, number>()
  const batch = Math.max(1, Math.floor(maxRecords / BATCH_PART))
  const horizon = createEvictionHorizon(now)
  let evicted = 0
  let waiting = 0
  let walking: Promise<void> | null = null
  let pauseUntil = 0

  function limitOf(account: Account): number {
    if (account === OWN_ACCOUNT) return maxRecords
    if (account === OTHERS_ACCOUNT) return Math.max(1, Math.floor(maxRecords * OTHERS_SHARE))
    return maxRecordsPerDomain
  }

  function free(account: Account | null): number {
    const taken = (account === null ? accounts.total() : accounts.of(account)) + (reserved.get(account) ?? 0)
    return (account === null ? maxRecords : limitOf(account)) - taken
  }

  /** What one walk frees. */
  function partOf(only: Account | null): number {
    return only === null ? batch : Math.max(1, Math.floor(limitOf(only) / ACCOUNT_BATCH_PART))
  }

  /** Whether a walk was needed lately, or will be soon. */
  function isCrowded(payer: Account): boolean {
    return payer !== OWN_ACCOUNT && [null, payer].some((one) => free(one) < 2 * partOf(one))
  }

  /** What must lose records before this account may have one more: null is the whole store, undefined nothing. */
  function full(account: Account): Account | null | undefined {
    if (free(account) <= 0) return account
    return free(null) <= 0 ? null : undefined
  }

  function take(account: Account): () => void {
    for (const one of [null, account]) reserved.set(one, (reserved.get(one) ?? 0) + 1)
    return () => {
      for (const one of [null, account]) {
        const count = (reserved.get(one) ?? 0) - 1
        if (count > 0) reserved.set(one, count)
        else reserved.delete(one)
      }
    }
  }

  async function evict(only: Account | null): Promise<void> {
    const startedAt = now()
    const part = partOf(only)
    // Enough for all that wait: else they would take the same few places from each other, walk after walk.
    const room = Math.min(part + Math.max(0, -free(only)), MAX_BATCHES * part) + waiting
    const plan = planEviction({ counts: accounts.counts(), room, now: startedAt, only })
    for await (const candidate of walk()) {
      if (isClosing()) return
      plan.see(candidate)
    }
    const victims = plan.victims()
    horizon.note(victims)
    for (let at = 0; at < victims.length && !isClosing(); at += DROPPED_AT_ONCE) {
      const dropped = await Promise.all(victims.slice(at, at + DROPPED_AT_ONCE).map(drop))
      evicted += dropped.filter(Boolean).length
    }
    pauseUntil = now() + PAUSE_FACTOR * (now() - startedAt)
  }

  function startWalk(only: Account | null): Promise<void> {
    walking ??= evict(only).finally(() => {
      walking = null
    })
    return walking
  }

  /** Own records never go: where nothing else is held, no walk can find anything. */
  function hasVictims(only: Account | null): boolean {
    return only === null ? accounts.total() > accounts.of(OWN_ACCOUNT) : only !== OWN_ACCOUNT && accounts.of(only) > 0
  }

  /** The place is taken at the moment in which it is seen: several may wait for the same one. */
  async function makeRoom(account: Account): Promise<() => void> {
    for (let tries = 0; ; tries++) {
      const only = full(account)
      if (only === undefined) return take(account)
      if (isClosing()) throw new OpenPeerError('STOPPED', 'This record store is closed; ask another node')
      const pauseMs = pauseUntil - now()
      if (tries === MAX_TRIES || !hasVictims(only) || pauseMs > MAX_PAUSE_MS) throw noRoom(only)
      if (walking !== null) await walking
      else if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs))
      else await startWalk(only)
    }
  }

  function noRoom(only: Account | null): OpenPeerError {
    const text =
      only === null ? `This node holds ${maxRecords} records` : 'This node holds all that it keeps for one account'
    const retryAfterMs = Math.max(MAX_PAUSE_MS, pauseUntil - now())
    return new OpenPeerError('STORE_FULL', `${text} and takes no new one now; try another node`, { retryAfterMs })
  }

  return {
    async reserve(newcomer) {
      const payer = payerOf(newcomer.account)
      if (isCrowded(payer) && horizon.isBehind(newcomer)) throw noRoom(full(payer) ?? null)
      if (waiting >= MAX_WAITING) {
        const text = 'Too many new records wait for room in this store; try another node'
        throw new OpenPeerError('TOO_MANY_REQUESTS', text, { retryAfterMs: MAX_PAUSE_MS })
      }
      waiting++
      try {
        const giveBack = await makeRoom(payer)
        const isNearlyFull = free(null) < Math.floor(batch / EARLY_PART)
        if (isNearlyFull && pauseUntil <= now() && hasVictims(null)) startWalk(null).catch(() => {})
        return giveBack
      } finally {
        waiting--
      }
    },
    evicted: () => evicted,
    idle: () => Promise.resolve(walking),
  }
}
