import { OpenPeerError } from '../errors.ts'
import type { OperatorDirectory } from './operator-directory.ts'
import type { OperatorEntry } from './operator-table.ts'
import { isNearer, type Quorum, quorum } from './placement.ts'

/** A holder that says nothing for this long no longer keeps a lookup waiting: another one is asked beside it. */
export const HEDGE_MS = 250
/** Nodes that others named as nearer and that are asked in one consultation. */
const MAX_STRANGERS = 16

export interface Answer<T> {
  entry: OperatorEntry
  value: T
}

/** `more`: ask on; `walk`: enough answers, but look further once before believing them; `done`. */
export type Verdict = 'more' | 'walk' | 'done'

export interface Consultation<T> {
  directory: OperatorDirectory
  routingKey: Uint8Array
  /** where the key lies on the ring */
  target: Uint8Array
  k: number
  /** ask all holders at once (a write), or as many as a read needs and others when those fail or dawdle */
  eager: 'all' | 'read'
  /** this node's own answer counts only when there is no other holder */
  isSelfLast: boolean
  /** asks one holder; for this node itself it answers without the network */
  ask(entry: OperatorEntry, signal: AbortSignal): Promise<{ value: T; closer: OperatorEntry[] }>
  judge(answers: readonly Answer<T>[], quorum: Quorum): Verdict
  /** an answer that came after the end */
  late(answer: Answer<T>): void
  /** kad-dht's own walk: the fallback */
  walk(signal: AbortSignal): Promise<OperatorEntry[]>
  timeoutMs: number
  signal: AbortSignal | undefined
  lifetime: AbortSignal
}

export interface Consulted<T> {
  /** answers of nodes that are among the k nearest that are known at the end */
  answers: Answer<T>[]
  quorum: Quorum
  /** whether `judge` was satisfied; else nobody was left to ask, or the time was over */
  isComplete: boolean
}

/**
 * Asks the holders of a key until `judge` is satisfied (docs/spec/placement.md, "Asking the holders"). Silent holders
 * are passed over after 250 ms, failed ones at once; nodes that answerers name as nearer are asked too; when that is
 * not enough, kad-dht walks. What is on its way at the end goes on and comes to `late`. Throws ABORTED, STOPPED.
 */
export function consult<T>(consultation: Consultation<T>): Promise<Consulted<T>> {
  const { directory, routingKey, target, k, eager, judge, signal, lifetime } = consultation
  const { promise, resolve, reject } = Promise.withResolvers<Consulted<T>>()
  const asked = new Set<string>()
  const answers = new Map<string, Answer<T>>()
  const cancelling = new AbortController()
  /** requests on their way; `prompt` ones are not passed over yet; strangers were no members when they were asked */
  const underway = { all: 0, prompt: 0, strangers: 0, promptStrangers: 0 }
  let probes = 0
  let strangersAsked = 0
  let walked: 'not yet' | 'walking' | 'walked' = 'not yet'
  let isOver = false

  function launch(entry: OperatorEntry, isStranger: boolean): void {
    asked.add(entry.key)
    underway.all++
    underway.prompt++
    if (isStranger) {
      underway.strangers++
      underway.promptStrangers++
    }
    let isPrompt = true
    const passOver = () => {
      if (!isPrompt) return
      isPrompt = false
      underway.prompt--
      if (isStranger) underway.promptStrangers--
    }
    const hedge = setTimeout(() => {
      passOver()
      directory.late(entry)
      step()
    }, HEDGE_MS)
    const startedAt = performance.now()
    const settled = () => {
      clearTimeout(hedge)
      passOver()
      underway.all--
      if (isStranger) underway.strangers--
      if (isOver && underway.all === 0) lifetime.removeEventListener('abort', onStop)
    }
    consultation.ask(entry, cancelling.signal).then(
      ({ value, closer }) => {
        settled()
        if (isStranger) directory.add(entry)
        directory.answered(entry, performance.now() - startedAt)
        if (isOver) return consultation.late({ entry, value })
        answers.set(entry.key, { entry, value })
        meet(closer)
        step()
      },
      (error) => {
        settled()
        if (!cancelling.signal.aborted) void lose(entry, error)
      },
    )
  }

  /** A failed holder is probed; a dead one leaves the table, and then the holders are others, or fewer. */
  async function lose(entry: OperatorEntry, error: unknown): Promise<void> {
    probes++
    step()
    await directory.failed(entry, error)
    probes--
    step()
  }

  /** Of the nodes that somebody named: those that would be holders in our eyes too, had we known them. */
  function meet(entries: readonly OperatorEntry[]): void {
    const { holders } = directory.view(routingKey)
    const last = holders.length < k ? undefined : holders.at(-1)
    for (const entry of entries) {
      if (asked.has(entry.key) || directory.find(entry.peerId) !== null || strangersAsked >= MAX_STRANGERS) continue
      if (last !== undefined && !isNearer(entry.position, last.position, target)) continue
      strangersAsked++
      launch(entry, true)
    }
  }

  function step(): void {
    if (isOver) return
    const { counted, needed, holders } = tally()
    const verdict = judge(counted, needed)
    // Who has something to say waits shortly for strangers; who would say that there is nothing, until they answered.
    const isSettled =
      (verdict === 'done' && underway.promptStrangers === 0) ||
      (verdict === 'walk' && walked === 'walked' && underway.strangers === 0)
    if (isSettled) {
      finish(true)
      return
    }
    if (verdict === 'more') {
      const want = eager === 'all' ? k : needed.read - counted.length - underway.prompt
      if (want > 0) for (const entry of directory.byPreference(unasked(holders)).slice(0, want)) launch(entry, false)
    }
    const isStuck = verdict === 'more' && underway.prompt === 0
    if (walked === 'not yet' && (verdict === 'walk' || isStuck)) void look()
    else if (isStuck && walked === 'walked' && underway.all === 0 && probes === 0) finish(false)
  }

  function unasked(holders: OperatorEntry[]): OperatorEntry[] {
    const isLeftOut = (key: string) => consultation.isSelfLast && holders.length > 1 && key === directory.self.key
    return holders.filter(({ key }) => !asked.has(key) && !isLeftOut(key))
  }

  async function look(): Promise<void> {
    walked = 'walking'
    const found = await consultation.walk(cancelling.signal)
    walked = 'walked'
    if (!isOver) meet(found)
    step()
  }

  function tally() {
    const { holders } = directory.view(routingKey)
    const counted = holders.flatMap(({ key }) => answers.get(key) ?? [])
    return { holders, counted, needed: quorum(holders.length, k) }
  }

  function end(): void {
    isOver = true
    clearTimeout(deadline)
    signal?.removeEventListener('abort', onAbort)
    if (underway.all === 0) lifetime.removeEventListener('abort', onStop)
  }

  function finish(isComplete: boolean): void {
    end()
    const { counted, needed } = tally()
    resolve({ answers: counted, quorum: needed, isComplete })
  }

  function fail(error: OpenPeerError): void {
    end()
    cancelling.abort(error)
    reject(error)
  }

  const onAbort = () => fail(new OpenPeerError('ABORTED', 'The lookup or publish was aborted by its caller'))
  const onStop = () => fail(new OpenPeerError('STOPPED', 'This node is stopping; ask another one'))
  const deadline = setTimeout(() => finish(false), consultation.timeoutMs)
  signal?.addEventListener('abort', onAbort)
  lifetime.addEventListener('abort', onStop)
  if (lifetime.aborted) onStop()
  else if (signal?.aborted) onAbort()
  else step()
  return promise
}
