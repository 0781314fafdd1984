import { setTimeout as delay } from 'node:timers/promises'
import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import type { VerifiedRecord } from '../records/verified-record.ts'
import type { PutResult } from '../wire/messages.js'
import { compare } from './candidates.ts'
import { consult } from './consult.ts'
import { closerNodes, type Holding, isRefusal, keep, openSent, putTo } from './holders.ts'
import { type NamedNode, positionOfKey } from './operator-table.ts'
import { originOf } from './origin-of.ts'
import type { PutOrigin } from './put-origin.ts'
import type { PutOutcome, StoreOutcome } from './record-store.ts'

/** How long a publish may take unless the caller says otherwise, in ms. */
export const PUBLISH_TIMEOUT_MS = 10_000

/** When a holder that has not admitted this node is tried again, in ms. */
const ADMISSION_WAITS_MS = [100, 400]

export interface PublishOutcome {
  outcome: StoreOutcome
  /** the best record that is known now: the published one, or the one that stands against it */
  record: VerifiedRecord
  /** how many holders had it when this answer was given; the rest goes on in the background */
  holders: number
  /** how many had to */
  needed: number
  /** when the first of those that refuse it for now may be asked again; null when none does */
  retryAfterMs: number | null
}

export interface WaitOptions {
  signal?: AbortSignal
  timeoutMs?: number
}

export interface PublishOptions extends WaitOptions {
  /** who brings the record to this node's own store; this node itself unless given */
  origin?: PutOrigin
}

/**
 * What one holder said, checked: `better` stands against ours by `select`; `conflicting` cannot be compared with it, for it
 * has a conflicting key log or is by another key of the domain.
 */
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
  options: PublishOptions = {},
): Promise<PublishOutcome> {
  const { directory, events, k } = holding
  const own = await holding.store.put(bytes, routingKey, options.origin ?? { kind: 'self' })
  if (own.note !== null) events.emit('suspicion', { routingKey, note: own.note })
  if (own.outcome === 'not-newest' || own.outcome === 'conflict') {
    return { outcome: own.outcome, record: own.record, holders: 0, needed: 0, retryAfterMs: null }
  }
  const refusals: OpenPeerError[] = []
  const { answers, quorum, isComplete } = await consult<Said>({
    directory,
    routingKey,
    target: positionOfKey(holding.network, routingKey),
    k,
    eager: 'all',
    isSelfLast: false,
    ask: async (entry, signal) => {
      if (entry.key === directory.self.key) return { value: { kind: 'held' }, closer: [] }
      try {
        const result = await putOnceAdmitted(holding, entry, own.record, signal)
        return { value: await said(holding, own.record, result, entry), closer: closerNodes(holding, result.closer) }
      } catch (error) {
        if (isOpenPeerError(error)) refusals.push(error)
        throw error
      }
    },
    judge: (answers, { write }) => {
      if (answers.some(({ value }) => value.kind === 'better')) return 'done'
      return answers.filter(({ value }) => value.kind === 'held').length >= write ? 'done' : 'more'
    },
    late: ({ value }) => {
      if (value.kind === 'better') events.emit('superseded', { record: value.record, previous: own.record })
    },
    walk: (signal) => holding.walk(routingKey, signal),
    timeoutMs: options.timeoutMs ?? PUBLISH_TIMEOUT_MS,
    signal: options.signal,
    lifetime: holding.lifetime,
  })
  const holders = answers.filter(({ value }) => value.kind === 'held').length
  return conclude(
    own,
    answers.map(({ value }) => value),
    { holders, needed: quorum.write, isComplete, refusals },
  )
}

interface Ending {
  holders: number
  needed: number
  isComplete: boolean
  refusals: readonly OpenPeerError[]
}

function conclude(own: PutOutcome, answers: Said[], { holders, needed, isComplete, refusals }: Ending): PublishOutcome {
  let better: VerifiedRecord | null = null
  let conflicting: VerifiedRecord | null = null
  for (const one of answers) {
    if (one.kind === 'conflicting') conflicting = one.record
    if (one.kind === 'better' && (better === null || winsOver(one.record, better))) better = one.record
  }
  const said = { holders, needed, retryAfterMs: soonest(refusals) }
  if (better !== null) return { outcome: 'not-newest', record: better, ...said }
  if (isComplete) return { outcome: own.outcome, record: own.record, ...said }
  if (conflicting !== null) return { outcome: 'conflict', record: conflicting, ...said }
  const have = `Only ${holders} of the ${needed} operator nodes needed have the record; it is kept here and put again later.`
  const { retryAfterMs } = said
  throw new OpenPeerError('NO_QUORUM', `${have}${mostOf(refusals)}`, retryAfterMs === null ? {} : { retryAfterMs })
}

function soonest(refusals: readonly OpenPeerError[]): number | null {
  const waits = refusals.flatMap(({ retryAfterMs }) => retryAfterMs ?? [])
  return waits.length === 0 ? null : Math.min(...waits)
}

/** What most of those that refused said. A connection that broke says nothing. */
function mostOf(refusals: readonly OpenPeerError[]): string {
  const told = refusals.filter((error) => isRefusal(error) || error.code === 'SEQ_IN_FUTURE')
  const count = (code: string) => told.filter((error) => error.code === code).length
  const [most] = [...told].sort((a, b) => count(b.code) - count(a.code))
  return most === undefined ? '' : ` ${count(most.code)} refused it (${most.code}): ${most.message}`
}

/** Whoever was just met may not have admitted this node yet, and takes new keys from admitted nodes only. */
async function putOnceAdmitted(
  holding: Holding,
  entry: NamedNode,
  record: VerifiedRecord,
  signal: AbortSignal,
): Promise<PutResult> {
  for (const waitMs of ADMISSION_WAITS_MS) {
    try {
      return await putTo(holding, entry, record, signal)
    } catch (error) {
      if (!isOpenPeerError(error, 'NOT_ADMITTED')) throw error
    }
    await delay(waitMs, undefined, { signal, ref: false }).catch(() => {})
  }
  return await putTo(holding, entry, record, signal)
}

/** Reads a holder's answer. One that refuses without a record that explains it has given no answer. */
async function said(holding: Holding, ours: VerifiedRecord, result: PutResult, from: NamedNode): Promise<Said> {
  if (result.outcome === 'stored' || result.outcome === 'already-held') return { kind: 'held' }
  const theirs = await openSent(holding, result.current, ours.routingKey, [ours])
  const { winner, note } = compare(ours, theirs)
  if (note !== null) holding.events.emit('suspicion', { routingKey: ours.routingKey, note })
  if (winner === 'neither') return { kind: 'conflicting', record: theirs }
  if (winner !== 'b') {
    throw new OpenPeerError('MALFORMED_MESSAGE', 'A holder refused the record for one that is not newer')
  }
  await keep(holding, theirs, originOf(holding.directory, from.peerId))
  return { kind: 'better', record: theirs }
}

function winsOver(a: VerifiedRecord, b: VerifiedRecord): boolean {
  return compare(a, b).winner === 'a'
}
