import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../../src/errors.ts'
import type { DomainBindings, Sighting } from '../../src/federation/domain-bindings.ts'

const HOUR_MS = 3_600_000

/** What a website shows in a test: keys, nothing at all, or that it cannot be looked at now. */
export type Shown = { keys: Uint8Array[]; by?: 'website' | 'dns' } | 'silence' | 'no more looks'

/** Domain bindings without an outside: a look shows what the test says, and counts for an hour, as the real one's does. */
export class FakeBindings implements DomainBindings {
  looks = 0
  /** what the look that goes on waits for */
  slow: Promise<unknown> = Promise.resolve()
  readonly #now: () => number
  readonly #shown = new Map<string, Shown>()
  readonly #last = new Map<string, { at: number; shown: Shown }>()
  readonly #seen = new Map<string, { at: number; keys: Uint8Array[] }>()

  constructor(now: () => number) {
    this.#now = now
  }

  show(domain: string, shown: Shown): void {
    this.#shown.set(domain, shown)
  }

  async check(domain: string, key: Uint8Array): Promise<Sighting> {
    const last = this.#last.get(domain)
    if (last === undefined || this.#now() - last.at >= HOUR_MS) {
      const shown = this.#shown.get(domain) ?? 'silence'
      if (shown === 'no more looks') throw new OpenPeerError('RATE_LIMITED', 'enough looks', { retryAfterMs: 5_000 })
      this.looks++
      await this.slow
      this.#last.set(domain, { at: this.#now(), shown })
      if (shown !== 'silence' && shown.by !== 'dns') this.#seen.set(domain, { at: this.#now(), keys: shown.keys })
    }
    const sighting = this.known(domain, key)
    if (sighting === null) throw new Error('a look leaves a sighting')
    return sighting
  }

  known(domain: string, key: Uint8Array): Sighting | null {
    const last = this.#last.get(domain)
    if (last === undefined) return null
    const isFresh = this.#now() - last.at < HOUR_MS
    const shown = isFresh ? last.shown : 'silence'
    const wasSeen = this.#seen.get(domain)?.keys.some((one) => equals(one, key)) ?? false
    const status = statusOf(shown, key, wasSeen)
    const [website, dns] = [status === 'verified', status === 'dns-only']
    const seenAt = wasSeen || dns ? last.at : null
    const nextLookAt = last.at + HOUR_MS
    return { domain, key, status, detail: `shown: ${status}`, website, dns, seenAt, checkedAt: last.at, nextLookAt }
  }

  seen(): Sighting[] {
    return []
  }
}

function statusOf(shown: Shown, key: Uint8Array, wasSeen: boolean): Sighting['status'] {
  if (shown === 'silence' || shown === 'no more looks') return wasSeen ? 'remembered' : 'unreachable'
  if (!shown.keys.some((one) => equals(one, key))) return 'mismatch'
  return shown.by === 'dns' ? 'dns-only' : 'verified'
}
