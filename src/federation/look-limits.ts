import { registrableDomain } from '../records/registrable-domain.ts'
import type { CheckPurpose } from './domain-bindings.ts'
import { createLru } from './lru.ts'

/** What was seen is not looked at again for this long, and this is the time in which looks are counted. */
export const LOOK_MEMORY_MS = 3_600_000
/** Looks in that time at all names below one registrable domain whose website was never seen to show a key. */
export const MAX_NEW_LOOKS = 3
// Sub-domains are free: whoever invents some must not use up what the registrable domain itself needs to be seen once.
const MAX_NEW_LOOKS_BELOW = 2
/** A website that starts a moment after its node is asked again this long after the first and the second failure. */
export const RETRY_MS = [2_000, 10_000] as const
const MINUTE_MS = 60_000
/** More than all budgets together allow in an hour with the documented figures. */
const MAX_HELD = 20_000

/** When looks outside are allowed: per domain, per registrable domain, and in all. Spec: docs/spec/witnesses.md, "Looking" */
export interface LookLimits {
  /** When a look at this domain is allowed, ms; `now` or earlier for now. `remembered`: its website was seen to show a key. */
  allowedAt(domain: string, remembered: boolean, purpose: CheckPurpose): number
  /** A look begins. */
  begin(domain: string, remembered: boolean, purpose: CheckPurpose): void
}

export interface LookLimitsOptions {
  /** looks a minute, for each purpose */
  perMinute: Record<CheckPurpose, number>
  now: () => number
}

export function createLookLimits({ perMinute, now }: LookLimitsOptions): LookLimits {
  const ofDomain = createLru<number[]>(MAX_HELD)
  const ofNewBelow = createLru<number[]>(MAX_HELD)
  const spent: Record<CheckPurpose, number[]> = { record: [], admission: [], answer: [] }

  function allowedByDomain(domain: string, remembered: boolean): number {
    const times = since(ofDomain.get(domain), now() - LOOK_MEMORY_MS)
    const last = times.at(-1)
    if (last === undefined) return 0
    const retryMs = remembered ? undefined : RETRY_MS[times.length - 1]
    return last + (retryMs ?? LOOK_MEMORY_MS)
  }

  function allowedByOwner(domain: string): number {
    const owner = registrableDomain(domain)
    const times = since(ofNewBelow.get(owner), now() - LOOK_MEMORY_MS)
    return whenBelow(times, domain === owner ? MAX_NEW_LOOKS : MAX_NEW_LOOKS_BELOW, LOOK_MEMORY_MS)
  }

  return {
    allowedAt(domain, remembered, purpose) {
      return Math.max(
        allowedByDomain(domain, remembered),
        remembered ? 0 : allowedByOwner(domain),
        whenBelow(since(spent[purpose], now() - MINUTE_MS), perMinute[purpose], MINUTE_MS),
      )
    },
    begin(domain, remembered, purpose) {
      const at = now()
      ofDomain.set(domain, [...since(ofDomain.get(domain), at - LOOK_MEMORY_MS), at])
      const owner = registrableDomain(domain)
      if (!remembered) ofNewBelow.set(owner, [...since(ofNewBelow.get(owner), at - LOOK_MEMORY_MS), at])
      spent[purpose] = [...since(spent[purpose], at - MINUTE_MS), at]
    },
  }
}

function since(times: number[] | undefined, from: number): number[] {
  return times?.filter((at) => at > from) ?? []
}

/** When fewer than `most` of `times` lie within `spanMs` again; 0 where that is so already. */
function whenBelow(times: number[], most: number, spanMs: number): number {
  const leaving = times.at(-most)
  return times.length < most || leaving === undefined ? 0 : leaving + spanMs
}
