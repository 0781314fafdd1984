import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../../src/errors.ts'
import type { DomainBindings, Sighting } from '../../src/federation/domain-bindings.ts'
import { sighting } from './seats.ts'

/** Websites as one node sees them: it remembers what it looked at, and counts its looks. */
export interface Eyes extends DomainBindings {
  /** what each domain's website shows; a domain that is missing gives no answer */
  websites: Map<string, Uint8Array>
  looks: string[]
}

/** Eyes that have seen nothing yet. `takesMs`: how long a look takes. */
export function openEyes({ takesMs = 0 } = {}): Eyes {
  const websites = new Map<string, Uint8Array>()
  const memory = new Map<string, Uint8Array>()
  const looks: string[] = []

  function known(domain: string, key: Uint8Array): Sighting | null {
    const seen = memory.get(domain)
    if (seen === undefined) return null
    return sighting(domain, key, equals(seen, key) ? {} : { status: 'mismatch', website: false, seenAt: null })
  }

  return {
    websites,
    looks,
    known,
    seen(domain) {
      const key = memory.get(domain)
      return key === undefined ? [] : [sighting(domain, key)]
    },
    async check(domain, key, { signal }) {
      looks.push(domain)
      await pause(takesMs, signal)
      const shown = websites.get(domain)
      if (shown !== undefined) memory.set(domain, shown)
      return known(domain, key) ?? sighting(domain, key, { status: 'unreachable', website: false, seenAt: null })
    },
  }
}

/** The look goes on without whoever had no time for it. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  signal?.addEventListener('abort', () => {
    clearTimeout(timer)
    reject(new OpenPeerError('ABORTED', 'no time'))
  })
  return promise
}
