import { createLru } from './lru.ts'

/** How long a lookup takes its word for it that enough holders had nothing, in ms… */
export const ABSENCE_REMEMBERED_MS = 10_000
/** …and for how many keys. */
const MAX_ABSENCES = 4_096

/** What enough holders, and a walk, did not find a moment ago (docs/spec/placement.md, "Absence"). */
export interface Absences<Outcome> {
  /** The answer of then, while it counts; null for never, or too long ago. */
  find(key: string): Outcome | null
  remember(key: string, outcome: Outcome): void
  /** Something was found, or published. */
  forget(key: string): void
}

export function createAbsences<Outcome>(now: () => number): Absences<Outcome> {
  const absent = createLru<{ outcome: Outcome; until: number }>(MAX_ABSENCES)
  return {
    find(key) {
      const found = absent.get(key)
      return found !== undefined && found.until > now() ? found.outcome : null
    },
    remember: (key, outcome) => absent.set(key, { outcome, until: now() + ABSENCE_REMEMBERED_MS }),
    forget: (key) => absent.delete(key),
  }
}
