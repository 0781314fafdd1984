import { registrableDomain } from '../records/registrable-domain.ts'

const HOUR_MS = 3_600_000
/** Looks an hour below one registrable domain: sub-domains are free, and each could be a knock at somebody's door. */
export const MAX_STRANGER_LOOKS = 3
const MAX_AT_ONCE = 4
/** Registrable domains whose looks are counted. With more in an hour, nothing is looked at until one is an hour old. */
const MAX_COUNTED = 1_024

/** Counts the looks at domains that strangers name, so that nobody uses this peer to ask others' websites. */
export interface StrangerLooks {
  /** The look may begin, and what is returned is called at its end; null when it may not. */
  begin(domain: string): (() => void) | null
}

export function createStrangerLooks(now: () => number): StrangerLooks {
  const times = new Map<string, number[]>()
  let underWay = 0

  function forgetOld(): void {
    for (const [owner, looks] of times) if (looks.every((at) => now() - at >= HOUR_MS)) times.delete(owner)
  }

  return {
    begin(domain) {
      const owner = registrableDomain(domain)
      const lately = (times.get(owner) ?? []).filter((at) => now() - at < HOUR_MS)
      if (underWay >= MAX_AT_ONCE || lately.length >= MAX_STRANGER_LOOKS) return null
      if (times.size >= MAX_COUNTED) forgetOld()
      if (times.size >= MAX_COUNTED && !times.has(owner)) return null
      times.set(owner, [...lately, now()])
      underWay++
      return () => {
        underWay--
      }
    },
  }
}
