// Several devices of one identity, each a whole peer, with real operator nodes.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { createKeys, createSealingKey } from '../../src/peer/create-keys.ts'
import { joinDevice } from '../../src/peer/join-device.ts'
import { memoryKeyStore, type PublisherKeys } from '../../src/peer/key-store.ts'
import type { Peer } from '../../src/peer/peer.ts'
import type { PeerOptions } from '../../src/peer/peer-options.ts'
import { memoryStorage } from '../../src/peer/storage.ts'
import { until } from '../node/until.ts'
import { type PeerFederation, startFederation } from './federation.ts'
import { NETWORK } from './forge.ts'

let federation: PeerFederation
let bob: Peer

before(async () => {
  federation = await startFederation(['a.test', 'b.test', 'c.test'])
  bob = await federation.startNamed('bob@b.test')
})
after(() => federation[Symbol.asyncDispose]())

interface Person {
  peer: Peer
  keys: PublisherKeys
  recoveryKey: Awaited<ReturnType<typeof createKeys>>['recoveryKey']
}

async function newcomer(name: string, options: Partial<PeerOptions> = {}): Promise<Person> {
  const made = await createKeys({ network: NETWORK })
  return { ...made, peer: await federation.startNamed(name, { ...options, keyStore: memoryKeyStore(made.keys) }) }
}

/** A peer that another device of the name has still to add, and its request. */
async function joining(name: string, options: Partial<PeerOptions> = {}): Promise<{ peer: Peer; request: string }> {
  const contact = (await bob.resolve(name, { policy: 'quorum' })) ?? assert.fail('nobody there')
  const storage = memoryStorage()
  const { keys, request } = await joinDevice(contact, NETWORK, storage)
  const peer = await federation.startPeer('a.test', { ...options, keyStore: memoryKeyStore(keys), storage })
  return { peer, request }
}

/** Another publisher, made of the same keys. */
async function anotherPublisher({ keys }: Person, options: Partial<PeerOptions> = {}): Promise<Peer> {
  const [deviceKey, sealingKey] = await Promise.all([generateKeyPair('Ed25519'), createSealingKey()])
  const keyStore = memoryKeyStore({ ...keys, deviceKey, sealingKey })
  const peer = await federation.startPeer('a.test', { ...options, keyStore })
  await peer.publish()
  await peer.ready()
  return peer
}

const shown = async (id: string) =>
  (await bob.resolve(id, { policy: 'quorum' }))?.identity.payload ?? assert.fail('nobody shows a record')

