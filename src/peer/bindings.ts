import { OpenPeerError } from '../errors.ts'
import { type Binding, type BindingMemory, bindingFrom } from '../identity-proofs/domain-binding.ts'
import { type DomainShowing, fits, lookAtDomain } from '../identity-proofs/look-at-domain.ts'
import type { Outside } from '../identity-proofs/outside.ts'
import { within } from '../wire/within.ts'
import { createStrangerLooks } from './stranger-looks.ts'

/** Checks whether a key is a domain's, remembering for a few minutes what the outside just said. */
export interface Bindings {
  /** False in a page, which cannot tell a blocked website from one that does not let pages read it. */
  readonly canTellUnreachable: boolean
  check(domain: string, key: Uint8Array, signal: AbortSignal): Promise<Binding>
  /** As `check`, with nothing older than 10 s: for a domain for which two keys are shown. */
  checkNow(domain: string, key: Uint8Array, signal: AbortSignal): Promise<Binding>
  /**
   * The same for domains that strangers name when they call: looked at 3 times an hour below one registrable domain, 4 at a
   * time; beyond that what is remembered answers. docs/spec/verification.md, "Callers".
   */
  readonly forStrangers: Bindings
}

export interface BindingsOptions {
  network: string
  outside: Outside
  memory: BindingMemory
  now: () => number
}

/** A lookup, and the calls that follow it, ask a domain's website once. */
export const BINDING_FRESH_MS = 5 * 60_000
/** After a failure, and where two keys are shown, the website is asked again sooner. */
const FAILED_FRESH_MS = 10_000
const MAX_HELD = 256
/** The outside gives up after 10 s; this is for one that does not. */
const LOOK_TIMEOUT_MS = 12_000
/** Websites that are asked at a time; for more, this peer's owner would have to look up as many at once. */
const MAX_LOOKING = 32

interface Look {
  showing: DomainShowing
  at: number
}

export function createBindings({ network, outside, memory, now }: BindingsOptions): Bindings {
  const held = new Map<string, Look>()
  const looking = new Map<string, Promise<Look>>()
  const strangers = createStrangerLooks(now)

  /** Whoever asks meanwhile shares the answer, so nobody's signal ends it. */
  function look(domain: string): Promise<Look> {
    const same = looking.get(domain)
    if (same !== undefined) return same
    if (looking.size >= MAX_LOOKING) {
      throw new OpenPeerError('TOO_MANY_REQUESTS', `${looking.size} websites are being asked: try again in a moment.`)
    }
    const found = lookAtDomain({ domain, network, outside })
      .then((showing) => keep(domain, { showing, at: now() }))
      .finally(() => looking.delete(domain))
    found.catch(() => {}) // whoever still waits is told
    looking.set(domain, found)
    return found
  }

  function keep(domain: string, look: Look): Look {
    held.delete(domain)
    held.set(domain, look)
    const oldest = held.keys().next()
    if (held.size > MAX_HELD && !oldest.done) held.delete(oldest.value)
    return look
  }

  /** What was shown lately; for this key if it was shown on the website, or for a moment whatever it was. */
  function lately(domain: string, key: Uint8Array, showsKeyMs: number): Look | null {
    const last = held.get(domain)
    if (last === undefined) return null
    const freshMs = fits(last.showing.website, key).result === 'match' ? showsKeyMs : FAILED_FRESH_MS
    return now() - last.at < freshMs ? last : null
  }

  const from = (domain: string, key: Uint8Array, { showing, at }: Look) =>
    bindingFrom({ domain, key, showing, at, remembered: memory })

  async function check(domain: string, key: Uint8Array, signal: AbortSignal, freshMs: number): Promise<Binding> {
    const last = lately(domain, key, freshMs) ?? (await within(look(domain), { signal, timeoutMs: LOOK_TIMEOUT_MS }))
    return from(domain, key, last)
  }

  async function checkForStranger(domain: string, key: Uint8Array, signal: AbortSignal, freshMs: number) {
    if (lately(domain, key, freshMs) !== null) return check(domain, key, signal, freshMs)
    const end = strangers.begin(domain)
    if (end === null) return from(domain, key, { showing: notAsked(domain), at: now() })
    return check(domain, key, signal, freshMs).finally(end)
  }

  const canTellUnreachable = outside.canResolveDns
  const forStrangers: Bindings = {
    canTellUnreachable,
    check: (domain, key, signal) => checkForStranger(domain, key, signal, BINDING_FRESH_MS),
    checkNow: (domain, key, signal) => checkForStranger(domain, key, signal, FAILED_FRESH_MS),
    get forStrangers() {
      return forStrangers
    },
  }
  return {
    canTellUnreachable,
    check: (domain, key, signal) => check(domain, key, signal, BINDING_FRESH_MS),
    checkNow: (domain, key, signal) => check(domain, key, signal, FAILED_FRESH_MS),
    forStrangers,
  }
}

function notAsked(domain: string): DomainShowing {
  const detail = `${domain} was not asked again: strangers who call named it often enough.`
  const silent = { keys: null, outcome: { result: 'unreachable', detail } } as const
  return { website: silent, dns: silent }
}
