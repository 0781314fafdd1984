import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { OpenPeerError } from '../errors.ts'

/** Bytes of the seed of an Ed25519 key; 24 words hold them and 8 bits of checksum. */
const SEED_BYTES = 32
export const RECOVERY_WORDS = 24

/** The recovery key as 24 English words (BIP-39), to be written down. docs/spec/key-log.md, "The recovery key". */
export function recoveryWords(key: Ed25519PrivateKey): string {
  return entropyToMnemonic(Uint8Array.from(key.raw.subarray(0, SEED_BYTES)), wordlist)
}

/**
 * The key of these words, however they are spaced and cased. Throws INVALID_ARGUMENT, never quoting them: what was wrong
 * (how many there are, which place has no word of the list, the checksum).
 */
export async function recoveryKeyFromWords(text: string): Promise<Ed25519PrivateKey> {
  const words = text.normalize('NFKD').toLowerCase().trim().split(/\s+/)
  const problem = problemOf(words)
  if (problem !== null) throw new OpenPeerError('INVALID_ARGUMENT', `These are not the recovery words: ${problem}.`)
  return await generateKeyPairFromSeed('Ed25519', mnemonicToEntropy(words.join(' '), wordlist))
}

function problemOf(words: string[]): string | null {
  if (words.length !== RECOVERY_WORDS) return `there are ${words.length}, and ${RECOVERY_WORDS} are needed`
  const unknown = words.findIndex((word) => !wordlist.includes(word))
  if (unknown !== -1) return `number ${unknown + 1} is none of the list; look at its spelling`
  try {
    mnemonicToEntropy(words.join(' '), wordlist)
    return null
  } catch {
    return 'one of them is another word, or two are in each other’s place'
  }
}
