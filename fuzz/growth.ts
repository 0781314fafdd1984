import type { Footprint } from './sockets/watch-process.ts'

/** One look at a process under test: after how many inputs of the whole run, and what it held then. */
export interface Sample extends Footprint {
  inputs: number
}

/** How much memory a process kept, from the end of its warm-up to the end of the run. */
export interface Growth {
  /** Bytes of heap and buffers for each further input: the slope of a straight line through the samples. */
  bytesPerInput: number
  /** Twice the standard error of that slope. */
  uncertainty: number
  firstBytes: number
  lastBytes: number
  rssBytes: number
  handles: number
}

/** The first part of a run fills caches and pools and compiles code. */
const WARM_UP_PART = 0.4

/** Null for fewer than four samples behind the warm-up: then there is nothing to say. */
export function growthOf(samples: readonly Sample[]): Growth | null {
  const last = samples.at(-1)
  if (last === undefined) return null
  const settled = samples.filter(({ inputs }) => inputs >= last.inputs * WARM_UP_PART)
  const first = settled[0]
  if (first === undefined || settled.length < 4) return null
  const held = ({ heapBytes, externalBytes }: Footprint) => heapBytes + externalBytes
  const { slope, error } = straightLine(settled.map((sample) => [sample.inputs, held(sample)]))
  return {
    bytesPerInput: slope,
    uncertainty: 2 * error,
    firstBytes: held(first),
    lastBytes: held(last),
    rssBytes: last.rssBytes,
    handles: last.handles,
  }
}

/** Least squares: the slope of the line nearest to the points, and its standard error. */
export function straightLine(points: readonly (readonly [x: number, y: number])[]): { slope: number; error: number } {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [middleX, middleY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))]
  const spread = points.reduce((sum, [x]) => sum + (x - middleX) ** 2, 0)
  if (spread === 0) return { slope: 0, error: 0 }
  const slope = points.reduce((sum, [x, y]) => sum + (x - middleX) * (y - middleY), 0) / spread
  const rest = points.reduce((sum, [x, y]) => sum + (y - middleY - slope * (x - middleX)) ** 2, 0)
  return { slope, error: Math.sqrt(rest / Math.max(1, points.length - 2) / spread) }
}
