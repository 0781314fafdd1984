import { secp256k1 } from '@noble/curves/secp256k1.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { concat } from 'uint8arrays/concat'
import { fromString } from 'uint8arrays/from-string'
import { toString as toText } from 'uint8arrays/to-string'
import type { MethodCase } from '../case.ts'

const secret = new Uint8Array(32).fill(9)
const other = new Uint8Array(32).fill(10)

function addressOf(key: Uint8Array): string {
  const point = secp256k1.getPublicKey(key, false)
  return `0x${toText(keccak_256(point.subarray(1)).subarray(12), 'hex')}`
}

/** As a wallet signs a message. */
function sign(text: string, key: Uint8Array): string {
  const message = fromString(text)
  const hash = keccak_256(concat([fromString(`\x19Ethereum Signed Message:\n${message.length}`), message]))
  const [recovery = 0, ...rest] = secp256k1.sign(hash, key, { prehash: false, format: 'recovered' })
  return toText(Uint8Array.from([...rest, 27 + recovery]), 'hex')
}

const claimOf = (account: string, signature: string) => `ethereum:${account}?signature=0x${signature}`

export const ethereum: MethodCase = {
  method: 'ethereum',
  claim: claimOf(addressOf(secret), '11'.repeat(65)),
  account: addressOf(secret),
  takes: [claimOf('alice.eth', '11'.repeat(65))],
  leaves: [`ethereum:${addressOf(secret)}`, claimOf('0x1234', '11'.repeat(65)), claimOf(addressOf(secret), '11')],
  claimFor: ({ statement }) => claimOf(addressOf(secret), sign(statement, secret)),
  genuine: () => ({}),
  forgeries: [
    { what: 'a signature of nobody', answers: () => ({}), result: 'mismatch' },
    {
      what: 'a signature over something else',
      claim: claimOf(addressOf(secret), sign('I like cats', secret)),
      answers: () => ({}),
      result: 'mismatch',
    },
    {
      what: 'a signature by another address',
      claim: claimOf(addressOf(secret), sign('I like cats', other)),
      answers: () => ({}),
      result: 'mismatch',
    },
    {
      what: 'an ENS name, which only a node of the chain can look up',
      claim: claimOf('alice.eth', sign('I like cats', secret)),
      answers: () => ({}),
      result: 'unsupported',
    },
  ],
}
