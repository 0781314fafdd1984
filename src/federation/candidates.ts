import { toString as textOf } from 'uint8arrays/to-string'
import { select } from '../records/select.ts'
import type { VerifiedRecord } from '../records/verified-record.ts'

/** What two records of one key, seen side by side, say about who signed them. */
export type Note = 'equivocation' | 'forked' | 'conflict' | 'other-key'

/** What holders hold of one key, as far as it can be compared: of a domain one for each domain key, else one in all. */
export interface Camp {
  /** hex of the domain key that signed; empty for every other kind */
  key: string
  /** the best of its records, by select */
  best: VerifiedRecord
  /** the holders that showed a record of this camp, by peer id */
  holders: Set<string>
}

/**
 * The records that are shown for one routing key (docs/spec/placement.md, "Two keys of one domain"). Versions under one
 * key are compared by select. Domain records under two keys are not: whoever makes a key can sign any `seq` with it.
 */
export interface Candidates {
  /** `holder`: the peer id of a holder; null for whoever counts for nothing, such as this node's memory. */
  take(record: VerifiedRecord | null, holder: string | null): void
  /** the one with most holders first */
  camps(): Camp[]
  readonly notes: ReadonlySet<Note>
}

export function createCandidates(): Candidates {
  const camps = new Map<string, Camp>()
  const notes = new Set<Note>()

  function take(record: VerifiedRecord | null, holder: string | null): void {
    if (record === null) return
    const key = campKey(record)
    const camp = camps.get(key) ?? { key, best: record, holders: new Set() }
    camps.set(key, camp)
    if (camps.size > 1) notes.add('other-key')
    if (holder !== null) camp.holders.add(holder)
    const { winner, note } = compare(camp.best, record)
    if (note !== null) notes.add(note)
    if (winner === 'b') camp.best = record
  }

  return {
    take,
    camps: () => [...camps.values()].sort((a, b) => b.holders.size - a.holders.size),
    notes,
  }
}

/** Records with the same word are versions of each other. */
export function campKey(record: VerifiedRecord): string {
  return record.kind === 'domain' ? textOf(record.payload.key, 'hex') : ''
}

/** The better of two records of one routing key; `neither` where they cannot be told apart by themselves. */
export function compare(
  a: VerifiedRecord,
  b: VerifiedRecord,
): { winner: 'a' | 'b' | 'same' | 'neither'; note: Note | null } {
  if (a === b) return { winner: 'same', note: null }
  if (campKey(a) !== campKey(b)) return { winner: 'neither', note: 'other-key' }
  const selection = select(a, b)
  return selection.conflict ? { winner: 'neither', note: 'conflict' } : selection
}
