import type { CheckOutcome } from './check-outcome.ts'

/**
 * How far a domain stands behind a key. This room gives `verified` (its website shows the key now), `remembered` (no
 * answer now, but the website showed this key at most 30 days ago), `dns-only` (nothing but a TXT record shows it),
 * `mismatch` (the website or the TXT record shows another key) and `unreachable` (nothing shows any key). `witnessed`
 * and `by-home` are given by those who ask others. docs/spec/domain-binding.md, "Statuses".
 */
export type BindingStatus =
  | 'verified'
  | 'remembered'
  | 'dns-only'
  | 'witnessed'
  | 'by-home'
  | 'mismatch'
  | 'unreachable'

export const REMEMBERED_FOR_MS = 30 * 24 * 3_600_000

// A clock set back by a little must not forget; one set back by more has remembered nonsense.
const CLOCK_TOLERANCE_MS = 5 * 60_000

/** Whether what was seen at `seenAt` still counts: for 30 days, and not from a future that no corrected clock explains. */
export function isCurrent(seenAt: number, now: number): boolean {
  return seenAt <= now + CLOCK_TOLERANCE_MS && now - seenAt <= REMEMBERED_FOR_MS
}

/** The status that two outcomes and the memory of this key add up to. `lastAt` is null when nothing is remembered of it. */
export function decideStatus(
  website: CheckOutcome,
  dns: CheckOutcome,
  lastAt: number | null,
  now: number,
): BindingStatus {
  if (website.result === 'mismatch' || dns.result === 'mismatch') return 'mismatch'
  if (website.result === 'match') return 'verified'
  if (lastAt !== null && isCurrent(lastAt, now)) return 'remembered'
  // Node.js cannot check DNSSEC, so a TXT record alone never says more than this.
  return dns.result === 'match' ? 'dns-only' : 'unreachable'
}

/** Why it is this status, for a person. `ageMs`: since the website last showed this key, or null. */
export function explainStatus(
  status: BindingStatus,
  website: CheckOutcome,
  dns: CheckOutcome,
  ageMs: number | null,
): string {
  if (status === 'verified') return website.detail
  if (status === 'mismatch')
    return [website, dns]
      .filter((outcome) => outcome.result === 'mismatch')
      .map((outcome) => outcome.detail)
      .join(' ')
  if (status === 'dns-only') return `${dns.detail} Nothing else confirms it: ${website.detail}`
  const age = ageMs === null ? null : `The website last showed this key ${ageText(ageMs)} ago`
  if (status === 'remembered') return `${age}, which counts for 30 days. Now: ${website.detail}`
  return `${website.detail} ${dns.detail}${age === null ? '' : ` ${age}, which is too long.`}`
}

function ageText(ageMs: number): string {
  const minutes = Math.max(0, Math.round(ageMs / 60_000))
  if (minutes < 120) return `${minutes} min`
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`
}
