import { OpenPeerError } from '../errors.ts'
import { identityIdText, parseIdentityId } from './identity-id.ts'
import type { Name } from './names.ts'
import { parseDomain, parseName } from './names.ts'

/** What a person may look up: a name, or an identity (with the domain to ask, where the text gave one). */
export type Address = { type: 'name'; name: Name } | { type: 'identity'; id: Uint8Array; domain: string | null }

const NAME_SCHEMES = ['acct', 'identity']
/** Long enough that somebody meant an id: what is wrong with it is then worth saying. */
const ID_LIKE = /^b[a-z2-7]{19,}$/i

/**
 * Any text that leads to an identity: `alice@a.example`, `acct:alice@a.example`, `identity://a.example/alice`,
 * `peer://a.example/<id>` or an identity id alone. Schemes in either case; no query, no fragment, no escapes.
 * Throws INVALID_URI, or INVALID_NAME where the name or domain inside is bad. Spec: docs/spec/names.md, "URIs".
 */
export function parseAddress(input: string): Address {
  const scheme = /^([a-z][a-z0-9+-]*):/i.exec(input)?.[1]?.toLowerCase()
  if (scheme === 'peer') {
    const [, domain, id] = /^peer:\/\/([^/]*)\/([^/]*)$/i.exec(input) ?? []
    if (domain === undefined || id === undefined) {
      throw new OpenPeerError('INVALID_URI', 'A peer URI is peer://<domain>/<identity id>, with nothing after it.')
    }
    return { type: 'identity', id: parseIdentityId(id), domain: parseDomain(domain) }
  }
  if (scheme !== undefined && !NAME_SCHEMES.includes(scheme)) {
    throw new OpenPeerError('INVALID_URI', `"${scheme}:" is no scheme of ours: use acct:, identity:// or peer://.`)
  }
  if (scheme === undefined && !input.includes('@')) {
    if (!ID_LIKE.test(input)) {
      throw new OpenPeerError('INVALID_URI', 'Neither a name, which looks like bob@b.example, nor an identity id.')
    }
    return { type: 'identity', id: parseIdentityId(input), domain: null }
  }
  return { type: 'name', name: parseName(input) }
}

/** `identity://a.example/alice`, `peer://a.example/<id>`, or the id alone where no domain is known. */
export function formatUri(address: Address): string {
  if (address.type === 'name') return `identity://${address.name.domain}/${address.name.local}`
  const id = identityIdText(address.id)
  return address.domain === null ? id : `peer://${address.domain}/${id}`
}
