import { schnorr } from '@noble/curves/secp256k1.js'
import { fromString } from 'uint8arrays/from-string'
import { sha256 } from '../../records/routing-key.ts'
import { isHostName } from '../outside-url.ts'
import { at } from './json.ts'
import type { ProofMethod } from './method.ts'

/**
 * `nostr:<name>@<domain>?signature=<128 hex>`: the domain names the account's key (NIP-05), and that key signed the statement
 * (BIP-340, over its sha256). The signature stands in the claim, since what an account writes is on relays, not on a website.
 */
export const nostr: ProofMethod = {
  id: 'nostr',
  match(url) {
    const [, name, domain] = /^([a-z0-9._-]{1,64})@([^@/]+)$/.exec(url.pathname) ?? []
    const signature = /^\?signature=([0-9a-f]{128})$/.exec(url.search)?.[1]
    if (url.protocol !== 'nostr:' || name === undefined || domain === undefined || signature === undefined) return null
    if (!isHostName(domain) || url.hash !== '') return null
    return {
      account: `${name}@${domain}`,
      profile: null,
      requests: [{ kind: 'get', url: `https://${domain}/.well-known/nostr.json?name=${name}` }],
      read(answer, { statement }) {
        const key = at(answer.json(), 'names', name)
        if (typeof key !== 'string' || !/^[0-9a-f]{64}$/.test(key)) {
          return { place: 'missing', detail: `${domain} names no key of ${name}.` }
        }
        return { place: 'signed', isValid: isSignedBy(key, signature, statement) }
      },
    }
  },
}

function isSignedBy(key: string, signature: string, statement: string): boolean {
  try {
    const hash = sha256(fromString(statement))
    return schnorr.verify(fromString(signature, 'hex'), hash, fromString(key, 'hex'))
  } catch {
    // Not every 32 bytes are a point of the curve.
    return false
  }
}
