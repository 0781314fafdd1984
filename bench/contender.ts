export const WORKS = [
  'resolve network',
  'resolve quorum',
  'resolve cached',
  'publish to quorum',
  'connect + echo',
] as const
export type Work = (typeof WORKS)[number]

/** One running network of `nodes` nodes in this process. */
export interface Contender {
  /** Does the work once on fresh material and returns its milliseconds; null where it has no such work. */
  readonly works: Partial<Record<Work, () => Promise<number>>>
  stop(): Promise<void>
}

export type StartContender = (nodes: number, records: number) => Promise<Contender>

export interface Order {
  id: number
  work: Work
  samples: number
}

/** Milliseconds of one call. */
export async function timed(act: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await act()
  return performance.now() - start
}

/** Every record is 400 bytes, the size that the measurements in our notes use. */
export const VALUE_BYTES = 400