describe('a plain device', () => {
  test('waits to be added, then is found, called and talked with under the name', async () => {
    const { peer: alice } = await newcomer('alice@a.test')
    const { peer: phone, request } = await joining('alice@a.test')
    assert.equal(phone.name?.text, 'alice@a.test')
    await until('it heard that it is not listed', () => phone.status.failure === 'DEVICE_NOT_LISTED')
    await assert.rejects(phone.ready({ timeoutMs: 10 }), { code: 'TIMEOUT', message: /add this device/ })
    assert.equal(phone.status.relayed, false)
    const { holders, needed } = await alice.devices.add(request)
    assert.ok(holders >= needed)
    await phone.ready()
    assert.equal(phone.status.failure, null)
    const listed = await alice.devices.list()
    assert.deepEqual(
      listed.map(({ peerId, isPublisher, isThis, isOnline }) => [`${peerId}`, isPublisher, isThis, isOnline]).sort(),
      [
        [`${alice.peerId}`, true, true, true],
        [`${phone.peerId}`, false, false, true],
      ].sort(),
    )
    const told = Promise.withResolvers<string>()
    phone.chat.onMessage(({ text }) => told.resolve(text))
    await alice.stop()
    const contact = (await bob.resolve('alice@a.test', { policy: 'network' })) ?? assert.fail('nobody there')
    await bob.chat.send(contact, 'are you there?')
    assert.equal(await told.promise, 'are you there?')
    const called = Promise.withResolvers<string | undefined>()
    bob.onLink((link) => called.resolve(link.contact.name?.text))
    for (const link of bob.links()) await link.close()
    await phone.connect('bob@b.test')
    assert.equal(await called.promise, 'alice@a.test')
  })

  test('changes nothing of the identity: NOT_PUBLISHER', async () => {
    const { peer: amy } = await newcomer('amy@a.test')
    const { peer: phone, request } = await joining('amy@a.test')
    await amy.devices.add(request)
    await phone.ready()
    const before = await shown('amy@a.test')
    const code = 'NOT_PUBLISHER'
    await assert.rejects(phone.register('amy'), { code })
    await assert.rejects(phone.publish(), { code })
    await assert.rejects(phone.identity.rotate(), { code })
    await assert.rejects(phone.move('amy@c.test'), { code })
    await assert.rejects(phone.claims.add('https://example.org/@amy'), { code })
    await assert.rejects(phone.contacts.export(), { code })
    await assert.rejects(phone.devices.add(request), { code })
    await assert.rejects(phone.devices.remove(`${amy.peerId}`), { code })
    assert.equal((await shown('amy@a.test')).seq, before.seq)
  })

  test('that is removed loses its open links when the contact hears of it, its place at the home, and gets no new one', async () => {
    const { peer: ann } = await newcomer('ann@a.test')
    const { peer: phone, request } = await joining('ann@a.test')
    await ann.devices.add(request)
    await phone.ready()
    await ann.connect('bob@b.test')
    const link = await phone.connect('bob@b.test')
    const atBob = () => bob.links().filter(({ remotePeer }) => remotePeer.equals(phone.peerId))
    await until('bob has the link', () => atBob().length === 1)
    assert.deepEqual((await ann.devices.remove(`${phone.peerId}`)).rotated, false)
    const contact = await bob.resolve('ann@a.test', { policy: 'network' })
    assert.deepEqual(
      contact?.locations.map(({ payload }) => payload.peerId),
      [ann.peerId.toMultihash().bytes],
    )
    assert.equal(contact?.checks.find(({ name }) => name === 'devices')?.result, 'ok')
    assert.equal(atBob().length, 0)
    await until('the link is over there too', () => !link.isOpen)
    assert.equal(bob.links().filter(({ remotePeer }) => remotePeer.equals(ann.peerId)).length, 1, 'hers stays')
    await assert.rejects(phone.connect('bob@b.test'), { code: 'REFUSED' })
    await phone.devices.list()
    const [here] = (await phone.devices.list()).filter(({ isThis }) => isThis)
    assert.equal(here, undefined)
  })

  test('takes the identity over with the recovery key', async () => {
    const { peer: dan, recoveryKey } = await newcomer('dan@a.test')
    const { peer: phone, request } = await joining('dan@a.test')
    await dan.devices.add(request)
    await phone.ready()
    await dan.stop()
    const { failure } = await phone.identity.recover(recoveryKey, { onNewRecoveryKey: () => {} })
    assert.equal(failure, null)
    const { devices, keyLog } = await shown('dan@a.test')
    assert.deepEqual([devices.length, devices[0]?.publisher, keyLog.length], [1, true, 2])
    await phone.register('dan')
  })
})

