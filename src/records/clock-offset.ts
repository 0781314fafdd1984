const MINUTE_MS = 60_000

/** "10 min ahead of", "2 h behind": a clock compared with another one, for a person. `aheadMs` is negative when it is behind. */
export function describeOffset(aheadMs: number): string {
  const minutes = Math.round(Math.abs(aheadMs) / MINUTE_MS)
  const size = minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`
  return aheadMs > 0 ? `${size} ahead of` : `${size} behind`
}
