import { privateKeyFromProtobuf, privateKeyToProtobuf } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { fromString, toString as toText } from 'uint8arrays'
import { OpenPeerError } from '../errors.ts'
import { parseName } from '../records/names.ts'
import type { PeerKeys } from './key-store.ts'
import type { VaultLock } from './vault-keys.ts'

const VERSION = 1
const MAX_EVENTS = 64

/** The keys as the bytes that are then encrypted: UTF-8 JSON, byte fields in base64. docs/spec/key-store.md. */
export function encodeKeys(keys: PeerKeys): Uint8Array {
  return fromString(
    JSON.stringify({
      version: VERSION,
      network: keys.network,
      ...(keys.identityKey === null ? {} : { identityKey: base64(privateKeyToProtobuf(keys.identityKey)) }),
      deviceKey: base64(privateKeyToProtobuf(keys.deviceKey)),
      sealingPublicKey: base64(keys.sealingKey.publicKey),
      sealingPrivateKey: base64(keys.sealingKey.privateKey),
      keyLog: keys.keyLog.map(base64),
      ...(keys.vault === undefined ? {} : { vault: encodeLock(keys.vault) }),
    }),
  )
}

/** Throws KEY_STORE_DAMAGED, never naming a value, when the bytes are not what `encodeKeys` gives. */
export function decodeKeys(bytes: Uint8Array): PeerKeys {
  try {
    const found = JSON.parse(toText(bytes)) as Record<string, unknown>
    if (found.version !== VERSION) throw new Error('version')
    if (!Array.isArray(found.keyLog) || found.keyLog.length === 0 || found.keyLog.length > MAX_EVENTS) {
      throw new Error('keyLog')
    }
    return {
      network: text(found.network),
      // Absent on a plain device; null is no key of ours.
      identityKey: found.identityKey === undefined ? null : privateKey(found.identityKey),
      deviceKey: privateKey(found.deviceKey),
      sealingKey: { publicKey: raw32(found.sealingPublicKey), privateKey: raw32(found.sealingPrivateKey) },
      keyLog: found.keyLog.map((event) => fromString(text(event), 'base64')),
      ...(found.vault === undefined ? {} : { vault: decodeLock(found.vault as Record<string, unknown>) }),
    }
  } catch {
    // The cause is dropped on purpose: a parser's message may quote the secret it stumbled over.
    throw new OpenPeerError(
      'KEY_STORE_DAMAGED',
      'The key store was opened, but what is in it is not a set of keys of this version. Restore it from a backup.',
    )
  }
}

function encodeLock({ name, fetchKey, sealKey }: VaultLock) {
  return { name, fetchKey: base64(fetchKey), sealKey: base64(sealKey) }
}

function decodeLock({ name, fetchKey, sealKey }: Record<string, unknown>): VaultLock {
  return { name: parseName(text(name)).text, fetchKey: raw32(fetchKey), sealKey: raw32(sealKey) }
}

function base64(bytes: Uint8Array): string {
  return toText(bytes, 'base64')
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error('text')
  return value
}

function raw32(value: unknown): Uint8Array {
  const bytes = fromString(text(value), 'base64')
  if (bytes.length !== 32) throw new Error('length')
  return bytes
}

function privateKey(value: unknown): Ed25519PrivateKey {
  const key = privateKeyFromProtobuf(fromString(text(value), 'base64'))
  if (key.type !== 'Ed25519') throw new Error('type')
  return key
}
