import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { x25519 } from '@noble/curves/ed25519.js'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { argon2id } from 'hash-wasm'
import { OpenPeerError } from '../errors.ts'
import type { Name } from '../records/names.ts'
import { lengthPrefixed, sha256 } from '../records/routing-key.ts'

/** Words of a passphrase: 11 bits each, 66 in all, since a home could guess as long as it likes. */
export const PASSPHRASE_WORDS = 6
/** RFC 9106's second recommendation: 64 MiB, 3 passes. Fixed: a new device knows nothing but the name and the words. */
const COST = { memorySize: 64 * 1024, iterations: 3, parallelism: 1 }
const KEY_BYTES = 32

/** What a passphrase opens: one key proves to the home that its owner may fetch, the other one opens what is fetched. */
export interface VaultKeys {
  fetchKey: Ed25519PrivateKey
  /** X25519, 32 bytes. */
  openKey: Uint8Array
}

/**
 * The public halves of a vault's keys: what a device keeps to seal the vault anew when keys change. It opens nothing, so that
 * whoever steals the device cannot read what is sealed later. docs/spec/vault.md, "Kept up to date".
 */
export interface VaultLock {
  /** `alice@a.test`, with which the words were turned into keys. */
  name: string
  /** Ed25519, raw, 32 bytes. */
  fetchKey: Uint8Array
  /** X25519, 32 bytes. */
  sealKey: Uint8Array
}

/** Six words at random. `random` fills an array, as `crypto.getRandomValues`. docs/spec/vault.md, "The passphrase". */
export function createPassphrase(
  random: (into: Uint16Array<ArrayBuffer>) => unknown = (into) => crypto.getRandomValues(into),
): string {
  const numbers = new Uint16Array(PASSPHRASE_WORDS)
  random(numbers)
  // 65,536 is 32 times the list's 2,048: no word is likelier than another.
  return Array.from(numbers, (number) => wordlist[number % wordlist.length]).join(' ')
}

/**
 * Both keys, from the words and the name (docs/spec/vault.md, "Keys"). About 0.3 s and 64 MiB. Throws INVALID_ARGUMENT for
 * anything but six words of the list: what people think of is guessed.
 */
export async function vaultKeys(options: { network: string; name: Name; passphrase: string }): Promise<VaultKeys> {
  const { network, name, passphrase } = options
  const bytes = await argon2id({
    password: checkedPassphrase(passphrase),
    salt: sha256(lengthPrefixed('openpeer/vault/1', network, name.text)),
    ...COST,
    hashLength: 2 * KEY_BYTES,
    outputType: 'binary',
  })
  return {
    fetchKey: await generateKeyPairFromSeed('Ed25519', bytes.slice(0, KEY_BYTES)),
    openKey: bytes.slice(KEY_BYTES),
  }
}

/** What a device may keep of the keys. */
export function vaultLock({ fetchKey, openKey }: VaultKeys, name: Name): VaultLock {
  return { name: name.text, fetchKey: fetchKey.publicKey.raw, sealKey: x25519.getPublicKey(openKey) }
}

/**
 * The six words in the one way that they are read: lower case, NFKD, single spaces. Throws INVALID_ARGUMENT, which says
 * which of them is none of the list by its place, and never quotes it.
 */
export function checkedPassphrase(passphrase: string): string {
  const words = passphrase.normalize('NFKD').toLowerCase().trim().split(/\s+/)
  const unknown = words.findIndex((word) => !wordlist.includes(word))
  if (words.length === PASSPHRASE_WORDS && unknown === -1) return words.join(' ')
  const problem =
    words.length === PASSPHRASE_WORDS
      ? `number ${unknown + 1} is none of the list; look at its spelling`
      : `there are ${words[0] === '' ? 0 : words.length}, and ${PASSPHRASE_WORDS} are needed`
  throw new OpenPeerError('INVALID_ARGUMENT', `These are not the words of a vault: ${problem}.`)
}
