import { select } from '../records/select.ts'
import type { VerifiedRecord } from '../records/verified-record.ts'

/** What the store decided: `not-newest` and `conflict` leave what is held as it is. */
export type StoreOutcome = 'stored' | 'already-held' | 'not-newest' | 'conflict'

export interface PutOutcome {
  outcome: StoreOutcome
  /** what is held now */
  record: VerifiedRecord
  /** what the comparison with the record held before showed: its signer signed two payloads with one seq, or forked a key log */
  note: 'equivocation' | 'forked' | null
}

/**
 * What becomes of a record beside what is held (docs/spec/record-store.md, "Put"). `byGate` is what the gate said of exactly
 * this pair, null when it was not asked: then it is for select. Pure.
 */
export function decidePut(
  record: VerifiedRecord,
  held: VerifiedRecord | null,
  byGate: 'write' | 'keep' | null,
): PutOutcome {
  if (held === null || byGate === 'write') return { outcome: 'stored', record, note: null }
  if (byGate === 'keep') return { outcome: 'not-newest', record: held, note: null }
  const selection = select(held, record)
  if (selection.conflict) return { outcome: 'conflict', record: held, note: null }
  const { winner, note } = selection
  if (winner === 'b') return { outcome: 'stored', record, note }
  return { outcome: winner === 'same' ? 'already-held' : 'not-newest', record: held, note }
}
