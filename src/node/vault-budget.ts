import type { Connection } from '@libp2p/interface'
import { OpenPeerError } from '../errors.ts'
import { BucketSet } from '../wire/bucket-set.ts'

const MAX_KEYS = 20_000
const HOUR_S = 3_600

/** Since the start. */
export interface VaultCounters {
  /** asks over the budget, and asks for which there was nothing: somebody mistypes, or guesses */
  refused: number
}

/** Who asks for vaults how often (docs/spec/budgets.md, "Vaults"). */
export interface VaultBudget {
  /** Throws RATE_LIMITED with `retryAfterMs`. */
  take(asker: Pick<Connection, 'remotePeer' | 'remoteAddr'>): void
  onRefused(): void
  counters(): VaultCounters
}

export interface VaultBudgetOptions {
  /** vaults that one address may ask for in an hour, whatever comes of it; so many at once, too */
  perHour: number
  /** what an address is kept under; null where it says nothing about who asks, as behind a proxy */
  addressOf: (remoteAddr: Connection['remoteAddr']) => string | null
  /** ms of a clock that never runs backwards */
  now: () => number
}

/**
 * By address, else by peer; never by name, or anybody could lock a person out of their own vault by asking for it. Guessing
 * is hopeless as it is: docs/spec/vault.md, "Guessing".
 */
export function createVaultBudget({ perHour, addressOf, now }: VaultBudgetOptions): VaultBudget {
  const rate = { capacity: perHour, perSecond: perHour / HOUR_S }
  const asks = new BucketSet({ rate, maxKeys: MAX_KEYS })
  const counters: VaultCounters = { refused: 0 }
  return {
    take({ remotePeer, remoteAddr }) {
      const key = addressOf(remoteAddr) ?? remotePeer.toString()
      const retryAfterMs = asks.of(key, now()).take(now(), 1)
      if (retryAfterMs === 0) return
      counters.refused += 1
      const minutes = Math.ceil(retryAfterMs / 60_000)
      const text = `${perHour} asks for a vault in an hour are all: ask again in ${minutes} min.`
      throw new OpenPeerError('RATE_LIMITED', text, { retryAfterMs })
    },
    onRefused() {
      counters.refused += 1
    },
    counters: () => ({ ...counters }),
  }
}
