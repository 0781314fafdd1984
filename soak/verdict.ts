import type { Holding } from './holding.ts'
import type { LedgerSummary } from './ledger.ts'
import { type Point, type Slope, slopeOf } from './slope.ts'

/** One look at one process of a soak. */
export interface Sample extends Holding {
  /** 'operator a.test', 'person bob@b.test'. */
  who: string
  pid: number
  /** ms since the beginning of the soak, and since this process started. */
  atMs: number
  ageMs: number
  /** What its LevelDB takes on the disk; null for a process without one. */
  diskBytes: number | null
}

/** What became of the memory of one process. */
export interface MemoryVerdict {
  who: string
  /** Heap and what is outside it, after garbage collection, in bytes. */
  heap: Slope | null
  rss: Slope | null
  handles: Slope | null
  /** 'flat', 'grows', or 'too short' a run to tell. */
  verdict: 'flat' | 'grows' | 'too short'
  firstBytes: number
  lastBytes: number
}

/**
 * A slope above this, by more than its own uncertainty, is a leak: in a year a node that runs through it would hold 4.4 GB
 * more, and one connection, stream or record kept in an hour of this load is more.
 */
export const MAX_SLOPE_BYTES_PER_HOUR = 500_000
/** A process fills caches and pools, and has its code compiled, for so long; at least a quarter of the run. */
export const WARM_UP_MS = 10 * 60_000

/** Judges each process on its own; samples of its youth do not count. */
export function judgeMemory(samples: readonly Sample[], runMs: number): MemoryVerdict[] {
  const warmUpMs = Math.min(WARM_UP_MS, runMs / 4)
  const grown = samples.filter(({ ageMs }) => ageMs >= warmUpMs)
  return [...Map.groupBy(samples, ({ who }) => who).keys()].map((who) => {
    const own = grown.filter((sample) => sample.who === who)
    const held = ({ heapBytes, externalBytes }: Holding) => heapBytes + externalBytes
    const points = (value: (sample: Sample) => number): Point[] =>
      own.map((sample) => ({ segment: sample.pid, at: sample.atMs, value: value(sample) }))
    const heap = slopeOf(points(held))
    const [first, last] = [own[0], own.at(-1)]
    return {
      who,
      heap,
      rss: slopeOf(points(({ rssBytes }) => rssBytes)),
      handles: slopeOf(points(({ handles }) => Object.values(handles).reduce((sum, count) => sum + count, 0))),
      verdict: verdictOf(heap),
      firstBytes: first === undefined ? 0 : held(first),
      lastBytes: last === undefined ? 0 : held(last),
    }
  })
}

function verdictOf(heap: Slope | null): MemoryVerdict['verdict'] {
  if (heap === null) return 'too short'
  if (heap.perHour - heap.uncertainty > MAX_SLOPE_BYTES_PER_HOUR) return 'grows'
  return heap.perHour + heap.uncertainty <= MAX_SLOPE_BYTES_PER_HOUR ? 'flat' : 'too short'
}

/** Whether every promise held. A run too short to show that memory is flat has shown no leak. */
export function isSound(ledger: LedgerSummary, memory: readonly MemoryVerdict[]): boolean {
  return ledger.messages.lost === 0 && ledger.wrong.length === 0 && memory.every(({ verdict }) => verdict !== 'grows')
}
