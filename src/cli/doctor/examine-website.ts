import { errorCode, isOpenPeerError, OpenPeerError } from '../../errors.ts'
import type { Outside } from '../../identity-proofs/outside.ts'
import { MAX_WELL_KNOWN_BYTES, parseWellKnown, type WellKnown, wellKnownUrl } from '../../identity-proofs/well-known.ts'

/** What the domain's website says. */
export interface WebsiteFacts {
  url: string
  /** Null with a `trouble` or an `otherNetwork`. */
  document: WellKnown | null
  trouble: string | null
  /** Its network, when that is not the one that was asked for. */
  otherNetwork: string | null
  /** Which pages may read the document; null when the website does not say. */
  allowOrigin: string | null
}

/** What a gateway answers to /healthz. */
export interface GatewayFacts {
  url: string
  healthy: boolean
  detail: string
}

interface Looking {
  outside: Outside
  signal: AbortSignal
}

/** Fetches the document within 10 s. Throws ABORTED; all other troubles are facts. */
export async function examineWebsite(
  domain: string,
  { network, outside, signal }: Looking & { network: string },
): Promise<WebsiteFacts> {
  const url = wellKnownUrl(domain)
  const facts: WebsiteFacts = { url, document: null, trouble: null, otherNetwork: null, allowOrigin: null }
  try {
    const answer = await outside.fetchText(url, { signal, maxBytes: MAX_WELL_KNOWN_BYTES })
    facts.allowOrigin = answer.allowOrigin ?? null
    if (answer.status !== 200) throw new OpenPeerError('FETCH_FAILED', `${url} answers with status ${answer.status}.`)
    const document = parseWellKnown(answer.text, domain)
    if (document.network === network) facts.document = document
    else facts.otherNetwork = document.network
  } catch (error) {
    facts.trouble = troubleOf(error)
  }
  return facts
}

/** Asks a gateway's /healthz. Throws ABORTED. */
export async function examineGateway(gateway: string, { outside, signal }: Looking): Promise<GatewayFacts> {
  const url = new URL('/healthz', gateway).href
  try {
    const { status } = await outside.fetchText(url, { signal })
    return { url, healthy: status === 200, detail: `${url} answers with status ${status}.` }
  } catch (error) {
    return { url, healthy: false, detail: troubleOf(error) }
  }
}

/** The message of an error of ours. ABORTED, and what is not ours, is thrown on: it says nothing of the domain. */
export function troubleOf(error: unknown): string {
  if (!isOpenPeerError(error) || errorCode(error) === 'ABORTED') throw error
  return error.message
}
