import { sha512 } from '@noble/hashes/sha2.js'
import { concat } from 'uint8arrays/concat'
import { fromString } from 'uint8arrays/from-string'

/** One side of a comparison. */
export interface SafetyNumberParty {
  /** identity id, 32 bytes */
  id: Uint8Array
  /** the identity key in force, raw Ed25519, 32 bytes */
  signingKey: Uint8Array
}

/** As many as Signal's: each makes a forger's search for another key with the same digits so much dearer. */
const ITERATIONS = 5_200
const GROUPS = 6
const GROUP_BYTES = 5
const GROUP_DIGITS = 5

/**
 * The number that two people compare by another way than this one: 60 digits, the same on both sides. It is another one
 * once either key has changed. Takes some 20 ms. Spec: docs/spec/safety-number.md
 */
export function safetyNumber(a: SafetyNumberParty, b: SafetyNumberParty): string {
  return [half(a), half(b)].sort().join('')
}

/** The digits in twelve groups of five, as people read them out. */
export function safetyNumberText(number: string): string {
  return number.match(/.{5}/g)?.join(' ') ?? number
}

function half({ id, signingKey }: SafetyNumberParty): string {
  let hash: Uint8Array = concat([fromString('openpeer/safety-number/1'), id, signingKey])
  for (let round = 0; round < ITERATIONS; round++) hash = sha512(concat([hash, signingKey]))
  let digits = ''
  for (let group = 0; group < GROUPS; group++) {
    const bytes = hash.subarray(group * GROUP_BYTES, (group + 1) * GROUP_BYTES)
    const value = bytes.reduce((sum, byte) => sum * 256 + byte, 0)
    digits += String(value % 10 ** GROUP_DIGITS).padStart(GROUP_DIGITS, '0')
  }
  return digits
}
