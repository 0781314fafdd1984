import { readFile } from 'node:fs/promises'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { toString as bytesToText } from 'uint8arrays'
import { renderUnicodeCompact } from 'uqr'
import { OpenPeerError } from '../errors.ts'
import { recoveryKeyFromWords, recoveryWords } from '../peer/recovery-words.ts'
import { askPassphrase } from './ask-passphrase.ts'
import type { Context } from './context.ts'

const WORDS_IN_A_LINE = 6
const SEED_BYTES = 32

/** A recovery key to be shown: `json` for programs, `text` for whoever writes it down. docs/spec/key-log.md */
export function shownRecoveryKey(key: Ed25519PrivateKey, { qr = false }: { qr?: boolean } = {}) {
  const words = recoveryWords(key)
  const all = words.split(' ').map((word, at) => `${String(at + 1).padStart(2)} ${word.padEnd(8)}`)
  const lines: string[] = []
  for (let at = 0; at < all.length; at += WORDS_IN_A_LINE) {
    lines.push(`  ${all.slice(at, at + WORDS_IN_A_LINE).join('  ')}`.trimEnd())
  }
  const advice = 'Write these words down, in this order, and keep them away from this machine:'
  const why = 'they undo a stolen key, and they are not shown again.'
  return {
    json: { recoveryWords: words, recoveryKey: bytesToText(key.raw.subarray(0, SEED_BYTES), 'base64url') },
    text: ['Recovery key:', '', ...lines, '', ...(qr ? [renderUnicodeCompact(words), ''] : []), advice, why].join('\n'),
  }
}

/**
 * The recovery key from a file with its words, else asked for at the terminal without showing what is typed: a command line
 * is kept in the shell's history. Throws INVALID_ARGUMENT, which says what is wrong with the words, ABORTED.
 */
export async function readRecoveryKey(context: Context, wordsFile: string | undefined): Promise<Ed25519PrivateKey> {
  const otherwise =
    'The recovery words are needed and there is no terminal to ask at: put them into a file, --words-file.'
  const text =
    wordsFile === undefined
      ? await askPassphrase(context, 'Recovery words', otherwise)
      : await readWordsFile(wordsFile, 'the recovery words')
  return await recoveryKeyFromWords(text)
}

/** Secret words from a file; `what` they are is said where it cannot be read. Throws INVALID_ARGUMENT. */
export async function readWordsFile(file: string, what: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    const { message } = cause as Error
    throw new OpenPeerError('INVALID_ARGUMENT', `${file} cannot be read for ${what}: ${message}`, { cause })
  }
}
