import type { Random } from './random.ts'
import { seededRandom } from './random.ts'
import { Broken, type Outcome, type Target } from './target.ts'

/** A promise that was broken, with all that is needed to break it again. */
export interface Failure {
  target: string
  /** The number of the (first) input: with the seed it gives the same input again. */
  index: number
  /** The input that did it; all of a batch where any of them may have. */
  inputs: readonly Uint8Array[]
  what: string
}

/** What one target was given and what became of it. */
export interface Tally {
  target: string
  inputs: number
  /** How many inputs ended in each outcome. */
  outcomes: Record<string, number>
  /** Time in the target, all inputs together. */
  ms: number
  failures: number
}

export interface RunOptions {
  seed: string
  targets: readonly Target[]
  /** All inputs together, dealt out by the targets' weights. */
  inputs: number
  /** No batch begins after this long. */
  maxMs: number
  onFailure: (failure: Failure) => void
  /** Called after each round with the inputs so far. */
  onRound?: (done: number) => void | Promise<void>
  now?: () => number
}

/** Inputs of one target in a row, before the next one has its turn. */
const ROUND = 64
/** One input or batch that takes longer is a failure: a pattern that backtracks, a loop without an end. */
const SLOW_MS = 10_000
/** Of one target; after that it is broken and the others are to have their turn. */
const MAX_FAILURES = 20

/** Gives every target its share of inputs, in turns, so that a run that is cut short has tried everything. */
export async function runTargets(options: RunOptions): Promise<Tally[]> {
  const { seed, targets, inputs, maxMs, onFailure, onRound, now = () => performance.now() } = options
  const endsAt = now() + maxMs
  const total = targets.reduce((sum, { weight }) => sum + weight, 0)
  const runs = targets.map((target) => ({
    target,
    share: Math.max(1, Math.round((inputs * target.weight) / total)),
    tally: { target: target.name, inputs: 0, outcomes: {}, ms: 0, failures: 0 } as Tally,
  }))
  for (let isOver = false; !isOver; ) {
    isOver = true
    for (const { target, share, tally } of runs) {
      if (now() >= endsAt) break
      // Each round takes the same part of every share, so that all are through at the same time.
      const upTo = Math.min(
        share,
        tally.inputs + Math.max(target.batch, Math.ceil((ROUND * share * runs.length) / inputs)),
      )
      while (tally.inputs < upTo && tally.failures < MAX_FAILURES && now() < endsAt) {
        await runBatch({ seed, target, tally, size: Math.min(target.batch, share - tally.inputs), onFailure, now })
      }
      if (tally.inputs < share && tally.failures < MAX_FAILURES) isOver = false
    }
    if (now() >= endsAt) isOver = true
    await onRound?.(runs.reduce((sum, { tally }) => sum + tally.inputs, 0))
  }
  return runs.map(({ tally }) => tally)
}

/** The chance with which input number `index` of a target is made. */
export function randomOf(seed: string, target: string, index: number): Random {
  return seededRandom(seed, target, index)
}

interface Batch {
  seed: string
  target: Target
  tally: Tally
  size: number
  onFailure: (failure: Failure) => void
  now: () => number
}

async function runBatch({ seed, target, tally, size, onFailure, now }: Batch): Promise<void> {
  const first = tally.inputs
  const made: Uint8Array[] = []
  for (let i = 0; i < size; i++) made.push(await target.generate(randomOf(seed, target.name, first + i)))
  const startedAt = now()
  const outcomes = await outcomesOf(target, made)
  const ms = now() - startedAt
  tally.inputs += size
  tally.ms += ms
  for (const [i, given] of outcomes.entries()) {
    const outcome = ms > SLOW_MS && !(given instanceof Broken) ? new Broken(`took ${Math.round(ms)} ms`) : given
    const word = outcome instanceof Broken ? 'broken' : outcome
    tally.outcomes[word] = (tally.outcomes[word] ?? 0) + 1
    if (!(outcome instanceof Broken)) continue
    tally.failures++
    const inputs = outcome.byBatch ? made : made.slice(i, i + 1)
    onFailure({ target: target.name, index: outcome.byBatch ? first : first + i, inputs, what: outcome.what })
  }
}

/** A target that throws itself has broken all that it was given. */
async function outcomesOf(target: Target, inputs: readonly Uint8Array[]): Promise<Outcome[]> {
  try {
    return await target.run(inputs)
  } catch (error) {
    return [new Broken(error, { byBatch: true })]
  }
}
