import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { OpenPeerError } from '../errors.ts'
import { showForeign } from './foreign-text.ts'
import { isHostName } from './outside-url.ts'
import { parsePublicKeyText, publicKeyText } from './public-key-text.ts'

/** What a domain says about itself at /.well-known/openpeer.json. docs/spec/domain-binding.md, "The document". */
export interface WellKnown {
  version?: 1
  network: string
  /** The A-label form of the domain that shows it. */
  domain: string
  /** The domain key: raw Ed25519, 32 bytes. */
  key: Uint8Array
  /** The key that the domain is about to change to, if it is. */
  nextKey?: Uint8Array
  /** Multiaddrs of its operator nodes, each ending in /p2p/<Ed25519 peer id>; at most 16. */
  nodes: string[]
  /** Base URL of its HTTP face. */
  gateway?: string
}

export const WELL_KNOWN_PATH = '/.well-known/openpeer.json'
export const MAX_WELL_KNOWN_BYTES = 16 * 1024
const MAX_NODES = 16
const MAX_TEXT_LENGTH = 512
// Browsers take plain http from this machine as a secure context; it is how a development network is served.
const LOCAL_HOST = /^(localhost|127(\.\d+){3}|\[::1\])$/
const NETWORK = /^[a-z0-9-]{1,32}$/

/** Where a domain shows its key. Throws INVALID_NAME when the domain is not a plain A-label host name. */
export function wellKnownUrl(domain: string): string {
  if (!isHostName(domain))
    throw new OpenPeerError('INVALID_NAME', `"${showForeign(domain)}" is not a domain in its A-label form.`)
  return `https://${domain}${WELL_KNOWN_PATH}`
}

/** The document as it is served. The opposite of `parseWellKnown`. */
export function formatWellKnown({ network, domain, key, nextKey, nodes, gateway }: WellKnown): string {
  const next = nextKey === undefined ? {} : { nextKey: publicKeyText(nextKey) }
  const document = {
    version: 1,
    network,
    domain,
    key: publicKeyText(key),
    ...next,
    nodes,
    ...(gateway === undefined ? {} : { gateway }),
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

/**
 * Reads a document that `domain` (A-label) served. Fields that it does not know are passed over.
 *
 * Throws MALFORMED_MESSAGE, naming the rule that is broken: size, JSON, version, network, domain, keys, nodes, gateway.
 */
export function parseWellKnown(text: string, domain: string): WellKnown {
  const fields = readObject(text)
  if (fields.version !== 1) throw malformed('"version" is not 1')
  const network = requireText(fields.network, 'network')
  if (!NETWORK.test(network)) throw malformed('"network" is not 1 to 32 of a-z, 0-9 and "-"')
  const shownDomain = requireText(fields.domain, 'domain')
  if (shownDomain !== domain) throw malformed(`it is the document of ${showForeign(shownDomain)}, not of ${domain}`)
  const key = requireKey(fields.key, 'key')
  const nextKey = fields.nextKey === undefined ? undefined : requireKey(fields.nextKey, 'nextKey')
  const gateway = fields.gateway === undefined ? undefined : requireGateway(fields.gateway)
  return {
    version: 1,
    network,
    domain,
    key,
    ...(nextKey === undefined ? {} : { nextKey }),
    nodes: requireNodes(fields.nodes),
    ...(gateway === undefined ? {} : { gateway }),
  }
}

function readObject(text: string): Record<string, unknown> {
  if (new TextEncoder().encode(text).length > MAX_WELL_KNOWN_BYTES)
    throw malformed(`it is above ${MAX_WELL_KNOWN_BYTES} bytes`)
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw malformed('it is not JSON')
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw malformed('it is not a JSON object')
  return json as Record<string, unknown>
}

function requireText(value: unknown, field: string): string {
  if (typeof value !== 'string') throw malformed(`"${field}" is not a text`)
  if (value.length > MAX_TEXT_LENGTH) throw malformed(`"${field}" is longer than ${MAX_TEXT_LENGTH} characters`)
  return value
}

function requireKey(value: unknown, field: string): Uint8Array {
  const key = parsePublicKeyText(requireText(value, field))
  if (key === null) throw malformed(`"${field}" is not the base64url of 32 bytes`)
  return key
}

function requireNodes(value: unknown): string[] {
  if (!Array.isArray(value)) throw malformed('"nodes" is not a list')
  if (value.length > MAX_NODES) throw malformed(`"nodes" has more than ${MAX_NODES} entries`)
  return value.map((entry: unknown) => {
    const text = requireText(entry, 'nodes')
    if (!isNodeAddress(text))
      throw malformed(`"${showForeign(text)}" in "nodes" is not a multiaddr ending in /p2p/ and an Ed25519 peer id`)
    return text
  })
}

function isNodeAddress(text: string): boolean {
  try {
    const last = multiaddr(text).getComponents().at(-1)
    return last?.name === 'p2p' && last.value !== undefined && peerIdFromString(last.value).type === 'Ed25519'
  } catch {
    return false
  }
}

function requireGateway(value: unknown): string {
  const text = requireText(value, 'gateway')
  const url = URL.canParse(text) ? new URL(text) : null
  const isLocal = url?.protocol === 'http:' && LOCAL_HOST.test(url.hostname)
  if (url?.protocol !== 'https:' && !isLocal) throw malformed('"gateway" is not an https URL')
  return text
}

function malformed(reason: string): OpenPeerError {
  return new OpenPeerError('MALFORMED_MESSAGE', `This is not a valid openpeer.json: ${reason}.`)
}
