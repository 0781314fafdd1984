import { OpenPeerError } from '../errors.ts'
import type { Outside } from './outside.ts'
import { MAX_WELL_KNOWN_BYTES, parseWellKnown, type WellKnown, wellKnownUrl } from './well-known.ts'

export interface FetchWellKnownOptions {
  /** A-label. */
  domain: string
  /** A document of another network says nothing about this one. */
  network: string
  outside: Outside
  signal?: AbortSignal | undefined
  /** Default and most: 10 s. */
  timeoutMs?: number | undefined
}

/**
 * What a domain says about itself; null when its website stands and has no such document (404, 410).
 * docs/spec/domain-binding.md, "The document".
 *
 * Throws INVALID_NAME, MALFORMED_MESSAGE (not a valid document of this domain and network), FETCH_FAILED (another
 * status too), ADDRESS_REFUSED, TIMEOUT, ABORTED, STOPPED.
 */
export async function fetchWellKnown({
  domain,
  network,
  outside,
  signal,
  timeoutMs,
}: FetchWellKnownOptions): Promise<WellKnown | null> {
  const url = wellKnownUrl(domain)
  const { status, text } = await outside.fetchText(url, { signal, timeoutMs, maxBytes: MAX_WELL_KNOWN_BYTES })
  if (status === 404 || status === 410) return null
  if (status !== 200) throw new OpenPeerError('FETCH_FAILED', `${url} answered with status ${status}. Try again later.`)
  const document = parseWellKnown(text, domain)
  if (document.network !== network) {
    throw new OpenPeerError('MALFORMED_MESSAGE', `${url} is of the network "${document.network}", not of "${network}".`)
  }
  return document
}
