import { type CheckOutcome, compareKeys, outcomeOfError } from './check-outcome.ts'
import { fetchWellKnown } from './fetch-well-known.ts'
import type { Outside } from './outside.ts'
import { parseTxtRecord, type TxtRecord, txtName } from './txt-record.ts'
import { wellKnownUrl } from './well-known.ts'

/** The keys that a domain shows: the current one and, while it changes, the next. Raw Ed25519, 32 bytes each. */
export interface DomainKeys {
  key: Uint8Array
  nextKey?: Uint8Array
}

/** What one place shows: keys, or why there are none to compare with. `place` is its name in a sentence. */
export type Showing = { place: string; keys: DomainKeys } | { keys: null; outcome: CheckOutcome }

/** What a domain's website and DNS showed at one look, whatever key is then asked about. */
export interface DomainShowing {
  website: Showing
  dns: Showing
}

export interface LookOptions {
  /** A-label. */
  domain: string
  /** The website's document counts only for the network that it names. */
  network: string
  outside: Outside
  /** The door's own limits apply as well: 10 s for the website, 5 s for DNS. */
  signal?: AbortSignal | undefined
}

/**
 * Asks the domain's website and its DNS, in parallel, which keys they show. Trouble outside is never thrown, it is part
 * of what was seen. docs/spec/domain-binding.md, "The check".
 *
 * Throws ABORTED, STOPPED (the door was closed), INVALID_NAME (not an A-label domain).
 */
export async function lookAtDomain(options: LookOptions): Promise<DomainShowing> {
  wellKnownUrl(options.domain)
  const [website, dns] = await Promise.all([lookAtWebsite(options), lookAtDns(options)])
  return { website, dns }
}

/** How what a place shows fits one key. Pure: one look answers for every key. */
export function fits(showing: Showing, key: Uint8Array): CheckOutcome {
  return showing.keys === null ? showing.outcome : compareKeys(showing.place, showing.keys, key)
}

async function lookAtWebsite(options: LookOptions): Promise<Showing> {
  const url = wellKnownUrl(options.domain)
  try {
    const document = await fetchWellKnown(options)
    if (document === null) return { keys: null, outcome: { result: 'missing', detail: `${url} does not exist.` } }
    return { place: url, keys: keysOf(document) }
  } catch (error) {
    return { keys: null, outcome: outcomeOfError(error) }
  }
}

async function lookAtDns({ domain, outside, signal }: LookOptions): Promise<Showing> {
  const name = txtName(domain)
  const none = (result: CheckOutcome['result'], detail: string): Showing => ({
    keys: null,
    outcome: { result, detail },
  })
  if (!outside.canResolveDns) return none('unsupported', 'A web page cannot ask DNS.')
  try {
    const texts = (await outside.resolveTxt(name, { signal })) ?? []
    const [record, ...others] = texts.map(parseTxtRecord).filter((found): found is TxtRecord => found !== null)
    if (record === undefined) return none('missing', `${name} has no "openpeer=1" TXT record.`)
    if (others.length > 0) {
      return none('mismatch', `${name} has ${others.length + 1} "openpeer=1" TXT records: exactly one is allowed.`)
    }
    return { place: `The TXT record of ${name}`, keys: keysOf(record) }
  } catch (error) {
    return { keys: null, outcome: outcomeOfError(error) }
  }
}

function keysOf({ key, nextKey }: DomainKeys): DomainKeys {
  return { key, ...(nextKey === undefined ? {} : { nextKey }) }
}
