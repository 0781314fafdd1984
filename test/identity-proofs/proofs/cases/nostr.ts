import { schnorr } from '@noble/curves/secp256k1.js'
import { fromString } from 'uint8arrays/from-string'
import { toString as toText } from 'uint8arrays/to-string'
import { sha256 } from '../../../../src/records/routing-key.ts'
import type { MethodCase, Words } from '../case.ts'

const secret = new Uint8Array(32).fill(7)
const otherSecret = new Uint8Array(32).fill(8)
const keyOf = (key: Uint8Array) => toText(schnorr.getPublicKey(key), 'hex')
const sign = (text: string, key: Uint8Array) =>
  toText(schnorr.sign(sha256(fromString(text)), key, new Uint8Array(32)), 'hex')
const claimOf = (signature: string) => `nostr:alice@nostr.test?signature=${signature}`
const names = (entries: object) => ({
  https: { 'nostr.test': { '/.well-known/nostr.json?name=alice': { body: { names: entries, relays: {} } } } },
})

export const nostr: MethodCase = {
  method: 'nostr',
  claim: claimOf('00'.repeat(64)),
  account: 'alice@nostr.test',
  takes: [`nostr:_@nostr.test?signature=${'ab'.repeat(64)}`],
  leaves: ['nostr:alice@nostr.test', 'nostr:npub1xyz', `nostr:alice@nostr.test/x?signature=${'ab'.repeat(64)}`],
  claimFor: ({ statement }: Words) => claimOf(sign(statement, secret)),
  genuine: () => names({ alice: keyOf(secret) }),
  forgeries: [
    { what: 'a signature of nobody', answers: () => names({ alice: keyOf(secret) }), result: 'mismatch' },
    {
      what: 'a signature over something else',
      claim: claimOf(sign('I like cats', secret)),
      answers: () => names({ alice: keyOf(secret) }),
      result: 'mismatch',
    },
    {
      what: 'the domain names another key',
      claim: claimOf(sign('I like cats', secret)),
      answers: () => names({ alice: keyOf(otherSecret) }),
      result: 'mismatch',
    },
    { what: 'a key that is no point', answers: () => names({ alice: 'ff'.repeat(32) }), result: 'mismatch' },
    { what: 'no such name', answers: ({ plain }) => names({ bob: keyOf(secret), note: plain }), result: 'missing' },
  ],
}
