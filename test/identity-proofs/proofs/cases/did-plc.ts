import { p256 } from '@noble/curves/nist.js'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { base58btc } from 'multiformats/bases/base58'
import { concat } from 'uint8arrays/concat'
import { fromString } from 'uint8arrays/from-string'
import { toString as toText } from 'uint8arrays/to-string'
import type { MethodCase } from '../case.ts'

const DID = 'did:plc:z72i7hdynmk6r22z27h6tvur'
const secret = new Uint8Array(32).fill(11)
const other = new Uint8Array(32).fill(12)
const k1 = (key: Uint8Array) => base58btc.encode(concat([Uint8Array.of(0xe7, 0x01), secp256k1.getPublicKey(key)]))
const r1 = (key: Uint8Array) => base58btc.encode(concat([Uint8Array.of(0x80, 0x24), p256.getPublicKey(key)]))
const sign = (text: string, key: Uint8Array) => toText(p256.sign(fromString(text), key, { lowS: true }), 'hex')
const claimOf = (signature: string) => `${DID}?signature=${signature}`
const document = (keys: string[], id = DID) => ({
  https: {
    'plc.directory': {
      [`/${DID}`]: {
        body: {
          '@context': ['https://www.w3.org/ns/did/v1'],
          id,
          alsoKnownAs: ['at://alice.test'],
          verificationMethod: keys.map((publicKeyMultibase) => ({
            ...{ id: `${DID}#atproto`, type: 'Multikey', controller: DID },
            publicKeyMultibase,
          })),
          service: [],
        },
      },
    },
  },
})

export const didPlc: MethodCase = {
  method: 'did-plc',
  claim: claimOf('00'.repeat(64)),
  account: DID,
  takes: [claimOf('ab'.repeat(64))],
  leaves: [DID, 'did:web:alice.test', `did:plc:short?signature=${'ab'.repeat(64)}`],
  claimFor: ({ statement }) => claimOf(sign(statement, secret)),
  genuine: () => document([k1(other), r1(secret)]),
  forgeries: [
    { what: 'a signature of nobody', answers: () => document([r1(secret)]), result: 'mismatch' },
    {
      what: 'a signature over something else',
      claim: claimOf(sign('I like cats', secret)),
      answers: () => document([r1(secret)]),
      result: 'mismatch',
    },
    { what: 'a document without keys', answers: () => document([]), result: 'mismatch' },
    { what: 'keys that are none', answers: () => document(['z', 'zzz', '!']), result: 'mismatch' },
    {
      what: 'the document of another account',
      answers: () => document([r1(secret)], 'did:plc:ewvi7nxzyoun6zhxrhs64oiz'),
      result: 'mismatch',
    },
    { what: 'no such account', answers: () => ({}), result: 'missing' },
  ],
}
