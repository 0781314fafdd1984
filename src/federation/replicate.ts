import { OpenPeerError } from '../errors.ts'
import { select } from '../records/select.ts'
import type { VerifiedRecord } from '../records/verified-record.ts'
import type { PutResult } from '../wire/messages.js'
import { consult } from './consult.ts'
import { closerNodes, type Holding, keep, openSent, putTo, walkTo } from './holders.ts'
import { positionOfKey } from './operator-table.ts'
import type { PutOutcome, StoreOutcome } from './record-store.ts'

/** How long a publish may take unless the caller says otherwise, in ms. */
export const PUBLISH_TIMEOUT_MS = 10_000

export interface PublishOutcome {
  outcome: StoreOutcome
  /** the best record that is known now: the published one, or the one that stands against it */
  record: VerifiedRecord
  /** how many holders had it when this answer was given; the rest goes on in the background */
  holders: number
  /** how many had to */
  needed: number
}

export interface WaitOptions {
  signal?: AbortSignal
  timeoutMs?: number
}

/** What one holder said, checked: `better` stands against ours by `select`, `conflicting` has a conflicting key log. */
type Said = { kind: 'held' } | { kind: 'better' | 'conflicting'; record: VerifiedRecord }

/**
 * Stores the record here, then puts the same bytes to its holders in parallel (docs/spec/placement.md, "Write").
 * Done when w of them have it. `not-newest` and `conflict` come with the record that stands against it.
 * Throws validate's codes, STORE_FULL, NO_QUORUM, ABORTED, STOPPED.
 */
export async function publish(
  holding: Holding,
  bytes: Uint8Array,
  routingKey: Uint8Array,
  options: WaitOptions = {},
): Promise<PublishOutcome> {
  const { directory, events, k } = holding
  const own = await holding.store.put(bytes, routingKey)
  if (own.note !== null) events.emit('suspicion', { routingKey, note: own.note })
  if (own.outcome === 'not-newest' || own.outcome === 'conflict') {
    return { outcome: own.outcome, record: own.record, holders: 0, needed: 0 }
  }
  const { answers, quorum, isComplete } = await consult<Said>({
    directory,
    routingKey,
    target: positionOfKey(holding.network, routingKey),
    k,
    eager: 'all',
    isSelfLast: false,
    ask: async (entry, signal) => {
      if (entry.key === directory.self.key) return { value: { kind: 'held' }, closer: [] }
      const result = await putTo(holding, entry, own.record, signal)
      return { value: await said(holding, own.record, result), closer: closerNodes(holding, result.closer) }
    },
    judge: (answers, { write }) => {
      if (answers.some(({ value }) => value.kind === 'better')) return 'done'
      return answers.filter(({ value }) => value.kind === 'held').length >= write ? 'done' : 'more'
    },
    late: ({ value }) => {
      if (value.kind === 'better') events.emit('superseded', { record: value.record, previous: own.record })
    },
    walk: (signal) => walkTo(holding, routingKey, signal),
    timeoutMs: options.timeoutMs ?? PUBLISH_TIMEOUT_MS,
    signal: options.signal,
    lifetime: holding.lifetime,
  })
  const holders = answers.filter(({ value }) => value.kind === 'held').length
  return conclude(
    own,
    answers.map(({ value }) => value),
    { holders, needed: quorum.write, isComplete },
  )
}

function conclude(
  own: PutOutcome,
  said: Said[],
  { holders, needed, isComplete }: { holders: number; needed: number; isComplete: boolean },
): PublishOutcome {
  let better: VerifiedRecord | null = null
  let conflicting: VerifiedRecord | null = null
  for (const one of said) {
    if (one.kind === 'conflicting') conflicting = one.record
    if (one.kind === 'better' && (better === null || winsOver(one.record, better))) better = one.record
  }
  if (better !== null) return { outcome: 'not-newest', record: better, holders, needed }
  if (isComplete) return { outcome: own.outcome, record: own.record, holders, needed }
  if (conflicting !== null) return { outcome: 'conflict', record: conflicting, holders, needed }
  const text = `Only ${holders} of the ${needed} operator nodes needed have the record; it is kept here and put again later`
  throw new OpenPeerError('NO_QUORUM', text)
}

/** Reads a holder's answer. One that refuses without a record that explains it has given no answer. */
async function said(holding: Holding, ours: VerifiedRecord, result: PutResult): Promise<Said> {
  if (result.outcome === 'stored' || result.outcome === 'already-held') return { kind: 'held' }
  const theirs = await openSent(holding, result.current, ours.routingKey, [ours])
  const selection = select(ours, theirs)
  if (selection.conflict) {
    holding.events.emit('suspicion', { routingKey: ours.routingKey, note: 'conflict' })
    return { kind: 'conflicting', record: theirs }
  }
  if (selection.note !== null) holding.events.emit('suspicion', { routingKey: ours.routingKey, note: selection.note })
  if (selection.winner !== 'b') {
    throw new OpenPeerError('MALFORMED_MESSAGE', 'A holder refused the record for one that is not newer')
  }
  await keep(holding, theirs)
  return { kind: 'better', record: theirs }
}

function winsOver(a: VerifiedRecord, b: VerifiedRecord): boolean {
  const selection = select(a, b)
  return !selection.conflict && selection.winner === 'a'
}
