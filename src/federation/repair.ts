import { equals } from 'uint8arrays/equals'
import type { VerifiedRecord } from '../records/verified-record.ts'
import { type Holding, isExpired, keep, putTo } from './holders.ts'
import type { NamedNode } from './operator-table.ts'
import { NOBODY_KNOWN } from './put-origin.ts'

/** Repairs on their way at once, and waiting; beyond that one is dropped: republishing finds it again. */
const MAX_REPAIRS = 8
const MAX_WAITING = 1_000

/** Gives `best` to a holder that answered with `theirs` (null: nothing), in the background, unless it has it. */
export type Repair = (entry: NamedNode, theirs: VerifiedRecord | null, best: VerifiedRecord) => void

/** Makes the repair of holders that lookups find behind (docs/spec/placement.md, "Repair"). */
export function createRepair(holding: Holding): Repair {
  const { directory, now, lifetime } = holding
  const waiting: { entry: NamedNode; best: VerifiedRecord }[] = []
  let running = 0

  async function work(): Promise<void> {
    running++
    for (let next = waiting.shift(); next !== undefined && !lifetime.aborted; next = waiting.shift()) {
      const { entry, best } = next
      try {
        if (entry.key === directory.self.key) await keep(holding, best, NOBODY_KNOWN)
        else await putTo(holding, entry, best, lifetime)
      } catch (error) {
        void directory.failed(entry, error)
      }
    }
    running--
  }

  return (entry, theirs, best) => {
    if (theirs !== null && equals(theirs.payloadHash, best.payloadHash)) return
    if (isExpired(best, now()) || waiting.length >= MAX_WAITING) return
    waiting.push({ entry, best })
    if (running < MAX_REPAIRS) void work()
  }
}
