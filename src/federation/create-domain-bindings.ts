import { OpenPeerError } from '../errors.ts'
import type { DomainShowing, Showing } from '../identity-proofs/look-at-domain.ts'
import { lookAtDomain } from '../identity-proofs/look-at-domain.ts'
import type { Outside } from '../identity-proofs/outside.ts'
import { wellKnownUrl } from '../identity-proofs/well-known.ts'
import { registrableDomain } from '../records/registrable-domain.ts'
import { timeoutSignal } from '../timeout-signal.ts'
import { within } from '../wire/within.ts'
import type { CheckPurpose, DomainBindings, Sighting } from './domain-bindings.ts'
import {
  afterLook,
  isRemembered,
  keysSeen,
  type Look,
  type SeenDomain,
  type SeenShelf,
  sightingOf,
} from './domain-bindings-memory.ts'
import { createLookLimits, LOOK_MEMORY_MS } from './look-limits.ts'
import { createLru } from './lru.ts'

/** The door gives up after 10 s; this is for a door that does not. */
const LOOK_TIMEOUT_MS = 12_000
/** Callers that wait for another name of the same registrable domain. */
const MAX_WAITING = 16
const MAX_LOOKS = 20_000
/** Looks a minute on behalf of those who ask what this node sees: the gateway's callers, and readers who want a witness. */
export const ANSWERS_PER_MINUTE = 30
/** Domains whose keys are remembered; the one that was seen longest ago makes room. */
export const MAX_SEEN_DOMAINS = 50_000

export interface DomainBindingsOptions {
  network: string
  outside: Outside
  /** ms */
  now: () => number
  /** where memory outlives a restart; null keeps it in memory */
  shelf: SeenShelf | null
  /** looks a minute, for each purpose that is configured */
  perMinute: Record<Exclude<CheckPurpose, 'answer'>, number>
}

/** Until `stop` they look outside; after it every check that would is STOPPED. */
export interface StoppableBindings extends DomainBindings {
  stop(): Promise<void>
}

/** A look that is under way, and how many wait to look at another name of the same owner. */
interface Looking {
  domain: string
  done: Promise<void>
  waiting: number
}

/** Makes what one operator node knows of domains' keys. See {@link DomainBindings} and docs/spec/witnesses.md. */
export function createDomainBindings(options: DomainBindingsOptions): StoppableBindings {
  const { network, outside, now, shelf, perMinute } = options
  const limits = createLookLimits({ perMinute: { ...perMinute, answer: ANSWERS_PER_MINUTE }, now })
  const looks = createLru<Look>(MAX_LOOKS)
  const seenDomains = new Map<string, SeenDomain>(shelf?.load())
  /** by registrable domain */
  const looking = new Map<string, Looking>()
  const stopped = new AbortController()

  function known(domain: string, key: Uint8Array): Sighting | null {
    const last = looks.get(domain)
    const look = last !== undefined && now() - last.at < LOOK_MEMORY_MS ? last : null
    const seen = seenDomains.get(domain) ?? null
    const nextLookAt = limits.allowedAt(domain, isRemembered(seen, now()), 'record')
    return sightingOf(domain, key, { look, seen, nextLookAt, now: now() })
  }

  async function look(domain: string): Promise<void> {
    const showing = await showingOf(domain)
    const look = { ...showing, at: now() }
    looks.set(domain, look)
    const before = seenDomains.get(domain) ?? null
    const seen = afterLook(before, look)
    if (seen === null || (look.website.keys === null && look.dns.keys === null)) return
    seenDomains.delete(domain)
    seenDomains.set(domain, seen)
    shelf?.save(domain, seen)
    for (const oldest of seenDomains.keys()) {
      if (seenDomains.size <= MAX_SEEN_DOMAINS) break
      seenDomains.delete(oldest)
      shelf?.remove(oldest)
    }
  }

  async function showingOf(domain: string): Promise<DomainShowing> {
    const limit = timeoutSignal(LOOK_TIMEOUT_MS)
    const signal = AbortSignal.any([stopped.signal, limit])
    try {
      return await within(lookAtDomain({ domain, network, outside, signal }), { signal, timeoutMs: LOOK_TIMEOUT_MS })
    } catch (error) {
      if (stopped.signal.aborted) throw stoppedError()
      if (!limit.aborted) throw error
      return { website: tooSlow(`https://${domain}`), dns: tooSlow(`DNS for ${domain}`) }
    }
  }

  function begin(domain: string, purpose: CheckPurpose): Promise<void> {
    const owner = registrableDomain(domain)
    limits.begin(domain, isRemembered(seenDomains.get(domain) ?? null, now()), purpose)
    const done = look(domain).finally(() => looking.delete(owner))
    // Each caller waits for it with its own signal, and may be gone when it fails.
    done.catch(() => {})
    looking.set(owner, { domain, done, waiting: 0 })
    return done
  }

  /** Waits for the look at another name of the same owner, whatever comes of it. */
  async function turnAfter(current: Looking, domain: string, signal: AbortSignal | undefined): Promise<void> {
    if (current.waiting >= MAX_WAITING) throw busy(domain, LOOK_TIMEOUT_MS)
    current.waiting++
    const ended = current.done.catch(() => {})
    await within(ended, { signal, timeoutMs: LOOK_TIMEOUT_MS * 2 }).finally(() => current.waiting--)
  }

  return {
    known,
    seen(domain) {
      const keys = keysSeen(seenDomains.get(domain) ?? null, now())
      const found = keys.map((key) => known(domain, key)).filter((sighting) => sighting !== null)
      return found.sort((a, b) => (b.seenAt ?? 0) - (a.seenAt ?? 0))
    },
    async check(domain, key, { purpose, signal }) {
      wellKnownUrl(domain)
      if (key.length !== 32) {
        throw new OpenPeerError('INVALID_ARGUMENT', `A domain key has 32 bytes, this has ${key.length}.`)
      }
      const owner = registrableDomain(domain)
      for (;;) {
        if (stopped.signal.aborted) throw stoppedError()
        const current = looking.get(owner)
        const isSame = current?.domain === domain
        const at = isSame ? 0 : limits.allowedAt(domain, isRemembered(seenDomains.get(domain) ?? null, now()), purpose)
        if (at > now()) {
          const sighting = known(domain, key)
          if (sighting === null) throw busy(domain, at - now())
          return sighting
        }
        if (current !== undefined && !isSame) {
          await turnAfter(current, domain, signal)
          continue
        }
        await within(current?.done ?? begin(domain, purpose), { signal, timeoutMs: LOOK_TIMEOUT_MS * 2 })
        const sighting = known(domain, key)
        if (sighting !== null) return sighting
      }
    },
    async stop() {
      stopped.abort()
      await Promise.allSettled([...looking.values()].map(({ done }) => done))
    },
  }
}

function tooSlow(what: string): Showing {
  const detail = `${what} gave no answer within ${LOOK_TIMEOUT_MS / 1000} s.`
  return { keys: null, outcome: { result: 'unreachable', detail } }
}

function busy(domain: string, retryAfterMs: number): OpenPeerError {
  const message = `This node has looked often enough for now, and has not seen ${domain}: come back later.`
  return new OpenPeerError('RATE_LIMITED', message, { retryAfterMs: Math.max(1, Math.ceil(retryAfterMs)) })
}

function stoppedError(): OpenPeerError {
  return new OpenPeerError('STOPPED', 'This node was stopped: nothing more is looked at.')
}
