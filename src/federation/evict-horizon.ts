import type { Candidate } from './evict-plan.ts'
import type { Account } from './quota.ts'

/** How long it is remembered what went, in ms, and for how many accounts. */
const REMEMBERED_MS = 3_600_000
const MAX_ACCOUNTS = 1_000

/**
 * How far the last walks went. Other holders offer a record that was evicted again and again: written, it would only be
 * the next to go.
 */
export interface EvictionHorizon {
  note(victims: readonly Candidate[]): void
  /** Whether a new record would go before what went in the last hour. */
  isBehind(candidate: Newcomer): boolean
}

/** A new record, as far as eviction looks at it. */
export type Newcomer = Omit<Candidate, 'routingKey'>

export function createEvictionHorizon(now: () => number): EvictionHorizon {
  /** By account, the latest `expiresAt` that went; under null, of what was over, the latest `keepUntil`. */
  const gone = new Map<Account | null, { latest: number; at: number }>()

  function mark(candidate: Newcomer): { name: Account | null; time: number } {
    const isOver = candidate.expiresAt <= now()
    return isOver ? { name: null, time: candidate.keepUntil } : { name: candidate.account, time: candidate.expiresAt }
  }

  return {
    note(victims) {
      const at = now()
      const latest = new Map<Account | null, number>()
      for (const victim of victims) {
        const { name, time } = mark(victim)
        latest.set(name, Math.max(time, latest.get(name) ?? 0))
      }
      for (const [name, time] of latest) {
        gone.delete(name)
        gone.set(name, { latest: time, at })
      }
      for (const oldest of gone.keys()) {
        if (gone.size <= MAX_ACCOUNTS) break
        gone.delete(oldest)
      }
    },
    isBehind(candidate) {
      const { name, time } = mark(candidate)
      const last = gone.get(name)
      return last !== undefined && now() - last.at < REMEMBERED_MS && time < last.latest
    },
  }
}
