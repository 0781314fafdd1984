import { equals } from 'uint8arrays'
import { OpenPeerError } from '../errors.ts'
import { type BindingStatus, decideStatus, explainStatus } from './binding-status.ts'
import { type CheckOutcome, compareKeys, outcomeOfError } from './check-outcome.ts'
import { fetchWellKnown } from './fetch-well-known.ts'
import type { Outside } from './outside.ts'
import { parseTxtRecord, type TxtRecord, txtName } from './txt-record.ts'
import { type WellKnown, wellKnownUrl } from './well-known.ts'

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
  const { domain, key, now, remembered } = options
  if (key.length !== 32)
    throw new OpenPeerError('INVALID_ARGUMENT', `A domain key has 32 bytes, this has ${key.length}.`)
  wellKnownUrl(domain)
  const [{ website, shown }, dns] = await Promise.all([checkWebsite(options), checkDns(options)])
  const checkedAt = now()
  const last = (await remembered?.get(domain)) ?? null
  const lastAt = last !== null && equals(last.key, key) ? last.at : null
  const status = decideStatus(website, dns, lastAt, checkedAt)
  // What the website shows is remembered even if it is another key: otherwise an attacker who can block the
  // website would bring back the old one.
  if (status === 'verified') await remembered?.set(domain, { key, at: checkedAt })
  else if (website.result === 'mismatch' && shown !== null)
    await remembered?.set(domain, { key: shown.key, at: checkedAt })
  const lastSuccessAt = status === 'verified' ? checkedAt : lastAt
  const detail = explainStatus(status, website, dns, lastAt === null ? null : checkedAt - lastAt)
  return { domain, key, status, detail, checkedAt, lastSuccessAt, website, dns }
}

async function checkWebsite(options: CheckBindingOptions): Promise<{ website: CheckOutcome; shown: WellKnown | null }> {
  const url = wellKnownUrl(options.domain)
  try {
    const shown = await fetchWellKnown(options)
    if (shown === null) return { website: { result: 'missing', detail: `${url} does not exist.` }, shown }
    return { website: compareKeys(url, shown, options.key), shown }
  } catch (error) {
    return { website: outcomeOfError(error), shown: null }
  }
}

async function checkDns({ domain, key, outside, signal }: CheckBindingOptions): Promise<CheckOutcome> {
  const name = txtName(domain)
  if (!outside.canResolveDns) return { result: 'unsupported', detail: 'A web page cannot ask DNS.' }
  try {
    const texts = (await outside.resolveTxt(name, { signal })) ?? []
    const [record, ...others] = texts.map(parseTxtRecord).filter((found): found is TxtRecord => found !== null)
    if (record === undefined) return { result: 'missing', detail: `${name} has no "openpeer=1" TXT record.` }
    if (others.length > 0) {
      return {
        result: 'mismatch',
        detail: `${name} has ${others.length + 1} "openpeer=1" TXT records: exactly one is allowed.`,
      }
    }
    return compareKeys(`The TXT record of ${name}`, record, key)
  } catch (error) {
    return outcomeOfError(error)
  }
}
