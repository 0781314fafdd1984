import { publicKeyFromRaw as anyKeyFromRaw } from '@libp2p/crypto/keys'
import type { Ed25519PublicKey, PeerId } from '@libp2p/interface'
import { peerIdFromPublicKey } from '@libp2p/peer-id'
import { concat } from 'uint8arrays/concat'
import { equals } from 'uint8arrays/equals'
import { withArrayBuffer } from 'uint8arrays/with-array-buffer'
import { OpenPeerError } from '../errors.ts'

/** A raw Ed25519 public key, and a raw X25519 one. */
export const RAW_KEY_BYTES = 32
/** An Ed25519 signature. */
export const SIGNATURE_BYTES = 64
/** An Ed25519 peer id: identity multihash (00 24) of the key's protobuf (08 01 12 20 and the raw key). */
const PEER_ID_PREFIX = Uint8Array.of(0x00, 0x24, 0x08, 0x01, 0x12, 0x20)

function wrongKeyType(what: string): OpenPeerError {
  return new OpenPeerError('WRONG_KEY_TYPE', `Only Ed25519 keys are accepted; ${what} is not one.`)
}

/** The libp2p key of 32 raw bytes. Throws WRONG_KEY_TYPE. Spec: docs/spec/records.md, "Keys". */
export function publicKeyFromRaw(raw: Uint8Array): Ed25519PublicKey {
  if (raw.byteLength !== RAW_KEY_BYTES) throw wrongKeyType(`a key of ${raw.byteLength} bytes`)
  return anyKeyFromRaw(raw) as Ed25519PublicKey
}

/** The 32 raw bytes of a libp2p public key. Throws WRONG_KEY_TYPE for RSA, secp256k1 and ECDSA. */
export function rawPublicKey(key: { type: string; raw: Uint8Array }): Uint8Array<ArrayBuffer> {
  if (key.type !== 'Ed25519') throw wrongKeyType(`a key of type ${key.type}`)
  return withArrayBuffer(key.raw)
}

/** The peer id of a raw Ed25519 public key. Throws WRONG_KEY_TYPE. */
export function peerIdFromRaw(raw: Uint8Array): PeerId {
  return peerIdFromPublicKey(publicKeyFromRaw(raw))
}

/** The 38 bytes that stand for that peer id in records. Throws WRONG_KEY_TYPE. */
export function peerIdBytesFromRaw(raw: Uint8Array): Uint8Array<ArrayBuffer> {
  if (raw.byteLength !== RAW_KEY_BYTES) throw wrongKeyType(`a key of ${raw.byteLength} bytes`)
  return concat([PEER_ID_PREFIX, raw])
}

/** The raw public key inside a peer id (or its multihash bytes). Throws WRONG_KEY_TYPE. */
export function rawFromPeerId(peerId: Uint8Array | PeerId): Uint8Array<ArrayBuffer> {
  const bytes = peerId instanceof Uint8Array ? peerId : peerId.toMultihash().bytes
  const isEd25519 =
    bytes.byteLength === PEER_ID_PREFIX.byteLength + RAW_KEY_BYTES &&
    equals(bytes.subarray(0, PEER_ID_PREFIX.byteLength), PEER_ID_PREFIX)
  if (!isEd25519) throw wrongKeyType('a peer id')
  return Uint8Array.from(bytes.subarray(PEER_ID_PREFIX.byteLength))
}

/** Whether `signature` is `raw`'s over `message`; false for a signature of the wrong length. Throws WRONG_KEY_TYPE. */
export async function verifies(raw: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const key = publicKeyFromRaw(raw)
  try {
    return await key.verify(message, signature)
  } catch {
    // Some runtimes throw for a signature that is not 64 bytes, or a key that is no point of the curve.
    return false
  }
}
