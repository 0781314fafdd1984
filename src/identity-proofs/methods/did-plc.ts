import { p256 } from '@noble/curves/nist.js'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { base58btc } from 'multiformats/bases/base58'
import { fromString } from 'uint8arrays/from-string'
import { at, EACH, texts } from './json.ts'
import type { ProofMethod } from './method.ts'

/** Most keys of one document that are tried. */
const MAX_KEYS = 8

/**
 * `did:plc:<24 characters>?signature=<128 hex>`: a key of the account's document at the PLC directory signed the statement
 * (ECDSA over its sha256, low S, as the AT Protocol signs).
 */
export const didPlc: ProofMethod = {
  id: 'did-plc',
  match(url) {
    const [, did] = /^(plc:[a-z2-7]{24})$/.exec(url.pathname) ?? []
    const signature = /^\?signature=([0-9a-f]{128})$/.exec(url.search)?.[1]
    if (url.protocol !== 'did:' || did === undefined || signature === undefined || url.hash !== '') return null
    const account = `did:${did}`
    return {
      account,
      profile: `https://plc.directory/${account}`,
      requests: [{ kind: 'get', url: `https://plc.directory/${account}`, accept: 'application/did+ld+json' }],
      read(answer, { statement }) {
        const json = answer.json()
        if (at(json, 'id') !== account) return { place: 'foreign', detail: `The document is not that of ${account}.` }
        const keys = texts(at(json, 'verificationMethod', EACH, 'publicKeyMultibase')).slice(0, MAX_KEYS)
        return { place: 'signed', isValid: keys.some((key) => isSignedBy(key, signature, statement)) }
      },
    }
  },
}

/** Multibase base58 of a multicodec prefix (secp256k1 0xe7, P-256 0x1200, as varints) and a compressed key. */
function isSignedBy(key: string, signature: string, statement: string): boolean {
  try {
    const [first, second, ...rest] = base58btc.decode(key as `z${string}`)
    const curve = first === 0xe7 && second === 0x01 ? secp256k1 : first === 0x80 && second === 0x24 ? p256 : null
    if (curve === null) return false
    return curve.verify(fromString(signature, 'hex'), fromString(statement), Uint8Array.from(rest), { lowS: true })
  } catch {
    return false
  }
}
