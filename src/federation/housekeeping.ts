import type { Logger } from '@libp2p/interface'
import type { OperatorDirectory } from './operator-directory.ts'
import type { MembershipChange } from './operator-table.ts'
import type { Pull } from './pull.ts'
import type { RecordStore } from './record-store.ts'
import type { Republish } from './republish.ts'

/** When what could not be pulled is asked for again. */
const PULL_AGAIN_MS = 60_000
/** How often what no longer protects anything is swept out of the store. */
const SWEEP_MS = 3_600_000

export interface HousekeepingOptions {
  store: RecordStore
  directory: OperatorDirectory
  republish: Republish
  pull: Pull
  /** all records are offered to their holders this often, in ms, a quarter earlier or later */
  republishMs: number
  /** changes of membership are gathered for this long, in ms, a half longer or shorter */
  settleMs: number
  random: () => number
  log: Logger
  lifetime: AbortSignal
}

/**
 * The work between requests (docs/spec/placement.md, "Republish" and "Pulling"): after membership changed, when it has
 * settled, what is held goes to its new holders, and what this node is to hold from now on comes from the others; all goes
 * to all holders now and then; what is over is swept. One walk over the store at a time. Answers when the work that is
 * going on is over; `lifetime` ends it.
 */
export function startHousekeeping(options: HousekeepingOptions): { idle(): Promise<void> } {
  const { store, directory, republish, pull, republishMs, settleMs, random, log, lifetime } = options
  let going: Promise<void> = Promise.resolve()
  let settling: { timer: ReturnType<typeof setTimeout>; before: MembershipChange['before']; came: Set<string> } | null =
    null
  let periodic: ReturnType<typeof setTimeout>
  let pulling: Promise<void> = Promise.resolve()
  let again: ReturnType<typeof setTimeout> | undefined

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
    const change = { before: stayed, after: directory.list() }
    void then('re-replication', () => republish.afterChange(change))
    pullAfter(change)
  }

  /** Beside the walks over the own store: others make its pages, and it may take as long as they like. */
  function pullAfter(change: Pick<MembershipChange, 'before' | 'after'>): void {
    clearTimeout(again)
    pulling = pulling.then(async () => {
      if (lifetime.aborted) return
      try {
        if ((await pull.afterChange(change)) || lifetime.aborted) return
      } catch (error) {
        if (!lifetime.aborted) log.error('pulling failed - %e', error)
        return
      }
      const unchanged = { before: directory.list(), after: directory.list() }
      clearTimeout(again)
      again = setTimeout(() => pullAfter(unchanged), jittered(PULL_AGAIN_MS, 0.25))
    })
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
    clearTimeout(again)
    clearInterval(sweeping)
  })
  return {
    async idle() {
      await Promise.all([going, pulling])
    },
  }
}
