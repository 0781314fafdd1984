import type { OperatorDirectory } from './operator-directory.ts'
import type { NamedNode } from './operator-table.ts'
import type { Quorum } from './placement.ts'

export interface Answer<T> {
  entry: NamedNode
  value: T
}

/**
 * `more`: ask on; `all`: enough answers, but more may be known: hear every holder that answers in time; `walk`: enough
 * answers, but before they are believed hear the other holders and look further once; `done`.
 */
export type Verdict = 'more' | 'all' | 'walk' | 'done'

export type Waits = (isForAnother: boolean) => void

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
  /**
   * Asks one holder; for this node itself it answers without the network. While `waits(true)`, it has answered and another
   * one is waited for: it is not the slow one then.
   */
  ask(entry: NamedNode, signal: AbortSignal, waits: Waits): Promise<{ value: T; closer: NamedNode[] }>
  /** `others` answered, and are no holders as far as is known: what they show may be good, their silence says nothing */
  judge(answers: readonly Answer<T>[], quorum: Quorum, others: readonly Answer<T>[]): Verdict
  /** an answer that came after the end */
  late(answer: Answer<T>): void
  /** kad-dht's own walk: the fallback */
  walk(signal: AbortSignal): Promise<NamedNode[]>
  timeoutMs: number
  signal: AbortSignal | undefined
  lifetime: AbortSignal
}

export interface Consulted<T> {
  /** answers of nodes that are among the k nearest that are known at the end */
  answers: Answer<T>[]
  /** those of other nodes that were named */
  others: Answer<T>[]
  quorum: Quorum
  /** whether `judge` was satisfied; else nobody was left to ask, or the time was over */
  isComplete: boolean
}

/** Two hearings of one key as one; of a holder that answered in both, what it said in `later` counts. */
export function joined<T>(later: Consulted<T>, earlier: Consulted<T>): Consulted<T> {
  const both = (name: 'answers' | 'others') => {
    const heard = new Set([...later.answers, ...later.others].map(({ entry }) => entry.key))
    return [...later[name], ...earlier[name].filter(({ entry }) => !heard.has(entry.key))]
  }
  return { ...later, answers: both('answers'), others: both('others') }
}
