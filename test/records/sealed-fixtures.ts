// Sealed records with anything inside, right or wrong, under fixed keys.
import { sealedKey } from '../../src/records/capability.ts'
import { SEALED_SIZES } from '../../src/records/payload-checks.ts'
import type { SealedContent } from '../../src/records/payloads.js'
import { SealedContent as Codec } from '../../src/records/payloads.js'
import { lengthPrefixed } from '../../src/records/routing-key.ts'
import { sealRecord } from '../../src/records/seal-record.ts'
import { SEALED_TAG_BYTES } from '../../src/records/sealed-content.ts'
import { openSealed } from '../../src/records/sealed-record.ts'
import { validateSealed } from '../../src/records/validate.ts'
import { DAY_MS, filled, KEYS, NETWORK, NOW, rawOf, sealWith } from './fixtures.ts'

export const CAPABILITY = rawOf(KEYS.capability)
export const READ_SECRET = filled(0x5e)
export const NONCE = filled(0x0e, 24)
export const TIMES = { seq: NOW, expiresAt: NOW + 80 * DAY_MS }

/** The identity record of the fixtures, and its homes. */
export const CONTENT: SealedContent = {
  identityRecord: Uint8Array.from(await sealWith('identity')),
  homes: [{ domain: 'b.example', key: rawOf(KEYS.domain) }],
}

/** As its owner would, but with any bytes to be encrypted: `sealIdentity` writes none that are wrong. */
export async function sealPlain(
  plain: Uint8Array,
  { readSecret = READ_SECRET, nonce = NONCE, authenticated = TIMES, times = TIMES } = {},
): Promise<Uint8Array> {
  const { key, iv } = sealedKey({ network: NETWORK, capability: CAPABILITY, readSecret }, nonce)
  const additionalData = lengthPrefixed(
    ...['openpeer/sealed/1', NETWORK, CAPABILITY],
    ...[authenticated.seq, authenticated.expiresAt].map((ms) => {
      const bytes = new Uint8Array(8)
      new DataView(bytes.buffer).setBigUint64(0, BigInt(ms))
      return bytes
    }),
  )
  const cipher = await crypto.subtle.importKey('raw', Uint8Array.from(key), 'AES-GCM', false, ['encrypt'])
  const algorithm = { name: 'AES-GCM', iv: Uint8Array.from(iv), additionalData }
  const ciphertext = new Uint8Array(await crypto.subtle.encrypt(algorithm, cipher, Uint8Array.from(plain)))
  return sealRecord('sealed', { capability: CAPABILITY, ...times, nonce, ciphertext }, KEYS.capability, NETWORK)
}

/** Bytes, padded with zeros to the smallest size that holds them. */
export function padded(bytes: Uint8Array): Uint8Array {
  const size = SEALED_SIZES.find((one) => bytes.byteLength <= one - SEALED_TAG_BYTES) ?? 0
  const plain = new Uint8Array(size - SEALED_TAG_BYTES)
  plain.set(bytes)
  return plain
}

/** A content as it is encrypted, not looked at. */
export const written = (content: SealedContent) => lengthPrefixed(Codec.encode(content))

/** Everything that a guest does with a sealed record. */
export async function openAsGuest(bytes: Uint8Array, readSecret: Uint8Array = READ_SECRET, now = NOW) {
  return openSealed(await validateSealed(bytes, CAPABILITY, { network: NETWORK, now }), readSecret, now)
}
