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
  /** Heap without code, and what is outside it, after garbage collection, in bytes. */
  heap: Slope | null
  code: Slope | null
  rss: Slope | null
  handles: Slope | null
  /** 'flat', 'grows', or 'too short' a run to tell. */
  verdict: 'flat' | 'grows' | 'too short'
  firstBytes: number
  lastBytes: number
  /** The most that its code took. */
  codeBytes: number
}

/**
 * A slope above this, by more than its own uncertainty, is a leak: in a year a node that runs through it would hold 4.4 GB
 * more, and one connection, stream or record kept in an hour of this load is more.
 */
export const MAX_SLOPE_BYTES_PER_HOUR = 500_000
/**
 * A process fills caches and pools, and has its code compiled, for so long, in a shorter run too. By heap snapshots of a peer,
 * all but code grew by 0.5 MB from its 9th to its 17th minute (the lists by which V8 finds code anew, and what it learnt of hot
 * functions), and by nothing from there to its 39th.
 */
export const WARM_UP_MS = 15 * 60_000
const MINUTE_MS = 60_000
/** Code is bounded by the program (half of this and less, as measured); more is made up at run time, and not let go of. */
export const MAX_CODE_BYTES = 40_000_000

/**
 * Judges each process on its own. Samples of its youth do not count, nor what was looked at for less time than its youth took
 * before it was restarted: a few minutes say nothing of an hour.
 */
export function judgeMemory(samples: readonly Sample[]): MemoryVerdict[] {
  const grown = [...Map.groupBy(samples, ({ pid }) => pid).values()].flatMap((lived) => {
    const old = lived.filter(({ ageMs }) => ageMs >= WARM_UP_MS)
    return (old.at(-1)?.atMs ?? 0) - (old[0]?.atMs ?? 0) >= WARM_UP_MS ? old : []
  })
  return [...Map.groupBy(samples, ({ who }) => who).keys()].map((who) => {
    const own = grown.filter((sample) => sample.who === who)
    const held = ({ heapBytes, codeBytes, externalBytes }: Holding) => heapBytes - codeBytes + externalBytes
    const points = (value: (sample: Sample) => number): Point[] =>
      own.map((sample) => ({ segment: sample.pid, at: sample.atMs, value: value(sample) }))
    const heap = slopeOf(leastOfEachMinute(points(held)))
    const [first, last] = [own[0], own.at(-1)]
    const codeBytes = Math.max(0, ...own.map((sample) => sample.codeBytes))
    return {
      who,
      heap,
      code: slopeOf(points(({ codeBytes }) => codeBytes)),
      rss: slopeOf(points(({ rssBytes }) => rssBytes)),
      handles: slopeOf(points(({ handles }) => Object.values(handles).reduce((sum, count) => sum + count, 0))),
      verdict: codeBytes > MAX_CODE_BYTES ? 'grows' : verdictOf(heap),
      firstBytes: first === undefined ? 0 : held(first),
      lastBytes: last === undefined ? 0 : held(last),
      codeBytes,
    }
  })
}

/** What is under way only adds to what is kept. */
function leastOfEachMinute(points: readonly Point[]): Point[] {
  const minutes = Map.groupBy(points, ({ segment, at }) => `${segment} ${Math.floor(at / MINUTE_MS)}`)
  return [...minutes.values()].map((looks) => looks.reduce((least, one) => (one.value < least.value ? one : least)))
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
