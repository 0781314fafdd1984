import { toString as textOf } from 'uint8arrays/to-string'
import { OpenPeerError } from '../errors.ts'
import { select } from '../records/select.ts'
import type { VerifiedRecord } from '../records/verified-record.ts'
import { consult } from './consult.ts'
import { type Holding, isExpired, keep, walkTo } from './holders.ts'
import type { LookupPolicy } from './lookup-policy.ts'
import { createLru } from './lru.ts'
import { type OperatorEntry, positionOfKey } from './operator-table.ts'
import { createReading } from './reading.ts'
import type { Repair } from './repair.ts'
import type { WaitOptions } from './replicate.ts'

/** How long a lookup may take unless the caller says otherwise, in ms. */
export const LOOKUP_TIMEOUT_MS = 5_000
/** Answers remembered, and for how long `cache-first` takes one. */
const MAX_REMEMBERED = 4_096
export const REMEMBERED_MS = 10 * 60_000

export interface LookupOutcome {
  /** null when nobody has a valid one, and when there are two with conflicting key logs: a reader verifies neither */
  record: VerifiedRecord | null
  /** the best record seen where that is over; it still shows an identity's key log */
  expired: VerifiedRecord | null
  /** holders that answered, and how many had to: with fewer, absence is not certain */
  answers: number
  needed: number
  conflict: boolean
  source: 'own' | 'holders'
}

export interface LookupOptions extends WaitOptions {
  policy: LookupPolicy
}

export type Lookup = (routingKey: Uint8Array, options: LookupOptions) => Promise<LookupOutcome>

/** Makes the lookup of one federation (docs/spec/placement.md, "Lookup"). Throws ABORTED, STOPPED, INVALID_ARGUMENT. */
export function createLookup(holding: Holding, repair: Repair): Lookup {
  const { store, directory, events, now, k } = holding
  const remembered = createLru<{ record: VerifiedRecord; at: number }>(MAX_REMEMBERED)

  return async (routingKey, options) => {
    if (routingKey.byteLength !== 32) throw new OpenPeerError('INVALID_ARGUMENT', 'A routing key has 32 bytes')
    const key = textOf(routingKey, 'hex')
    const held = await store.get(routingKey)
    const seen = remembered.get(key)
    const own = better(held, seen?.record ?? null).best
    const isFresh = own !== null && (own === held || (seen !== undefined && seen.at + REMEMBERED_MS > now()))
    const isEnough = options.policy === 'cache-only' || (options.policy === 'cache-first' && isFresh)
    if (isEnough && (options.policy === 'cache-only' || (own !== null && !isExpired(own, now())))) {
      return outcome(own, { answers: 0, needed: 0, conflict: false, source: 'own' })
    }
    return await askHolders(routingKey, key, held, own, options)
  }

  async function askHolders(
    routingKey: Uint8Array,
    key: string,
    held: VerifiedRecord | null,
    own: VerifiedRecord | null,
    options: LookupOptions,
  ): Promise<LookupOutcome> {
    const reading = createReading(holding, routingKey, own)
    let best = own
    let conflict = false

    function take(record: VerifiedRecord | null): void {
      const comparison = better(best, record)
      best = comparison.best
      conflict ||= comparison.note === 'conflict'
      if (comparison.note !== null) events.emit('suspicion', { routingKey, note: comparison.note })
    }

    function late(entry: OperatorEntry, record: VerifiedRecord | null): void {
      const previous = best
      take(record)
      if (best === null || conflict) return
      if (best === record && best !== previous) {
        remembered.set(key, { record: best, at: now() })
        events.emit('superseded', { record: best, previous })
      } else repair(entry, record, best)
    }

    const { answers, quorum } = await consult<VerifiedRecord | null>({
      directory,
      routingKey,
      target: positionOfKey(holding.network, routingKey),
      k,
      eager: 'read',
      ask: async (entry, signal) => {
        if (entry.key === directory.self.key) return { value: held, closer: [] }
        return await reading.ask(entry, signal)
      },
      // That this node has nothing says little: it may be a holder since a moment ago.
      isSelfLast: held === null,
      judge: (answers, { read }) => {
        if (answers.length < read) return 'more'
        return own !== null || answers.some(({ value }) => value !== null) ? 'done' : 'walk'
      },
      late: ({ entry, value }) => late(entry, value),
      walk: (signal) => walkTo(holding, routingKey, signal),
      timeoutMs: options.timeoutMs ?? LOOKUP_TIMEOUT_MS,
      signal: options.signal,
      lifetime: holding.lifetime,
    })
    for (const { value } of answers) take(value)
    const said = { answers: answers.length, needed: quorum.read, conflict, source: 'holders' as const }
    if (conflict || best === null) return outcome(null, said)
    remembered.set(key, { record: best, at: now() })
    for (const { entry, value } of answers) repair(entry, value, best)
    const isHolder = directory.view(routingKey).holders.includes(directory.self)
    if (best !== held && (held !== null || isHolder)) void keep(holding, best)
    return outcome(best, said)
  }

  function outcome(
    record: VerifiedRecord | null,
    said: Pick<LookupOutcome, 'answers' | 'needed' | 'conflict' | 'source'>,
  ): LookupOutcome {
    const isOver = record !== null && isExpired(record, now())
    return { record: isOver ? null : record, expired: isOver ? record : null, ...said }
  }
}

/** The better of two records of a key; two with conflicting key logs say so, and the first stays. */
function better(
  a: VerifiedRecord | null,
  b: VerifiedRecord | null,
): { best: VerifiedRecord | null; note: 'equivocation' | 'forked' | 'conflict' | null } {
  if (a === null || b === null || a === b) return { best: a ?? b, note: null }
  const selection = select(a, b)
  if (selection.conflict) return { best: a, note: 'conflict' }
  return { best: selection.winner === 'b' ? b : a, note: selection.note }
}