describe('two publishers', () => {
  test('do not fight over the record: what one adds, the other keeps, at each renewal', async () => {
    const lifetimes = { identityMs: 6_000 }
    const eve = await newcomer('eve@a.test', { lifetimes })
    const laptop = await anotherPublisher(eve, { lifetimes })
    const [{ request: first }, { request: second }] = [await joining('eve@a.test'), await joining('eve@a.test')]
    await eve.peer.devices.add(first)
    await laptop.devices.add(second)
    const told = new Promise<string[]>((resolve) => eve.peer.devices.onAdded((devices) => resolve(devices.map(String))))
    const news = (await eve.peer.devices.list()).filter(({ isNews }) => isNews).map(({ peerId }) => `${peerId}`)
    assert.equal(news.length, 2, 'the laptop, and what it added')
    assert.ok((await told).every((device) => news.includes(device)))
    await eve.peer.devices.acknowledge()
    assert.ok((await eve.peer.devices.list()).every(({ isNews }) => !isNews))
    const { seq, devices } = await shown('eve@a.test')
    assert.equal(devices.length, 4)
    let newest = seq
    for (let renewal = 0; renewal < 2; renewal++) {
      await until('it was renewed', async () => {
        // On a machine that is late it ends in between.
        const now = await shown('eve@a.test').catch(() => null)
        if (now === null) return false
        assert.equal(now.devices.length, 4)
        const isNewer = now.seq > newest
        newest = now.seq
        return isNewer
      })
    }
    assert.deepEqual([eve.peer.status.failure, laptop.status.failure], [null, null])
  })

  test('of whom one removes the other has a new key; a third goes on as a plain device', async () => {
    const fay = await newcomer('fay@a.test')
    const [lost, desk] = [await anotherPublisher(fay), await anotherPublisher(fay)]
    await assert.rejects(fay.peer.devices.remove(`${fay.peer.peerId}`), {
      code: 'INVALID_ARGUMENT',
      message: /another/,
    })
    const removal = await fay.peer.devices.remove(`${lost.peerId}`)
    assert.deepEqual([removal.rotated, removal.failure, removal.demoted.map(String)], [true, null, [`${desk.peerId}`]])
    const { devices, keyLog } = await shown('fay@a.test')
    assert.equal(keyLog.length, 2)
    assert.deepEqual(devices.map(({ publisher }) => publisher).sort(), [false, true])
    await assert.rejects(lost.publish(), { code: 'KEY_CHANGED' })
    const { devices: own } = desk
    assert.deepEqual((await own.list()).map(({ isPublisher }) => isPublisher).sort(), [false, true])
    await assert.rejects(desk.publish(), { code: 'KEY_CHANGED' })
    assert.ok((await desk.connect('bob@b.test')).isOpen)
    assert.equal(desk.status.located, true)
    await assert.rejects(lost.connect('bob@b.test'), { code: 'REFUSED' })
    await assert.rejects(fay.peer.devices.remove(`${fay.peer.peerId}`), { message: /only publisher/ })
  })
})

test('only the device itself asks to be listed, for this identity and network', async () => {
  const { peer: gus } = await newcomer('gus@a.test')
  const { request } = await joining('gus@a.test')
  await newcomer('hal@a.test')
  const { request: other } = await joining('hal@a.test')
  await assert.rejects(gus.devices.add(other), { code: 'INVALID_ARGUMENT', message: /another identity/ })
  await assert.rejects(gus.devices.add('openpeer:device/1/x'), { code: 'INVALID_URI' })
  const fields = request.split('/')
  const forged = [...fields.slice(0, 4), other.split('/')[4], ...fields.slice(5)].join('/')
  await assert.rejects(gus.devices.add(forged), { code: 'BAD_SIGNATURE' })
  await assert.rejects(gus.devices.add(request.replace('/TEST/', '/MAIN/')), { code: 'BAD_SIGNATURE' })
  const contact = (await bob.resolve('gus@a.test')) ?? assert.fail('nobody there')
  const elsewhere = await joinDevice(contact, 'main', memoryStorage())
  await assert.rejects(gus.devices.add(elsewhere.request), { code: 'INVALID_ARGUMENT', message: /network "main"/ })
  await assert.rejects(gus.devices.remove('12D3KooWnobody'), { code: 'INVALID_ARGUMENT' })
  await gus.devices.add(request.toLowerCase())
  await gus.devices.add(request)
  assert.equal((await shown('gus@a.test')).devices.length, 2)
})
