import type { NamedNode, OperatorEntry, OperatorTable } from './operator-table.ts'

/** Nodes that others named and that wait to be dialled; beyond it hearsay is dropped, it comes again. */
const MAX_CANDIDATES = 5_000
/** Nodes dialled at once. */
const MAX_DIALS = 8
/** A node that could not be reached, or was found dead, is not dialled on hearsay for this long, doubled each time… */
const FIRST_RETRY_MS = 30_000
/** …up to this. */
const LAST_RETRY_MS = 3_600_000
/** A member that stayed away for so many tries, more than a day, is forgotten: it comes back by meeting us. */
const MAX_RETRIES = 32
/** Nodes that could not be reached and are remembered. */
const MAX_ABSENT = 5_000

export interface MeetingOptions {
  table: OperatorTable
  /** Connects; who the node is shows afterwards, when it introduces itself. */
  dial(entry: NamedNode): Promise<void>
  now: () => number
  lifetime: AbortSignal
}

/** Turns hearsay into acquaintance: only nodes that were met can be admitted (docs/spec/placement.md, "Membership"). */
export interface OperatorMeeting {
  /** Others named these nodes; answers how many are new to us and will be dialled. */
  hear(entries: readonly NamedNode[]): number
  /** A member died: dialled again later, since it may only have been restarted. */
  lost(entry: OperatorEntry): void
  /** Dials those whose time has come. */
  retry(): void
}

interface Absence {
  entry: NamedNode
  tries: number
  nextTryAt: number
  wasMember: boolean
}

export function createOperatorMeeting(options: MeetingOptions): OperatorMeeting {
  const { table, dial, now, lifetime } = options
  const candidates = new Map<string, NamedNode>()
  const absent = new Map<string, Absence>()
  let dialling = 0
  table.onChange(({ added }) => {
    if (added !== null) absent.delete(added.key)
  })

  function pump(): void {
    for (const [key, entry] of candidates) {
      if (dialling >= MAX_DIALS || lifetime.aborted) return
      candidates.delete(key)
      dialling++
      void meet(entry).finally(() => {
        dialling--
        pump()
      })
    }
  }

  async function meet(entry: NamedNode): Promise<void> {
    // Also when the dial succeeds: whoever is not admitted then is not dialled again at once.
    note(entry, false)
    try {
      await dial(entry)
    } catch {
      // noted already
    }
  }

  function note(entry: NamedNode, wasMember: boolean): void {
    const before = absent.get(entry.key)
    const tries = before === undefined ? 0 : before.tries + 1
    const nextTryAt = now() + Math.min(FIRST_RETRY_MS * 2 ** tries, LAST_RETRY_MS)
    absent.delete(entry.key)
    absent.set(entry.key, { entry, tries, nextTryAt, wasMember: wasMember || before?.wasMember === true })
    for (const oldest of absent.keys()) {
      if (absent.size <= MAX_ABSENT) break
      absent.delete(oldest)
    }
  }

  function isNew(entry: NamedNode): boolean {
    if (table.find(entry.key) !== null || candidates.has(entry.key)) return false
    return (absent.get(entry.key)?.nextTryAt ?? 0) <= now()
  }

  return {
    hear(entries) {
      const fresh = entries.filter(isNew).slice(0, MAX_CANDIDATES - candidates.size)
      for (const entry of fresh) candidates.set(entry.key, entry)
      pump()
      return fresh.length
    },
    lost: (entry) => note(entry, true),
    retry() {
      for (const { entry, tries, nextTryAt, wasMember } of [...absent.values()]) {
        // A node that stands by for another one of its domain comes back unannounced.
        if (tries >= MAX_RETRIES || table.find(entry.key) !== null) absent.delete(entry.key)
        else if (wasMember && nextTryAt <= now()) candidates.set(entry.key, entry)
      }
      pump()
    },
  }
}
