import { toString as textOf } from 'uint8arrays/to-string'
import { OpenPeerError } from '../errors.ts'
import type { VerifiedRecord } from '../records/verified-record.ts'
import { createAbsences } from './absences.ts'
import { campKey, compare, createCandidates } from './candidates.ts'
import { chooseCamp, createDomainEyes, hasBound, isOpen, refusals } from './choose-camp.ts'
import { consult } from './consult.ts'
import { type Answer, type Consultation, joined } from './consultation.ts'
import { type Holding, isExpired, keep } from './holders.ts'
import type { LookupPolicy } from './lookup-policy.ts'
import { createLru } from './lru.ts'
import { type NamedNode, positionOfKey } from './operator-table.ts'
import { createReading } from './reading.ts'
import type { Refusal } from './refusal.ts'
import type { Repair } from './repair.ts'
import type { WaitOptions } from './replicate.ts'

/** How long a lookup may take unless the caller says otherwise, in ms. */
export const LOOKUP_TIMEOUT_MS = 5_000
/** Answers remembered, and for how long `cache-first` takes one. */
const MAX_REMEMBERED = 4_096
export const REMEMBERED_MS = 10 * 60_000

export interface LookupOutcome {
  /** null when nobody has a valid one, and when what there is contradicts itself: see `conflict` */
  record: VerifiedRecord | null
  /** the best record seen where that is over; it still shows an identity's key log */
  expired: VerifiedRecord | null
  /** holders that answered, and how many had to: with fewer, absence is not certain */
  answers: number
  needed: number
  /** two key logs of one identity, or two keys of one domain, and nothing that tells which is right: trust neither */
  conflict: boolean
  source: 'own' | 'holders'
  /** holders that showed the record, or an older version of it, by peer id */
  shownBy: string[]
  /** holders that showed another key of the domain than the one that was believed */
  refused: Refusal[]
}

export interface LookupOptions extends WaitOptions {
  policy: LookupPolicy
}

export type Lookup = (routingKey: Uint8Array, options: LookupOptions) => Promise<LookupOutcome>

export interface Lookups {
  lookup: Lookup
  /** What was not found a moment ago is looked for anew: something was published. */
  forgetAbsence(routingKey: Uint8Array): void
}

type Held = VerifiedRecord | null

