import type { ErrorCode } from '../errors.ts'
import { createListeners, type Listeners } from './listeners.ts'
import { isUnreached } from './node-turns.ts'
import type { Operators } from './operators.ts'

/** What works now. Without any operator all may be missing and contacts can still be met. */
export interface PresenceStatus {
  /** Whether the home's operator answered when last asked. */
  home: 'unknown' | 'reachable' | 'unreachable'
  /** The identity record is with the operators. */
  published: boolean
  /** The home knows where this device is. */
  located: boolean
  /** Why the last attempt to announce something failed; null when none did. */
  failure: ErrorCode | null
}

/** The status of one peer, as it was last told. */
export interface StatusBoard {
  status(): PresenceStatus
  readonly changes: Listeners<PresenceStatus>
  /** Changes a part of it, and says so where that is news. */
  tell(part: Partial<PresenceStatus>): void
  /** Reads the home's record: whether it answers is told. Throws what is no silence, ABORTED above all. */
  meetHome(signal: AbortSignal): Promise<void>
}

export interface StatusBoardOptions {
  operators: Pick<Operators, 'home'>
  /** Called when the home's record was read: its relays may be others. */
  onHome: () => void
}

export function createStatusBoard(options: StatusBoardOptions): StatusBoard {
  const changes = createListeners<PresenceStatus>()
  let status: PresenceStatus = { home: 'unknown', published: false, located: false, failure: null }

  function tell(part: Partial<PresenceStatus>): void {
    const next = { ...status, ...part }
    if (JSON.stringify(next) === JSON.stringify(status)) return
    status = next
    changes.tell(status)
  }

  return {
    status: () => status,
    changes,
    tell,
    async meetHome(signal) {
      try {
        await options.operators.home.record({ signal })
        tell({ home: 'reachable' })
        options.onHome()
      } catch (error) {
        if (!isUnreached(error)) throw error
        tell({ home: 'unreachable' })
      }
    },
  }
}

/** In how many ms a record signed at `seq` is to be renewed: when half of its life is over. */
export function halfLifeMs({ seq, expiresAt }: { seq: number; expiresAt: number }, now: number): number {
  return Math.max(0, (seq + expiresAt) / 2 - now)
}
