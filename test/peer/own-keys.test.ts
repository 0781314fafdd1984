// A peer that replaces its keys, against real operator nodes.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { createKeys } from '../../src/peer/create-keys.ts'
import { identityKeyOf } from '../../src/peer/identity-key.ts'
import { type KeyStore, memoryKeyStore, type PeerKeys } from '../../src/peer/key-store.ts'
import type { Peer } from '../../src/peer/peer.ts'
import { memoryStorage, type PeerStorage } from '../../src/peer/storage.ts'
import { type PeerFederation, startFederation } from './federation.ts'
import { NETWORK } from './forge.ts'

let federation: PeerFederation
let seeker: Peer

before(async () => {
  federation = await startFederation(['a.test', 'b.test', 'c.test'])
  seeker = await federation.startPeer('b.test')
})
after(() => federation[Symbol.asyncDispose]())

/** Outlives the peer that was started on it. */
function lasting(): PeerStorage {
  return { ...memoryStorage(), close: async () => {} }
}

async function newcomer(name: string) {
  const made = await createKeys({ network: NETWORK })
  const [keyStore, storage] = [memoryKeyStore(made.keys), lasting()]
  const peer = await federation.startNamed(name, {
    ...{ keyStore, storage, operators: ['b.test', 'c.test'] },
    accept: () => true,
  })
  return { ...made, keyStore, storage, peer }
}

/** What a stranger is shown now. */
async function shown(idText: string) {
  const contact = await seeker.resolve(idText, { policy: 'quorum' })
  return contact?.identity ?? assert.fail('nobody shows a record')
}

const signingKey = (keys: PeerKeys) => Uint8Array.from(identityKeyOf(keys).publicKey.raw)
const keysOf = async (store: KeyStore) => (await store.load()) ?? assert.fail('no keys')

describe('rotate', () => {
  test('is published at once; the device goes on as it is', async () => {
    const { peer, keys, keyStore } = await newcomer('ann@a.test')
    const { published, failure } = await peer.identity.rotate()
    assert.equal(failure, null)
    assert.ok((published?.holders ?? 0) >= (published?.needed ?? 1))
    const after = await keysOf(keyStore)
    assert.notDeepEqual(signingKey(after), signingKey(keys))
    const { keyState, payload } = await shown(peer.idText)
    assert.deepEqual(keyState.signingKey, signingKey(after))
    assert.equal(payload.listedNames.length, 1)
    const link = await seeker.connect('ann@a.test')
    assert.deepEqual(link.contact.identity.keyState.signingKey, signingKey(after))
    await link.close()
    // Again, without a restart.
    await peer.identity.rotate()
    assert.equal((await shown(peer.idText)).keyState.length, 3)
  })

  test('is in the key store before anybody is told, and a peer that was cut short there tells it when it starts', async () => {
    const { peer, keyStore, storage } = await newcomer('bea@a.test')
    await peer.stop()
    const cut = { load: keyStore.load, save: async (keys: PeerKeys) => Promise.reject(await keyStore.save(keys)) }
    const first = await federation.startPeer('a.test', { keyStore: cut, storage })
    await assert.rejects(first.identity.rotate())
    await first.stop()
    assert.equal((await shown(first.idText)).keyState.length, 1)
    const second = await federation.startPeer('a.test', { keyStore, storage })
    await second.ready()
    const { keyState } = await shown(second.idText)
    assert.deepEqual(keyState.signingKey, signingKey(await keysOf(keyStore)))
    assert.equal(keyState.length, 2)
  })

  test('with keys that were replaced elsewhere changes nothing: KEY_CHANGED', async () => {
    const { peer, keys, keyStore } = await newcomer('cat@a.test')
    const elsewhere = memoryKeyStore({ ...keys, deviceKey: await generateKeyPair('Ed25519') })
    const thief = await federation.startPeer('c.test', { keyStore: elsewhere })
    await thief.identity.rotate()
    await thief.publish()
    await assert.rejects(peer.identity.rotate(), { code: 'KEY_CHANGED' })
    assert.deepEqual(await keysOf(keyStore), keys)
  })

  test('of an identity that nobody was shown leaves it so', async () => {
    const keyStore = memoryKeyStore((await createKeys({ network: NETWORK })).keys)
    const peer = await federation.startPeer('a.test', { keyStore })
    assert.deepEqual(await peer.identity.rotate(), { published: null, failure: null })
    assert.equal((await keysOf(keyStore)).keyLog.length, 2)
    assert.equal(await seeker.resolve(peer.idText, { policy: 'quorum' }).catch(() => null), null)
  })
})

