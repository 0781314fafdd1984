import { privateKeyFromProtobuf, privateKeyToProtobuf } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { concat } from 'uint8arrays/concat'
import { fromString } from 'uint8arrays/from-string'
import { toString as toText } from 'uint8arrays/to-string'
import { OpenPeerError } from '../errors.ts'
import type { PeerKeys } from './key-store.ts'

/** What a vault holds: enough to be a publisher of the identity on a new device, which brings its own device keys. */
export interface VaultContent {
  network: string
  identityKey: Ed25519PrivateKey
  /** oldest event first; to be checked against the DHT, since a home may serve an old vault */
  keyLog: Uint8Array[]
}

const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16
const LENGTH_BYTES = 2
/** Every vault has this size, so that a home cannot tell how often keys were changed. */
export const VAULT_BYTES = 8_192
const MAX_EVENTS = 32

/** Seals what a vault holds, padded to 8 KiB. The recovery key is not among it and never goes in. docs/spec/vault.md. */
export async function sealVault(keys: PeerKeys, openKey: CryptoKey): Promise<Uint8Array<ArrayBuffer>> {
  const text = JSON.stringify({
    version: VERSION,
    network: keys.network,
    identityKey: toText(privateKeyToProtobuf(keys.identityKey), 'base64'),
    keyLog: keys.keyLog.map((event) => toText(event, 'base64')),
  })
  const content = fromString(text)
  const plain = new Uint8Array(VAULT_BYTES - NONCE_BYTES - TAG_BYTES)
  if (content.length > plain.length - LENGTH_BYTES) {
    throw new OpenPeerError('LIMIT_EXCEEDED', 'The key log is too long for a vault: a recovery makes it short again.')
  }
  new DataView(plain.buffer).setUint16(0, content.length)
  plain.set(content, LENGTH_BYTES)
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES))
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, openKey, plain)
  return Uint8Array.from(concat([nonce, new Uint8Array(sealed)]))
}

/** Throws KEY_STORE_LOCKED (other words, or changed since), KEY_STORE_DAMAGED (opened, and no content of this version). */
export async function openVault(box: Uint8Array, openKey: CryptoKey): Promise<VaultContent> {
  const plain = await decrypt(box, openKey)
  try {
    const length = new DataView(plain.buffer).getUint16(0)
    const found = JSON.parse(toText(plain.subarray(LENGTH_BYTES, LENGTH_BYTES + length)))
    if (found.version !== VERSION || typeof found.network !== 'string') throw new Error('version')
    if (!Array.isArray(found.keyLog) || found.keyLog.length === 0 || found.keyLog.length > MAX_EVENTS)
      throw new Error('log')
    const identityKey = privateKeyFromProtobuf(fromString(found.identityKey, 'base64'))
    if (identityKey.type !== 'Ed25519') throw new Error('type')
    const keyLog = found.keyLog.map((event: string) => fromString(event, 'base64'))
    return { network: found.network, identityKey, keyLog }
  } catch {
    // The cause is dropped on purpose: a parser's message may quote the secret it stumbled over.
    throw new OpenPeerError('KEY_STORE_DAMAGED', 'The vault was opened, but what is in it is of another version.')
  }
}

async function decrypt(box: Uint8Array, openKey: CryptoKey): Promise<Uint8Array> {
  try {
    if (box.length !== VAULT_BYTES) throw new Error('size')
    const [nonce, sealed] = [new Uint8Array(box.subarray(0, NONCE_BYTES)), new Uint8Array(box.subarray(NONCE_BYTES))]
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce }, openKey, sealed))
  } catch {
    throw new OpenPeerError('KEY_STORE_LOCKED', 'These words do not open this vault, or somebody changed it.')
  }
}
