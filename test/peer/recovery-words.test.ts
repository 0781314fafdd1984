import assert from 'node:assert/strict'
import { test } from 'node:test'
import { generateKeyPair, generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import { RECOVERY_WORDS, recoveryKeyFromWords, recoveryWords } from '../../src/peer/recovery-words.ts'

test('a recovery key comes back from its words, however they are typed', async () => {
  const key = await generateKeyPair('Ed25519')
  const words = recoveryWords(key)
  assert.equal(words.split(' ').length, RECOVERY_WORDS)
  for (const typed of [words, ` ${words.toUpperCase()}\n`, words.replaceAll(' ', '\n  ')]) {
    assert.ok((await recoveryKeyFromWords(typed)).equals(key))
  }
})

test('the words of a fixed seed are those of BIP-39', async () => {
  const key = await generateKeyPairFromSeed('Ed25519', new Uint8Array(32))
  assert.equal(recoveryWords(key), `${'abandon '.repeat(23)}art`)
})

test('what is wrong is said, and never quoted', async () => {
  const words = recoveryWords(await generateKeyPairFromSeed('Ed25519', new Uint8Array(32).fill(7))).split(' ')
  const [first = '', second = ''] = words
  const wrong: [string[], RegExp][] = [
    [words.slice(1), /there are 23/],
    [[], /there are 1,|there are 0|there are 1/],
    [['zzzz', ...words.slice(1)], /number 1 is none of the list/],
    [[...words.slice(0, 22), 'wörd', words[23] ?? ''], /number 23/],
    [[second, first, ...words.slice(2)], /another word|in each other/],
  ]
  for (const [given, message] of wrong) {
    const error = await recoveryKeyFromWords(given.join(' ')).then(
      () => assert.fail('it was taken'),
      (failure: Error & { code: string }) => failure,
    )
    assert.equal(error.code, 'INVALID_ARGUMENT')
    assert.match(error.message, message)
    assert.doesNotMatch(error.message, /zzzz|wörd/)
  }
})
