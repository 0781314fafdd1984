// The vault at real homes: made, opened elsewhere, kept up to date, given up.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createKeys } from '../../src/peer/create-keys.ts'
import { memoryKeyStore } from '../../src/peer/key-store.ts'
import type { Peer } from '../../src/peer/peer.ts'
import { memoryStorage } from '../../src/peer/storage.ts'
import { type PeerFederation, startFederation } from './federation.ts'
import { NETWORK } from './forge.ts'

const NAME = 'alice@a.test'
let federation: PeerFederation
let alice: Peer
let recoveryKey: Awaited<ReturnType<typeof createKeys>>['recoveryKey']
const aliceKeys = memoryKeyStore()

const nobody = (home = 'a.test') => federation.startPeer(home, { listen: [] })
const tried = async (words: string, name = NAME) => (await nobody()).vault.open({ name, words })
const open = async (words: string) => (await tried(words)) ?? assert.fail('these words open nothing')
const signingKey = async () => (await aliceKeys.load())?.identityKey ?? assert.fail('no identity key')

before(async () => {
  federation = await startFederation(['a.test', 'b.test', 'c.test'])
  const made = await createKeys({ network: NETWORK })
  recoveryKey = made.recoveryKey
  await aliceKeys.save(made.keys)
  alice = await federation.startPeer('a.test', { keyStore: aliceKeys })
})
after(() => federation?.[Symbol.asyncDispose]())

describe('the vault', () => {
  let words: string

  test('wants a name first', async () => {
    await assert.rejects(alice.vault.keep(), { code: 'NOT_REGISTERED' })
    assert.equal(alice.vault.status, null)
    await alice.register('alice')
  })

  test('is made with six words of its own, at every home; only their lock is kept', async () => {
    const made = await alice.vault.keep()
    words = made.words
    assert.equal(words.split(' ').length, 6)
    assert.deepEqual([made.name.text, made.homes, made.missing], [NAME, ['a.test'], []])
    const { name = '', homes = [] } = alice.vault.status ?? {}
    assert.deepEqual([name, homes.map(({ isCurrent }) => isCurrent)], [NAME, [true]])
    const keys = await aliceKeys.load()
    assert.deepEqual(Object.keys(keys?.vault ?? {}).sort(), ['fetchKey', 'name', 'sealKey'])
  })

  test('refuses words that a person would think of', async () => {
    await assert.rejects(alice.vault.keep('my dog is called Bello now'), { code: 'INVALID_ARGUMENT' })
  })

  test('makes another device a publisher, heard from another operator too', async () => {
    const opened = await open(` ${words.toUpperCase()}\n`)
    assert.equal(opened.isInForce, true)
    assert.ok(opened.heardFrom.includes('a.test') && opened.heardFrom.length > 1, String(opened.heardFrom))
    assert.ok(opened.keys.identityKey.equals(await signingKey()))
    const storage = memoryStorage()
    const second = await federation.startPeer('a.test', { keyStore: memoryKeyStore(opened.keys), storage })
    assert.equal(second.idText, alice.idText)
    assert.notEqual(String(second.peerId), String(alice.peerId))
    await second.register('alice')
    await second.ready()
    const seen = await (await nobody('b.test')).resolve(NAME, { policy: 'quorum' })
    assert.deepEqual(
      seen?.identity.payload.devices.map(({ publisher }) => publisher),
      [true, true],
    )
    assert.equal(second.vault.status?.name, NAME)
    await second.stop()
  })

  test('is sealed anew when the key is rotated, for the same words', async () => {
    await alice.publish()
    await alice.identity.rotate()
    assert.deepEqual(
      alice.vault.status?.homes.map(({ isCurrent }) => isCurrent),
      [true],
    )
    const opened = await open(words)
    assert.equal(opened.isInForce, true)
    assert.ok(opened.keys.identityKey.equals(await signingKey()))
  })

  test('says the same to a wrong word, a name without a vault and a name that nobody has', async () => {
    const wrong = words.replace(/\w+$/, (last) => (last === 'zoo' ? 'zone' : 'zoo'))
    for (const [said, name] of [
      [wrong, NAME],
      [words, 'bob@a.test'],
      [words, 'nobody@a.test'],
    ] as const) {
      assert.equal(await tried(said, name), null)
    }
  })

  test('made again, with other words: the old ones open nothing', async () => {
    const before = words
    words = (await alice.vault.keep()).words
    assert.equal(await tried(before), null)
    assert.equal((await open(words)).isInForce, true)
  })

  test('is forgotten after a recovery, since a thief may have the words', async () => {
    await alice.identity.recover(recoveryKey, { onNewRecoveryKey: () => {} })
    assert.equal(alice.vault.status, null)
    assert.equal((await aliceKeys.load())?.vault, undefined)
    assert.equal(await tried(words), null)
    const made = await alice.vault.keep()
    assert.ok((await open(made.words)).keys.identityKey.equals(await signingKey()))
    words = made.words
  })

  test('is removed when its owner says so', async () => {
    assert.deepEqual((await alice.vault.remove()).homes, ['a.test'])
    assert.equal(alice.vault.status, null)
    assert.equal(await tried(words), null)
  })
})