describe('recover', () => {
  test('undoes what a thief published, device and all, and keeps what the owner had said', async () => {
    const { peer, keys, recoveryKey, keyStore } = await newcomer('dan@a.test')
    const elsewhere = memoryKeyStore({ ...keys, deviceKey: await generateKeyPair('Ed25519') })
    const thief = await federation.startPeer('c.test', { keyStore: elsewhere })
    for (let count = 0; count < 2; count++) await thief.identity.rotate()
    assert.equal((await shown(peer.idText)).payload.devices.length, 2)
    let next = recoveryKey
    const { failure } = await peer.identity.recover(recoveryKey, {
      onNewRecoveryKey: (key) => {
        next = key
      },
    })
    assert.equal(failure, null)
    const { keyState, payload } = await shown(peer.idText)
    assert.deepEqual(keyState.signingKey, signingKey(await keysOf(keyStore)))
    assert.deepEqual([payload.homes, payload.devices.length, payload.listedNames.length], [['a.test'], 1, 1])
    await assert.rejects(thief.publish(), { code: 'KEY_CHANGED' })
    await assert.rejects(thief.identity.rotate(), { code: 'KEY_CHANGED' })
    // The words that were used are spent.
    const nothing = { onNewRecoveryKey: () => assert.fail('nothing is shown') }
    await assert.rejects(peer.identity.recover(recoveryKey, nothing), { code: 'WRONG_SIGNER' })
    await peer.identity.recover(next, { onNewRecoveryKey: () => {} })
  })

  test('that is not written down has not happened', async () => {
    const { peer, keys, recoveryKey, keyStore } = await newcomer('eve@a.test')
    const onNewRecoveryKey = () => Promise.reject(new Error('no paper'))
    await assert.rejects(peer.identity.recover(recoveryKey, { onNewRecoveryKey }), /no paper/)
    assert.deepEqual(await keysOf(keyStore), keys)
    assert.equal((await shown(peer.idText)).keyState.length, 1)
  })

  test('from a key store that is older than the last recovery follows that one', async () => {
    const { peer, keys, recoveryKey } = await newcomer('fay@a.test')
    let next = recoveryKey
    const keep = {
      onNewRecoveryKey: (key: typeof recoveryKey) => {
        next = key
      },
    }
    await peer.identity.recover(recoveryKey, keep)
    await peer.stop()
    const restored = await federation.startPeer('a.test', { keyStore: memoryKeyStore(keys) })
    await assert.rejects(restored.identity.rotate(), { code: 'KEY_CHANGED' })
    await restored.identity.recover(next, keep)
    assert.equal((await shown(restored.idText)).keyState.length, 3)
  })
})

describe('revoke', () => {
  test('ends it everywhere, and nothing else is said any more, also after a restart or by an old key store', async () => {
    const { peer, keys, recoveryKey, keyStore, storage } = await newcomer('gil@a.test')
    const other = await createKeys({ network: NETWORK })
    await assert.rejects(peer.identity.revoke(other.recoveryKey), { code: 'WRONG_SIGNER' })
    const { failure } = await peer.identity.revoke(recoveryKey)
    assert.equal(failure, null)
    const isRevoked = { code: 'IDENTITY_REVOKED' }
    await assert.rejects(seeker.resolve('gil@a.test', { policy: 'quorum' }), isRevoked)
    const refuses = async (one: Peer) => {
      await assert.rejects(one.register('gil2'), isRevoked)
      await assert.rejects(one.identity.rotate(), isRevoked)
      await assert.rejects(one.identity.recover(recoveryKey, { onNewRecoveryKey: () => {} }), isRevoked)
      assert.equal(one.name, null)
    }
    await refuses(peer)
    await peer.stop()
    await refuses(await federation.startPeer('a.test', { keyStore, storage }))
    const old = await federation.startPeer('a.test', { keyStore: memoryKeyStore(keys) })
    await assert.rejects(old.publish(), isRevoked)
    await refuses(old)
  })

  test('that was cut short before it was published is told at the next start', async () => {
    const { peer, recoveryKey, keyStore, storage, keys } = await newcomer('hal@a.test')
    await peer.stop()
    const cut = { load: keyStore.load, save: () => Promise.reject(new Error('the power went')) }
    const first = await federation.startPeer('a.test', { keyStore: cut, storage })
    await assert.rejects(first.identity.revoke(recoveryKey), /power/)
    await first.stop()
    const second = await federation.startPeer('a.test', { keyStore: memoryKeyStore(keys), storage })
    const published = new Promise<void>((resolve) => second.onStatus((status) => status.published && resolve()))
    if (!second.status.published) await published
    await assert.rejects(seeker.resolve('hal@a.test', { policy: 'quorum' }), { code: 'IDENTITY_REVOKED' })
  })
})
