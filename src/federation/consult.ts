import { OpenPeerError } from '../errors.ts'
import type { Answer, Consultation, Consulted } from './consultation.ts'
import type { NamedNode, OperatorEntry } from './operator-table.ts'
import { isNearer, quorum } from './placement.ts'

/** A holder that says nothing for this long no longer keeps a lookup waiting: another one is asked beside it. */
export const HEDGE_MS = 250
/** Nodes that others named as nearer and that are asked in one consultation. */
const MAX_STRANGERS = 16
/** From the first of them on, how long an answer waits for such nodes: absence for one more, and for whom those name. */
const STRANGERS_MS = HEDGE_MS
const ABSENCE_MS = 2 * HEDGE_MS

/**
 * Asks the holders of a key until `judge` is satisfied (docs/spec/placement.md, "Asking the holders"). Failed holders are
 * replaced at once; when one is silent for 250 ms, all the others are asked beside it. Nodes that answerers name as nearer
 * are asked too, and count once they are members; when that is not enough, kad-dht walks. What is on its way at the end
 * goes on and comes to `late`. Throws ABORTED, STOPPED.
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
  let strangersSince: number | null = null
  let hasWaited = false
  let stopListening = () => {}
  let walked: 'not yet' | 'walking' | 'walked' = 'not yet'
  let isOver = false

  /** `isAwaited`: nothing ends before it has answered, or was silent for a while. */
  function launch(entry: NamedNode, isStranger: boolean, isAwaited = true): void {
    asked.add(entry.key)
    underway.all++
    underway.prompt++
    if (isStranger) {
      underway.strangers++
      underway.promptStrangers++
    }
    let isPrompt = true
    let isForAnother = false
    const passOver = () => {
      if (!isPrompt) return
      isPrompt = false
      underway.prompt--
      if (isStranger) underway.promptStrangers--
    }
    if (!isAwaited) passOver()
    const hedge = setTimeout(() => {
      passOver()
      const member = directory.find(entry.peerId)
      if (member !== null) {
        hasWaited = true
        if (!isForAnother) directory.late(member)
      }
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
    const waits = (is: boolean) => {
      isForAnother = is
    }
    consultation.ask(entry, cancelling.signal, waits).then(
      ({ value, closer }) => {
        settled()
        const member = directory.find(entry.peerId)
        if (member !== null) directory.answered(member, performance.now() - startedAt)
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
  async function lose(entry: NamedNode, error: unknown): Promise<void> {
    probes++
    step()
    const member = directory.find(entry.peerId)
    if (member !== null) await directory.failed(member, error)
    probes--
    step()
  }

  /**
   * Of the nodes that somebody named: those that are near enough to be holders, had we known them, or did we not take them
   * for another one's neighbour or deputy; true for any.
   */
  function meet(entries: readonly NamedNode[]): boolean {
    const { holders } = directory.view(routingKey)
    const last = holders.length < k ? undefined : holders.at(-1)
    const isWanted = (entry: NamedNode) =>
      !asked.has(entry.key) &&
      entry.key !== directory.self.key &&
      !holders.some(({ key }) => key === entry.key) &&
      (last === undefined || isNearer(entry.position, last.position, target))
    const strangers = isOver ? [] : entries.filter(isWanted).slice(0, MAX_STRANGERS - strangersAsked)
    if (strangers.length === 0) return false
    strangersAsked += strangers.length
    if (strangersSince === null) expectStrangers()
    // Asked at once, since what they show proves itself; they count as holders once the directory has admitted them.
    directory.hear(strangers)
    for (const entry of strangers) launch(entry, true)
    return true
  }

  /** Whoever names ever more nodes cannot draw it out. One of them may become a member, and so a holder, meanwhile. */
  function expectStrangers(): void {
    stopListening()
    strangersSince = performance.now()
    const timers = [STRANGERS_MS, ABSENCE_MS].map((ms) => setTimeout(step, ms))
    const stop = directory.onChange(step)
    stopListening = () => {
      stop()
      for (const timer of timers) clearTimeout(timer)
    }
  }

  function waitsFor(strangers: number, ms: number): boolean {
    return strangers > 0 && strangersSince !== null && performance.now() - strangersSince < ms - 1
  }

  function step(): void {
    if (isOver) return
    const { counted, others, needed, holders } = tally()
    const verdict = judge(counted, needed, others)
    // Who has something to say waits shortly for strangers; who would say that there is nothing, a little longer.
    const isSettled =
      (verdict === 'done' && !waitsFor(underway.promptStrangers, STRANGERS_MS)) ||
      (verdict === 'walk' && walked === 'walked' && underway.prompt === 0 && !waitsFor(underway.strangers, ABSENCE_MS))
    if (isSettled) {
      finish(true)
      return
    }
    const left = verdict === 'done' ? [] : directory.byPreference(unasked(holders))
    const wantsAll = eager === 'all' || verdict !== 'more' || hasWaited
    const want = wantsAll ? left.length : needed.read - counted.length - underway.prompt
    // Of more answers than are needed, those of nodes that were late a moment ago are not worth a wait.
    for (const entry of left.slice(0, Math.max(0, want))) launch(entry, false, !wantsAll || directory.isTrusted(entry))
    const isStuck = verdict === 'more' && underway.prompt === 0
    if (verdict === 'all' && underway.prompt === 0) finish(true)
    else if (walked === 'not yet' && (verdict === 'walk' || isStuck)) void look()
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
    // Those that it found are waited for anew: it took a while itself.
    if (!isOver && meet(found)) expectStrangers()
    step()
  }

  function tally() {
    const { holders } = directory.view(routingKey)
    const counted = holders.flatMap(({ key }) => answers.get(key) ?? [])
    const others = [...answers.values()].filter((answer) => !counted.includes(answer))
    return { holders, counted, others, needed: quorum(holders.length, k) }
  }

  function end(): void {
    isOver = true
    stopListening()
    clearTimeout(deadline)
    signal?.removeEventListener('abort', onAbort)
    if (underway.all === 0) lifetime.removeEventListener('abort', onStop)
  }

  function finish(isComplete: boolean): void {
    end()
    const { counted, others, needed } = tally()
    resolve({ answers: counted, others, quorum: needed, isComplete })
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
