// How the vault follows the keys: with the home gone, with several devices, to a second home.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createKeys } from '../../src/peer/create-keys.ts'
import { memoryKeyStore } from '../../src/peer/key-store.ts'
import type { Peer } from '../../src/peer/peer.ts'
import { memoryStorage, type PeerStorage } from '../../src/peer/storage.ts'
import { until } from '../node/until.ts'
import { type PeerFederation, startFederation } from './federation.ts'
import { NETWORK } from './forge.ts'

let federation: PeerFederation
before(async () => {
  federation = await startFederation(['a.test', 'b.test', 'c.test'], { onDisk: true })
})
after(() => federation?.[Symbol.asyncDispose]())

interface Person {
  peer: Peer
  keyStore: ReturnType<typeof memoryKeyStore>
  storage: PeerStorage
  name: string
  recoveryKey: Awaited<ReturnType<typeof createKeys>>['recoveryKey']
}

/** Somebody with a name; with another operator to go to where the home is gone. */
async function person(name: string): Promise<Person> {
  const [local = '', home = ''] = name.split('@')
  const { keys, recoveryKey } = await createKeys({ network: NETWORK })
  const [keyStore, storage] = [memoryKeyStore(keys), memoryStorage()]
  const peer = await federation.startPeer(home, { keyStore, storage, operators: ['b.test', 'c.test'] })
  await peer.register(local)
  return { peer, keyStore, storage, name, recoveryKey }
}

async function open(name: string, words: string, home = name.split('@')[1] ?? '', forRecovery = false) {
  const nobody = await federation.startPeer(home, { listen: [], operators: ['b.test', 'c.test'] })
  try {
    return await nobody.vault.open({ name, words, forRecovery })
  } finally {
    await nobody.stop()
  }
}

const isCurrent = ({ vault }: Peer) => vault.status?.homes.every((home) => home.isCurrent) === true
const keyOf = async ({ keyStore }: Person) => (await keyStore.load())?.identityKey ?? assert.fail('no identity key')

/** Another publisher of the same identity, from the vault. */
async function second({ name }: Person, words: string): Promise<Person> {
  const opened = (await open(name, words)) ?? assert.fail('these words open nothing')
  const [keyStore, storage] = [memoryKeyStore(opened.keys), memoryStorage()]
  const [local = '', home = ''] = name.split('@')
  const peer = await federation.startPeer(home, { keyStore, storage, operators: ['b.test', 'c.test'] })
  await peer.register(local)
  return { peer, keyStore, storage, name, recoveryKey: opened.keys.deviceKey }
}

describe('a vault', () => {
  test('is renewed by a device that restored it, as by the one that made it', async () => {
    const alice = await person('alice@a.test')
    const { words } = await alice.peer.vault.keep()
    const laptop = await second(alice, words)
    await until('the second device knows of it', () => isCurrent(laptop.peer))
    await laptop.peer.identity.rotate()
    const opened = await open(alice.name, words)
    assert.ok(opened?.isInForce && opened.keys.identityKey.equals(await keyOf(laptop)))
  })

  test('is not taken from a device whose key was replaced', async () => {
    const bob = await person('bob@a.test')
    const { words } = await bob.peer.vault.keep()
    const laptop = await second(bob, words)
    await laptop.peer.stop()
    await bob.peer.identity.rotate()
    // Cut off from all news, it still holds the key from before the rotation.
    const old = await federation.startPeer('a.test', { keyStore: laptop.keyStore, storage: laptop.storage })
    await assert.rejects(old.vault.keep(), ({ code }) => ['WRONG_SIGNER', 'KEY_CHANGED'].includes(code))
    assert.ok((await open(bob.name, words))?.isInForce)
  })

  test('whose words were given up on one device is not brought back by another', async () => {
    const carol = await person('carol@a.test')
    const { words: given } = await carol.peer.vault.keep()
    const laptop = await second(carol, given)
    const { words } = await laptop.peer.vault.keep()
    await carol.peer.identity.rotate()
    assert.equal(carol.peer.vault.status, null, 'it knows now')
    assert.equal((await carol.keyStore.load())?.vault, undefined)
    assert.equal(await open(carol.name, given), null)
    await assert.rejects(open(carol.name, words), { code: 'KEY_CHANGED' })
  })

  test('is good for nothing but a recovery when another publisher rotated, until it makes one', async () => {
    const dave = await person('dave@a.test')
    const { words } = await dave.peer.vault.keep()
    const laptop = await second(dave, words)
    const { vault: _, ...keys } = (await laptop.keyStore.load()) ?? assert.fail('no keys')
    await laptop.peer.stop()
    const plain = await federation.startPeer('a.test', { keyStore: memoryKeyStore(keys), storage: laptop.storage })
    await plain.identity.rotate()
    await assert.rejects(open(dave.name, words), { code: 'KEY_CHANGED', message: /new vault/ })
    assert.equal((await open(dave.name, words, 'a.test', true))?.isInForce, false)
    const made = await plain.vault.keep()
    assert.ok((await open(dave.name, made.words))?.isInForce)
  })

  test('is put when the home is there again, and after a restart knows where it is', async () => {
    const erin = await person('erin@a.test')
    const { words } = await erin.peer.vault.keep()
    await federation.kill('a.test')
    const { published } = await erin.peer.identity.rotate()
    assert.notEqual(published, null, 'another operator took the rotation')
    assert.equal(isCurrent(erin.peer), false)
    await erin.peer.stop()
    await federation.revive('a.test')
    const again = await federation.startPeer('a.test', { keyStore: erin.keyStore, storage: erin.storage })
    await until('the vault is up to date', () => isCurrent(again))
    const opened = await open(erin.name, words)
    assert.ok(opened?.isInForce && opened.keys.identityKey.equals(await keyOf(erin)))
  })

  test('goes along to another home, under the old name and words', async () => {
    const frank = await person('frank@a.test')
    const { words } = await frank.peer.vault.keep()
    await frank.peer.move('frank@c.test')
    const { homes = [] } = frank.peer.vault.status ?? {}
    assert.ok(
      homes.some(({ domain, isCurrent: is }) => domain === 'c.test' && is),
      'before the move ends',
    )
    assert.ok((await open(frank.name, words, 'c.test'))?.isInForce)
    assert.equal(await open('frank@c.test', words), null)
    await until('the old home has forgotten it', async () => (await open(frank.name, words, 'a.test')) === null)
  })
})
