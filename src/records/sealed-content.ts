import { encodingLength, decode as readVarint } from 'uint8-varint'
import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../errors.ts'
import { ensure, ensureBytes, ensureDistinct, ensureDomain } from './field-checks.ts'
import { RAW_KEY_BYTES } from './keys.ts'
import { RECORD_LIMITS } from './kinds.ts'
import { SEALED_SIZES } from './payload-checks.ts'
import { MAX_COUNTS } from './payload-codecs.ts'
import { SealedContent } from './payloads.js'
import { lengthPrefixed } from './routing-key.ts'

/** Of AES-GCM, behind the encrypted bytes. */
export const SEALED_TAG_BYTES = 16

/** The size of the ciphertext, tag included: a smaller one may not hold the content. */
export function smallestSealedSize(content: SealedContent): number {
  const { byteLength } = lengthPrefixed(SealedContent.encode(content))
  const size = SEALED_SIZES.find((one) => byteLength <= one - SEALED_TAG_BYTES)
  if (size !== undefined) return size
  throw new OpenPeerError('RECORD_TOO_LARGE', 'The identity record and its homes do not fit into a sealed record.')
}

/**
 * The bytes to encrypt: the content after its length, then zeros. `size` is one of `SEALED_SIZES`. Throws RECORD_TOO_LARGE when
 * it does not fit, INVALID_ARGUMENT for another size. Spec: docs/spec/sealed-records.md, "Content".
 */
export function padContent(content: SealedContent, size: number): Uint8Array<ArrayBuffer> {
  if (!SEALED_SIZES.includes(size)) {
    throw new OpenPeerError('INVALID_ARGUMENT', `A sealed record is padded to ${SEALED_SIZES.join(', ')} bytes.`)
  }
  const written = lengthPrefixed(SealedContent.encode(content))
  const padded = new Uint8Array(size - SEALED_TAG_BYTES)
  if (written.byteLength > padded.byteLength) {
    throw new OpenPeerError('RECORD_TOO_LARGE', `The content has ${written.byteLength} bytes, too many for ${size}.`)
  }
  padded.set(written)
  return padded
}

/**
 * What was decrypted, its form checked; the identity record in it is not. Throws RECORD_MALFORMED, LIMIT_EXCEEDED,
 * RECORD_NOT_CANONICAL. Spec: docs/spec/sealed-records.md, "Order of the checks".
 */
export function readContent(padded: Uint8Array): SealedContent {
  const { written, rest } = split(padded)
  ensure(
    rest.every((byte) => byte === 0),
    'the padding is not zero',
  )
  const content = decodeContent(written)
  if (!equals(SealedContent.encode(content), written)) {
    throw new OpenPeerError('RECORD_NOT_CANONICAL', 'The sealed content is not in its one canonical encoding.')
  }
  for (const { domain, key } of content.homes) {
    ensureDomain(domain, 'a sealed home')
    ensureBytes(key, RAW_KEY_BYTES, 'the key of a sealed home')
  }
  ensureDistinct(
    content.homes.map(({ domain }) => domain),
    'the sealed homes',
  )
  ensure(content.identityRecord.length > 0 || content.homes.length === 0, 'a withdrawn invitation names homes')
  ensure(content.identityRecord.length <= RECORD_LIMITS.identity.maxBytes, 'the identity record is too large')
  return content
}

function split(padded: Uint8Array): { written: Uint8Array; rest: Uint8Array } {
  const length = readLength(padded)
  // Before its size is asked for: there are numbers that no varint is written for.
  ensure(length <= padded.byteLength, 'the sealed content is cut short')
  const start = encodingLength(length)
  ensure(start + length <= padded.byteLength, 'the sealed content is cut short')
  ensure(
    equals(lengthPrefixed(padded.subarray(start, start + length)).subarray(0, start), padded.subarray(0, start)),
    'its length is not canonical',
  )
  return { written: padded.subarray(start, start + length), rest: padded.subarray(start + length) }
}

function readLength(padded: Uint8Array): number {
  try {
    return readVarint(padded)
  } catch (cause) {
    throw new OpenPeerError('RECORD_MALFORMED', 'The sealed content has no length.', { cause })
  }
}

function decodeContent(bytes: Uint8Array): SealedContent {
  try {
    return SealedContent.decode(bytes, { limits: { homes: MAX_COUNTS.homes } })
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'MaxLengthError') {
      throw new OpenPeerError('LIMIT_EXCEEDED', 'The sealed content names too many homes.', { cause })
    }
    throw new OpenPeerError('RECORD_MALFORMED', 'The sealed content cannot be read.', { cause })
  }
}
