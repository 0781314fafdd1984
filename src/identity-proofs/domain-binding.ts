import { equals } from 'uint8arrays'
import { OpenPeerError } from '../errors.ts'
import { type BindingStatus, decideStatus, explainStatus } from './binding-status.ts'
import type { CheckOutcome } from './check-outcome.ts'
import { type DomainShowing, fits, lookAtDomain } from './look-at-domain.ts'
import type { Outside } from './outside.ts'

export { type BindingStatus, REMEMBERED_FOR_MS } from './binding-status.ts'
export type { CheckOutcome } from './check-outcome.ts'

export interface Binding {
  domain: string
  key: Uint8Array
  status: BindingStatus
  /** For a person: why this status, with the age of what is remembered. */
  detail: string
  checkedAt: number
  /** When the website last showed this key, however long ago; null when it is not known to have. */
  lastSuccessAt: number | null
  website: CheckOutcome
  dns: CheckOutcome
}

/** What each domain's website last showed, and when. A website that shows another key overwrites it. */
export interface BindingMemory {
  get(domain: string): Promise<{ key: Uint8Array; at: number } | null>
  set(domain: string, shown: { key: Uint8Array; at: number }): Promise<void>
}

export interface CheckBindingOptions {
  /** A-label. */
  domain: string
  /** The key in question: raw Ed25519, 32 bytes. */
  key: Uint8Array
  /** The website's document counts only for the network that it names. */
  network: string
  outside: Outside
  /** Milliseconds. */
  now: () => number
  remembered?: BindingMemory | undefined
  /** The door's own limits apply as well: 10 s for the website, 5 s for DNS. */
  signal?: AbortSignal | undefined
}

/**
 * Asks the domain's website and its DNS, in parallel, whether this key is the domain's. Trouble outside is never
 * thrown, it is in the outcomes. docs/spec/domain-binding.md, "The check".
 *
 * Throws ABORTED, STOPPED (the door was closed), INVALID_NAME (not an A-label domain), INVALID_ARGUMENT (not 32 bytes).
 */
export async function checkBinding(options: CheckBindingOptions): Promise<Binding> {
  const { key, now, remembered } = options
  ensureKey(key)
  const showing = await lookAtDomain(options)
  return await bindingFrom({ ...options, showing, at: now(), remembered: remembered ?? null })
}

export interface ShownDomain {
  domain: string
  key: Uint8Array
  showing: DomainShowing
  /** ms; when it was shown */
  at: number
  remembered: BindingMemory | null
}

/**
 * What was shown at one look, compared with a key and with what is remembered; what the website showed is remembered then.
 * Throws INVALID_ARGUMENT (not 32 bytes).
 */
export async function bindingFrom({ domain, key, showing, at, remembered }: ShownDomain): Promise<Binding> {
  ensureKey(key)
  const website = fits(showing.website, key)
  const dns = fits(showing.dns, key)
  const last = (await remembered?.get(domain)) ?? null
  const lastAt = last !== null && equals(last.key, key) ? last.at : null
  const status = decideStatus(website, dns, lastAt, at)
  // What the website shows is remembered even if it is another key: otherwise an attacker who can block the
  // website would bring back the old one.
  if (status === 'verified') await remembered?.set(domain, { key, at })
  else if (website.result === 'mismatch' && showing.website.keys !== null)
    await remembered?.set(domain, { key: showing.website.keys.key, at })
  const lastSuccessAt = status === 'verified' ? at : lastAt
  const detail = explainStatus(status, website, dns, lastAt === null ? null : at - lastAt)
  return { domain, key, status, detail, checkedAt: at, lastSuccessAt, website, dns }
}

function ensureKey(key: Uint8Array): void {
  if (key.length !== 32)
    throw new OpenPeerError('INVALID_ARGUMENT', `A domain key has 32 bytes, this has ${key.length}.`)
}
