import assert from 'node:assert/strict'
import { type AddressInfo, createServer } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { isOpenPeerError } from '../../src/errors.ts'
import { createKeys } from '../../src/peer/create-keys.ts'
import { memoryKeyStore } from '../../src/peer/key-store.ts'
import { createPeer } from '../../src/peer/peer.node.ts'
import type { PeerOptions } from '../../src/peer/peer-options.ts'
import { memoryStorage } from '../../src/peer/storage.ts'
import { identityRoutingKey } from '../../src/records/routing-key.ts'
import { until } from '../node/until.ts'
import { type PeerFederation, startFederation } from './federation.ts'
import { NETWORK } from './forge.ts'

const failsWith = (code: Parameters<typeof isOpenPeerError>[1]) => (error: unknown) => isOpenPeerError(error, code)

let federation: PeerFederation
before(async () => {
  federation = await startFederation(['a.test', 'b.test'])
})
after(() => federation[Symbol.asyncDispose]())

/** Listens for a moment, which shows that a port is free; answers which it was. */
async function listenAt(wanted: number): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(wanted, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

describe('two people', () => {
  test('on two domains find, verify and reach each other', async () => {
    const [alice, bob] = await Promise.all(['alice@a.test', 'bob@b.test'].map((name) => federation.startNamed(name)))
    assert.ok(alice !== undefined && bob !== undefined)
    assert.deepEqual([alice.name?.text, bob.name?.text], ['alice@a.test', 'bob@b.test'])
    const contact = await alice.resolve('bob@b.test')
    assert.equal(contact?.status, 'verified')
    assert.equal(contact?.locations.length, 1)

    const called = Promise.withResolvers<string | undefined>()
    bob.onLink((link) => called.resolve(link.contact.name?.text))
    const link = await alice.connect('bob@b.test')
    assert.deepEqual(link.contact.id, bob.id)
    assert.equal(await called.promise, 'alice@a.test')
    assert.deepEqual([alice.links().length, bob.links().length], [1, 1])
    assert.equal((await alice.resolve('bob@b.test'))?.pinned, true, 'a link pins')
  })

  test('a name that nobody has: null, and nobody to connect to', async () => {
    const peer = await federation.startPeer('a.test')
    assert.equal(await peer.resolve('nobody@b.test'), null)
    await assert.rejects(peer.connect('nobody@b.test'), failsWith('NOT_REGISTERED'))
  })

  test('by id alone: found, unverified, and connected only when accepted', async () => {
    const [carol, dave] = await Promise.all(['carol@b.test', 'dave@a.test'].map((name) => federation.startNamed(name)))
    assert.ok(carol !== undefined && dave !== undefined)
    assert.equal((await dave.resolve(carol.idText))?.status, 'unverified')
    await assert.rejects(dave.connect(carol.idText), failsWith('NOT_VERIFIED'))
    const link = await dave.connect(carol.idText, { accept: true })
    assert.deepEqual(link.contact.id, carol.id)
  })

  test('contacts are listed, pinned and forgotten', async () => {
    const [erin, frank] = await Promise.all(['erin@a.test', 'frank@b.test'].map((name) => federation.startNamed(name)))
    assert.ok(erin !== undefined && frank !== undefined)
    const contact = await erin.resolve('frank@b.test')
    assert.ok(contact !== null)
    assert.equal((await erin.contacts.pin(contact)).pinned, true)
    const listed: (string | undefined)[] = []
    for await (const { name } of erin.contacts.list()) listed.push(name?.text)
    assert.deepEqual(listed, ['frank@b.test'])
    await erin.contacts.forget(contact)
    assert.equal(await erin.resolve('frank@b.test', { policy: 'cache-only' }), null)
  })
})

describe('what a peer tells', () => {
  test('nothing before it has a name: no record, no location, no relay slot', async () => {
    const peer = await federation.startPeer('a.test')
    await until('the home was asked', () => peer.status.home === 'reachable')
    const key = identityRoutingKey(NETWORK, peer.id)
    assert.equal(await federation.nodes.of('a.test').federation.store.get(key), null)
    assert.deepEqual(peer.status, {
      home: 'reachable',
      published: false,
      located: false,
      relayed: false,
      failure: null,
    })
    await assert.rejects(peer.ready({ timeoutMs: 50 }), failsWith('TIMEOUT'))
  })

  test('without a name, after an explicit publish, it is found by its id', async () => {
    const peer = await federation.startPeer('a.test')
    const statuses: string[] = []
    peer.onStatus(({ published, located, relayed }) => statuses.push(`${published} ${located} ${relayed}`))
    const { outcome, holders, needed } = await peer.publish()
    assert.equal(outcome, 'stored')
    assert.ok(holders >= needed)
    await peer.ready()
    assert.equal(statuses.at(-1), 'true true true')
    const seeker = await federation.startPeer('b.test')
    assert.equal((await seeker.resolve(peer.idText))?.locations.length, 1)
  })

  test('in the location record: relays alone by default, direct addresses when the owner says everyone', async () => {
    const seeker = await federation.startPeer('b.test')
    const addressesOf = async (name: string, privacy: PeerOptions['privacy']) => {
      await federation.startNamed(name, { privacy: { privateAddresses: true, ...privacy } })
      const location = (await seeker.resolve(name))?.locations[0]
      return [location?.payload.relayAddresses.length, location?.payload.directAddresses.length]
    }
    assert.deepEqual(await addressesOf('quiet@a.test', {}), [1, 0])
    assert.deepEqual(await addressesOf('loud@a.test', { directAddresses: 'everyone' }), [1, 1])
  })

  test('at hello: direct addresses to contacts, unless the owner says nobody', async () => {
    const seeker = await federation.startNamed('seeker@b.test')
    for (const [name, directAddresses, count] of [
      ['open@a.test', 'contacts', 1],
      ['shut@a.test', 'nobody', 0],
    ] as const) {
      const peer = await federation.startNamed(name, { privacy: { directAddresses, privateAddresses: true } })
      await seeker.connect(name)
      const learnt = async () => (await seeker.resolve(name, { policy: 'cache-only' }))?.addresses.length
      if (count > 0) await until('the address is remembered', async () => (await learnt()) === count)
      await peer.stop()
      assert.equal(await learnt(), count)
    }
  })

  test('shorter lives are published when asked for', async () => {
    const lifetimes = { identityMs: 600_000, locationMs: 60_000 }
    await federation.startNamed('brief@a.test', { lifetimes })
    const seeker = await federation.startPeer('b.test')
    const contact = await seeker.resolve('brief@a.test')
    assert.ok(contact !== null)
    for (const [record, ms] of [
      [contact.identity, 600_000],
      [contact.locations[0], 60_000],
    ] as const) {
      assert.equal((record?.expiresAt ?? 0) - (record?.seq ?? 0), ms)
    }
  })
})

describe('starting', () => {
  test('without keys: KEY_STORE_MISSING', async () => {
    const starting = createPeer({ keyStore: memoryKeyStore(), home: 'a.test' })
    await assert.rejects(starting, failsWith('KEY_STORE_MISSING'))
  })

  test('with options that cannot be: the code, and nothing is left running', async () => {
    const { keys } = await createKeys({ network: NETWORK })
    const wrong: [Partial<PeerOptions>, Parameters<typeof isOpenPeerError>[1]][] = [
      [{ home: 'not a domain' }, 'INVALID_NAME'],
      [{ operators: ['c.test', 'b'] }, 'INVALID_NAME'],
      [{ network: 'other' }, 'INVALID_CONFIG'],
      [{ network: 'No Network' }, 'INVALID_ARGUMENT'],
      [{ homeAddresses: ['/ip4/127.0.0.1/tcp/1'] }, 'INVALID_CONFIG'],
      [{ lifetimes: { identityMs: 91 * 24 * 3_600_000 } }, 'INVALID_CONFIG'],
      [{ lifetimes: { locationMs: 0 } }, 'INVALID_CONFIG'],
    ]
    for (const [options, code] of wrong) {
      const starting = createPeer({ keyStore: memoryKeyStore(keys), home: 'a.test', ...options })
      await assert.rejects(starting, failsWith(code), JSON.stringify(options))
    }
  })

  test('on a storage that fails: the failure, and the port is free again', async () => {
    const { keys } = await createKeys({ network: NETWORK })
    const port = await listenAt(0)
    const entries = () => {
      throw new Error('the disk is gone')
    }
    const options = { keyStore: memoryKeyStore(keys), home: 'a.test', listen: [`/ip4/127.0.0.1/tcp/${port}`] }
    await assert.rejects(createPeer({ ...options, storage: { ...memoryStorage(), entries } }), /disk is gone/)
    assert.equal(await listenAt(port), port)
  })

  test('again with the same storage: the name, the record and the port are as before', async () => {
    const storage = memoryStorage()
    const keyStore = memoryKeyStore((await createKeys({ network: NETWORK })).keys)
    const first = await federation.startNamed('steady@a.test', { keyStore, storage })
    const seeker = await federation.startNamed('finder@b.test')
    await seeker.connect('steady@a.test')
    const addressesOf = async () => (await seeker.resolve('steady@a.test', { policy: 'cache-only' }))?.addresses
    await until('the address is remembered', async () => (await addressesOf())?.length === 1)
    const before = await addressesOf()
    await first.stop()
    const second = await federation.startPeer('a.test', { keyStore, storage })
    assert.equal(second.name?.text, 'steady@a.test')
    await second.ready()
    await seeker.connect('steady@a.test')
    assert.deepEqual(await addressesOf(), before)
  })

  test('a home given by its addresses needs no website', async () => {
    const homeAddresses = federation.nodes.of('a.test').libp2p.getMultiaddrs().map(String)
    const asked = federation.outside.asked.length
    const peer = await federation.startPeer('a.test', { homeAddresses })
    await peer.register('offline-site')
    assert.equal(federation.outside.asked.slice(asked).includes('a.test'), false)
  })
})
