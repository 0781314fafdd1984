import { hkdf } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { OpenPeerError } from '../errors.ts'
import { RAW_KEY_BYTES } from './keys.ts'
import { checkNetwork } from './kinds.ts'
import { lengthPrefixed } from './routing-key.ts'

/** What an invitation lets its holder read, and prove at hello; whoever signs under the capability holds more. */
export const READ_SECRET_BYTES = 32
/** HMAC-SHA256. */
export const HELLO_MAC_BYTES = 32
export const SEALED_KEY_BYTES = 32
/** The nonce of AES-GCM, which is derived too. */
export const SEALED_IV_BYTES = 12

/** The public half of an invitation (raw Ed25519, 32 bytes) and its read secret, on one network. */
export interface ReadCapability {
  network: string
  capability: Uint8Array
  readSecret: Uint8Array
}

/** The key and nonce of one sealed record, from its 24 random bytes. Throws INVALID_ARGUMENT. Spec: docs/spec/sealed-records.md */
export function sealedKey(read: ReadCapability, nonce: Uint8Array): { key: Uint8Array; iv: Uint8Array } {
  const bytes = derived(read, 'openpeer/sealed/1', SEALED_KEY_BYTES + SEALED_IV_BYTES, nonce)
  return { key: bytes.subarray(0, SEALED_KEY_BYTES), iv: bytes.subarray(SEALED_KEY_BYTES) }
}

/**
 * What a guest shows at hello: that it holds the read secret, for this caller and callee (peer id bytes) and nobody else. Throws
 * INVALID_ARGUMENT. Spec: docs/spec/hello.md, "Invitations".
 */
export function helloMac(read: ReadCapability, caller: Uint8Array, callee: Uint8Array): Uint8Array {
  const key = derived(read, 'openpeer/hello/1', HELLO_MAC_BYTES)
  return hmac(sha256, key, lengthPrefixed('openpeer/hello/1', read.network, caller, callee))
}

/** Compares in a time that does not tell where two MACs differ. */
export function isSameMac(a: Uint8Array, b: Uint8Array): boolean {
  if (a.byteLength !== b.byteLength) return false
  return a.reduce((difference, byte, at) => difference | (byte ^ (b[at] ?? 0)), 0) === 0
}

function derived(read: ReadCapability, purpose: string, size: number, salt?: Uint8Array): Uint8Array {
  const { network, capability, readSecret } = read
  checkNetwork(network)
  if (readSecret.byteLength !== READ_SECRET_BYTES || capability.byteLength !== RAW_KEY_BYTES) {
    throw new OpenPeerError('INVALID_ARGUMENT', 'A capability and its read secret have 32 bytes each.')
  }
  return hkdf(sha256, readSecret, salt, lengthPrefixed(purpose, network, capability), size)
}
