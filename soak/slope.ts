/** How a quantity of one process grew over the time of a run. */
export interface Slope {
  /** A straight line through the samples, per hour. */
  perHour: number
  /** 95 % of such runs have their slope within this of the true one: samples near each other are not independent. */
  uncertainty: number
  samples: number
  hours: number
}

/** One sample: of which process (a restart begins another), when (ms), and how much. */
export interface Point {
  segment: number
  at: number
  value: number
}

const HOUR_MS = 3_600_000
const TWO_SIDED_95 = 1.96

/**
 * Least squares with one slope and a level of its own for each segment, so that a restart is no step. The error is that of
 * independent samples, widened by how much each residual is like the one before it. Null for fewer than 8 samples.
 */
export function slopeOf(points: readonly Point[]): Slope | null {
  if (points.length < 8) return null
  const segments = Map.groupBy(points, ({ segment }) => segment)
  const centred = [...segments.values()].flatMap((own) => {
    const [at, value] = [mean(own.map((point) => point.at)), mean(own.map((point) => point.value))]
    return own.map((point) => ({ x: (point.at - at) / HOUR_MS, y: point.value - value }))
  })
  const spread = sum(centred.map(({ x }) => x * x))
  if (spread === 0) return null
  const slope = sum(centred.map(({ x, y }) => x * y)) / spread
  const residuals = centred.map(({ x, y }) => y - slope * x)
  const squares = sum(residuals.map((one) => one * one))
  const freedom = Math.max(1, points.length - segments.size - 1)
  const likeness = squares === 0 ? 0 : sum(residuals.slice(1).map((one, i) => one * (residuals[i] ?? 0))) / squares
  const rho = Math.min(0.95, Math.max(0, likeness))
  const error = Math.sqrt((squares / freedom / spread) * ((1 + rho) / (1 - rho)))
  const hours = sum([...segments.values()].map((own) => (own.at(-1)?.at ?? 0) - (own[0]?.at ?? 0))) / HOUR_MS
  return { perHour: slope, uncertainty: TWO_SIDED_95 * error, samples: points.length, hours }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length
}
