import { privateKeyFromProtobuf, privateKeyToProtobuf } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { x25519 } from '@noble/curves/ed25519.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concat } from 'uint8arrays/concat'
import { fromString } from 'uint8arrays/from-string'
import { toString as toText } from 'uint8arrays/to-string'
import { OpenPeerError } from '../errors.ts'
import { VAULT_BYTES } from '../wire/vault-request.ts'
import { identityKeyOf } from './identity-key.ts'
import type { PeerKeys } from './key-store.ts'

/** What a vault holds: enough to be a publisher of the identity on a new device, which brings its own device keys. */
export interface VaultContent {
  network: string
  identityKey: Ed25519PrivateKey
  /** oldest event first; to be checked against the DHT, since a home may serve an old vault */
  keyLog: Uint8Array[]
}

const VERSION = 1
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const LENGTH_BYTES = 2
const MAX_EVENTS = 32
const INFO = fromString('openpeer/vault-box/1')

/** Of what is sealed in a vault: 8,144, the length of the content and zeros included. */
export const PLAIN_BYTES = VAULT_BYTES - KEY_BYTES - TAG_BYTES

/**
 * Seals what a vault holds to `sealKey` (X25519, 32 bytes), padded to 8 KiB; whoever seals cannot open. The recovery key is
 * not among it and never goes in. `random` gives the one-time key, 32 bytes. Throws NOT_PUBLISHER, LIMIT_EXCEEDED (a key log
 * that is too long). docs/spec/vault.md, "The box".
 */
export async function sealVault(
  keys: Pick<PeerKeys, 'network' | 'identityKey' | 'keyLog'>,
  sealKey: Uint8Array,
  random = randomKey,
): Promise<Uint8Array<ArrayBuffer>> {
  const text = JSON.stringify({
    version: VERSION,
    network: keys.network,
    identityKey: toText(privateKeyToProtobuf(identityKeyOf(keys)), 'base64'),
    keyLog: keys.keyLog.map((event) => toText(event, 'base64')),
  })
  const content = fromString(text)
  if (content.length > PLAIN_BYTES - LENGTH_BYTES) {
    throw new OpenPeerError('LIMIT_EXCEEDED', 'The key log is too long for a vault: a recovery makes it short again.')
  }
  const plain = new Uint8Array(PLAIN_BYTES)
  new DataView(plain.buffer).setUint16(0, content.length)
  plain.set(content, LENGTH_BYTES)
  return await sealPlain(plain, sealKey, random)
}

/** The box around any content of `PLAIN_BYTES`. docs/spec/vault.md, "The box". */
export async function sealPlain(
  plain: Uint8Array<ArrayBuffer>,
  sealKey: Uint8Array,
  random = randomKey,
): Promise<Uint8Array<ArrayBuffer>> {
  const oneTime = random()
  const shown = x25519.getPublicKey(oneTime)
  const { key, iv } = await boxKey(x25519.getSharedSecret(oneTime, sealKey), shown, sealKey, 'encrypt')
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plain)
  return concat([shown, new Uint8Array(sealed)])
}

function randomKey(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(KEY_BYTES))
}

/**
 * Opens it with the open key (X25519, 32 bytes). Throws KEY_STORE_LOCKED (other words, or changed since), KEY_STORE_DAMAGED
 * (opened, and no content of this version). What it says is still to be compared with what operators show.
 */
export async function openVault(box: Uint8Array, openKey: Uint8Array): Promise<VaultContent> {
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

async function decrypt(box: Uint8Array, openKey: Uint8Array): Promise<Uint8Array> {
  try {
    if (box.length !== VAULT_BYTES) throw new Error('size')
    const shown = box.slice(0, KEY_BYTES)
    const secret = x25519.getSharedSecret(openKey, shown)
    const { key, iv } = await boxKey(secret, shown, x25519.getPublicKey(openKey), 'decrypt')
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, box.slice(KEY_BYTES)))
  } catch {
    throw new OpenPeerError('KEY_STORE_LOCKED', 'These words do not open this vault, or somebody changed it.')
  }
}

/** Of the shared secret, once for each box: the one-time key is never used again, so that no nonce is either. */
async function boxKey(secret: Uint8Array, shown: Uint8Array, sealKey: Uint8Array, use: 'encrypt' | 'decrypt') {
  const bytes = hkdf(sha256, secret, concat([shown, sealKey]), INFO, KEY_BYTES + NONCE_BYTES)
  const raw = Uint8Array.from(bytes.subarray(0, KEY_BYTES))
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, [use])
  return { key, iv: Uint8Array.from(bytes.subarray(KEY_BYTES)) }
}
