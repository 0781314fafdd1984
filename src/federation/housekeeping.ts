import type { Logger } from '@libp2p/interface'
import type { OperatorDirectory } from './operator-directory.ts'
import type { MembershipChange } from './operator-table.ts'
import type { RecordStore } from './record-store.ts'
import type { Republish } from './republish.ts'

/** How often what no longer protects anything is swept out of the store. */
const SWEEP_MS = 3_600_000

export interface HousekeepingOptions {
  store: RecordStore
  directory: OperatorDirectory
  republish: Republish
  /** all records are offered to their holders this often, in ms, a quarter earlier or later */
  republishMs: number
  /** changes of membership are gathered for this long, in ms, a half longer or shorter */
  settleMs: number
  random: () => number
  log: Logger
  lifetime: AbortSignal
}

/**
 * The work between requests (docs/spec/placement.md, "Republish"): after membership changed, when it has settled, what
 * is held goes to its new holders; all of it goes to all of them now and then; what is over is swept. One walk over
 * the store at a time. Answers when the work that is going on is over; `lifetime` ends it.
 */
export function startHousekeeping(options: HousekeepingOptions): { idle(): Promise<void> } {
  const { store, directory, republish, republishMs, settleMs, random, log, lifetime } = options
  let going: Promise<void> = Promise.resolve()
  let settling: { timer: ReturnType<typeof setTimeout>; before: MembershipChange['before']; came: Set<string> } | null =
    null
  let periodic: ReturnType<typeof setTimeout>

  /** Jittered, so that nodes which saw the same change do not offer the same records at the same moment. */
  function jittered(ms: number, spread: number): number {
    return ms * (1 + spread * (2 * random() - 1))
  }

  function then(name: string, work: () => Promise<unknown>): Promise<void> {
    going = going.then(async () => {
      if (lifetime.aborted) return
      try {
        await work()
      } catch (error) {
        if (!lifetime.aborted) log.error('%s failed - %e', name, error)
      }
    })
    return going
  }

  function onChange({ before, added }: MembershipChange): void {
    settling ??= { timer: setTimeout(settle, jittered(settleMs, 0.5)), before, came: new Set() }
    if (added !== null) settling.came.add(added.key)
  }

  function settle(): void {
    if (settling === null) return
    const { before, came } = settling
    settling = null
    // Whoever went and came back in between missed what was put meanwhile: it counts as new.
    const stayed = before.filter(({ key }) => !came.has(key))
    void then('re-replication', () => republish.afterChange({ before: stayed, after: directory.list() }))
  }

  function planPeriodic(): void {
    if (lifetime.aborted) return
    periodic = setTimeout(
      () => void then('republishing', () => republish.everything()).then(planPeriodic),
      jittered(republishMs, 0.25),
    )
  }

  const stopListening = directory.onChange(onChange)
  const sweeping = setInterval(() => void then('sweeping', () => store.sweep()), SWEEP_MS)
  planPeriodic()
  lifetime.addEventListener('abort', () => {
    stopListening()
    clearTimeout(settling?.timer)
    clearTimeout(periodic)
    clearInterval(sweeping)
  })
  return { idle: () => going }
}