/** Makes the lookup of one federation (docs/spec/placement.md, "Lookup"). Throws ABORTED, STOPPED, INVALID_ARGUMENT. */
export function createLookups(holding: Holding, repair: Repair): Lookups {
  const { store, directory, events, now, k, bindings } = holding
  const remembered = createLru<{ record: VerifiedRecord; at: number }>(MAX_REMEMBERED)
  const absences = createAbsences<LookupOutcome>(now)

  async function lookup(routingKey: Uint8Array, options: LookupOptions): Promise<LookupOutcome> {
    if (routingKey.byteLength !== 32) throw new OpenPeerError('INVALID_ARGUMENT', 'A routing key has 32 bytes')
    const key = textOf(routingKey, 'hex')
    const { policy } = options
    const held = await store.get(routingKey)
    const seen = remembered.get(key)
    const own = bestOwn(held, seen?.record ?? null)
    const isFresh = own !== null && (own === held || (seen !== undefined && seen.at + REMEMBERED_MS > now()))
    if (policy === 'cache-only' || (policy === 'cache-first' && isFresh && !isExpired(own, now()))) {
      return outcome(own, { answers: 0, needed: 0, conflict: false, source: 'own', shownBy: [], refused: [] })
    }
    const absence = policy === 'quorum' || own !== null ? null : absences.find(key)
    return absence ?? (await askHolders(routingKey, { key, held, own }, options))
  }

  /** Of what is held and what was found before. Of two keys of a domain a bound one, else the held one: that was checked. */
  function bestOwn(held: Held, seen: Held): Held {
    const candidates = createCandidates()
    candidates.take(held, null)
    candidates.take(seen, null)
    const camps = candidates.camps()
    const bound = createDomainEyes(bindings, holding.lifetime).bound(camps)
    return chooseCamp(camps, bound, { enough: 1, heldKey: held === null ? null : campKey(held) })?.best ?? null
  }

  async function askHolders(
    routingKey: Uint8Array,
    { key, held, own }: { key: string; held: Held; own: Held },
    options: LookupOptions,
  ): Promise<LookupOutcome> {
    const reading = createReading(holding, routingKey, own)
    const eyes = createDomainEyes(bindings, options.signal ?? holding.lifetime)
    const heldKey = own === null ? null : campKey(own)
    let best: Held = null

    function sort({ answers, others }: Record<'answers' | 'others', readonly Answer<Held>[]>) {
      const candidates = createCandidates()
      candidates.take(own, null)
      for (const { entry, value } of answers) candidates.take(value, entry.key)
      for (const { value } of others) candidates.take(value, null)
      const camps = candidates.camps()
      return { camps, bound: eyes.bound(camps), notes: candidates.notes }
    }

    const hear = (eager: 'read' | 'all', judge: Consultation<Held>['judge']) =>
      consult<Held>({
        ...{ directory, routingKey, k, eager, judge },
        target: positionOfKey(holding.network, routingKey),
        ask: async (entry, signal, waits) => {
          if (entry.key === directory.self.key) return { value: held, closer: [] }
          const answer = await reading.ask(entry, signal, waits)
          if (answer.value?.kind === 'domain') eyes.noticed(answer.value)
          return answer
        },
        // That this node has nothing says little: it may be a holder since a moment ago.
        isSelfLast: held === null,
        late: ({ entry, value }) => late(entry, value),
        walk: (signal) => holding.walk(routingKey, signal),
        timeoutMs: options.timeoutMs ?? LOOKUP_TIMEOUT_MS,
        signal: options.signal,
        lifetime: holding.lifetime,
      })

    function late(entry: NamedNode, record: Held): void {
      if (best === null) return
      const { winner, note } = record === null ? { winner: 'a', note: null } : compare(best, record)
      if (note !== null) events.emit('suspicion', { routingKey, note })
      if (winner === 'b' && record !== null) {
        remembered.set(key, { record, at: now() })
        events.emit('superseded', { record, previous: best })
        best = record
      } else if (note !== 'conflict') repair(entry, record, best)
    }

    // r answers are outdone by as many liars, if these are quicker; by all holders' answers only if all of them lie.
    const isThorough = options.policy === 'quorum'
    let heard = await hear(isThorough ? 'all' : 'read', (answers, quorum, others) => {
      if (answers.length < quorum.read) return 'more'
      if (own === null && [...answers, ...others].every(({ value }) => value === null)) return 'walk'
      if (isThorough && answers.length < quorum.holders) return 'all'
      const { camps, bound } = sort({ answers, others })
      return isOpen(camps, bound, { enough: quorum.write, heldKey }) ? 'all' : 'done'
    })
    await eyes.looked()
    const lacksBound = ({ camps, bound }: ReturnType<typeof sort>) =>
      camps.length > 0 && bound.length > 0 && !hasBound(camps, bound)
    // The domain was seen to show a key that none of these showed: perhaps one of the others does, else it was changed.
    if (lacksBound(sort(heard))) {
      const again = await hear('all', (answers, _, others) => {
        const { camps, bound } = sort({ answers, others })
        return hasBound(camps, bound) ? 'done' : 'all'
      })
      heard = joined(again, heard)
      const { camps } = sort(heard)
      if (lacksBound(sort(heard)) && camps[0]?.best.kind === 'domain') await eyes.lookAgain(camps[0].best)
    }
    const { camps, bound, notes } = sort(heard)
    for (const note of notes) events.emit('suspicion', { routingKey, note })
    const camp = notes.has('conflict') ? null : chooseCamp(camps, bound, { enough: heard.quorum.write, heldKey })
    const said = {
      answers: heard.answers.length,
      needed: heard.quorum.read,
      conflict: camp === null && camps.length > 0,
      source: 'holders' as const,
      shownBy: camp === null ? [] : [...camp.holders],
      refused: refusals(camps, camp, bound).filter(({ peerId }) => peerId !== directory.self.key),
    }
    if (camp === null) {
      const nothing = outcome(null, said)
      if (!said.conflict && said.answers >= said.needed) absences.remember(key, nothing)
      return nothing
    }
    best = camp.best
    remembered.set(key, { record: best, at: now() })
    for (const { entry, value } of heard.answers) repair(entry, value, best)
    const isHolder = directory.view(routingKey).holders.includes(directory.self)
    if (best !== held && (held !== null || isHolder)) {
      void keep(holding, best, reading.originOf(best))
    }
    return outcome(best, said)
  }

  function outcome(record: VerifiedRecord | null, said: Omit<LookupOutcome, 'record' | 'expired'>): LookupOutcome {
    const isOver = record !== null && isExpired(record, now())
    return { record: isOver ? null : record, expired: isOver ? record : null, ...said }
  }

  return { lookup, forgetAbsence: (routingKey) => absences.forget(textOf(routingKey, 'hex')) }
}
