import { argon2id } from 'hash-wasm'
import { fromString, toString as toText } from 'uint8arrays'
import { OpenPeerError } from '../errors.ts'

/** The cost of one guess at the passphrase. Kept in the file, so that it can be raised later. */
export interface PassphraseCost {
  memoryKiB: number
  iterations: number
  parallelism: number
}

/** 64 MiB, 3 passes: above RFC 9106's second recommendation; about 0.3 s on a laptop. */
export const DEFAULT_COST: PassphraseCost = { memoryKiB: 64 * 1024, iterations: 3, parallelism: 1 }

// A file that asks for more than this is not ours: opening it must not take the machine down.
const MAX_MEMORY_KIB = 1024 * 1024
const MAX_ITERATIONS = 64
const MAX_PARALLELISM = 16
const MAX_BOX_CHARACTERS = 64 * 1024
const SALT_BYTES = 16
const NONCE_BYTES = 12
const KEY_BYTES = 32

interface Box {
  version: 1
  kdf: { name: 'argon2id'; salt: string } & PassphraseCost
  cipher: { name: 'aes-256-gcm'; nonce: string }
  ciphertext: string
}

/** Encrypts bytes under a passphrase: JSON text that says how it was made. docs/spec/key-store.md. */
export async function sealBox(plain: Uint8Array, passphrase: string, cost: PassphraseCost): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES))
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES))
  const key = await deriveKey(passphrase, salt, cost)
  const ciphertext = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, key, new Uint8Array(plain))
  const box: Box = {
    version: 1,
    kdf: { name: 'argon2id', ...cost, salt: toText(salt, 'base64') },
    cipher: { name: 'aes-256-gcm', nonce: toText(nonce, 'base64') },
    ciphertext: toText(new Uint8Array(ciphertext), 'base64'),
  }
  return `${JSON.stringify(box, null, 2)}\n`
}

/** Throws KEY_STORE_LOCKED for a wrong passphrase, KEY_STORE_DAMAGED when the text is not such a box. */
export async function openBox(boxText: string, passphrase: string): Promise<Uint8Array> {
  const { kdf, nonce, salt, ciphertext } = parseBox(boxText)
  const key = await deriveKey(passphrase, salt, kdf)
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce }, key, ciphertext))
  } catch {
    throw new OpenPeerError('KEY_STORE_LOCKED', 'Wrong passphrase, or the key store was changed since it was written.')
  }
}

function parseBox(boxText: string) {
  try {
    if (boxText.length > MAX_BOX_CHARACTERS) throw new Error('too long')
    const { version, kdf, cipher, ciphertext } = JSON.parse(boxText) as Box
    if (version !== 1 || kdf.name !== 'argon2id' || cipher.name !== 'aes-256-gcm') throw new Error('kind')
    within(kdf.iterations, 1, MAX_ITERATIONS)
    within(kdf.parallelism, 1, MAX_PARALLELISM)
    // RFC 9106: each lane takes 8 KiB at least.
    within(kdf.memoryKiB, 8 * kdf.parallelism, MAX_MEMORY_KIB)
    const [nonce, salt] = [bytesOf(cipher.nonce), bytesOf(kdf.salt)]
    within(nonce.length, NONCE_BYTES, NONCE_BYTES)
    within(salt.length, SALT_BYTES, SALT_BYTES)
    return { kdf, nonce, salt, ciphertext: bytesOf(ciphertext) }
  } catch (error) {
    throw new OpenPeerError('KEY_STORE_DAMAGED', 'This file is not a key store of this version. Restore a backup.', {
      cause: error,
    })
  }
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(fromString(base64, 'base64'))
}

function within(value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) throw new Error('out of range')
}

async function deriveKey(passphrase: string, salt: Uint8Array, cost: PassphraseCost): Promise<CryptoKey> {
  const hash = await argon2id({
    // One spelling of a passphrase, however the keyboard composes it.
    password: passphrase.normalize('NFKC'),
    salt,
    memorySize: cost.memoryKiB,
    iterations: cost.iterations,
    parallelism: cost.parallelism,
    hashLength: KEY_BYTES,
    outputType: 'binary',
  })
  return crypto.subtle.importKey('raw', new Uint8Array(hash), 'AES-GCM', false, ['encrypt', 'decrypt'])
}
