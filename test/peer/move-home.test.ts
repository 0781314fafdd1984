// Another domain becomes the home: what is asked, what changes, and what does not where it fails.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { isOpenPeerError, OpenPeerError } from '../../src/errors.ts'
import { createKeys, createSealingKey } from '../../src/peer/create-keys.ts'
import { memoryKeyStore } from '../../src/peer/key-store.ts'
import { openOwnRecords } from '../../src/peer/own-records.ts'
import type { Peer } from '../../src/peer/peer.ts'
import { memoryStorage } from '../../src/peer/storage.ts'
import { parseName } from '../../src/records/names.ts'
import { listedNameHash } from '../../src/records/routing-key.ts'
import { validateIdentity } from '../../src/records/validate.ts'
import { until } from '../node/until.ts'
import { type PeerFederation, startFederation } from './federation.ts'
import { identityRecord, NETWORK, newPerson, START } from './forge.ts'

const TOKEN = 'a token of some length'
const fails = (code: Parameters<typeof isOpenPeerError>[1]) => (error: unknown) => isOpenPeerError(error, code)

let federation: PeerFederation
let bob: Peer

before(async () => {
  federation = await startFederation(['a.test', 'b.test', 'c.test', 'closed.test', 'token.test'], {
    settings: (domain) => {
      if (domain === 'closed.test') return { registration: { mode: 'closed' as const } }
      return domain === 'token.test' ? { registration: { mode: 'token' as const, tokens: [TOKEN] } } : {}
    },
  })
  bob = await federation.startNamed('bob@b.test')
})
after(() => federation[Symbol.asyncDispose]())

async function shown(name: string): Promise<(string | undefined)[]> {
  const found = await bob.resolve(name, { policy: 'quorum' })
  return [found?.status, found?.name?.text, found?.movedFrom?.text, ...(found?.identity.payload.homes ?? [])]
}

/** Nothing of the move is to be seen, neither here nor elsewhere. */
async function assertAt(peer: Peer, name: string): Promise<void> {
  assert.deepEqual([peer.name?.text, peer.home], [name, parseName(name).domain])
  assert.deepEqual(await shown(name), ['verified', name, undefined, parseName(name).domain])
}

describe('a move that the new home does not let happen', () => {
  let peer: Peer
  before(async () => {
    peer = await federation.startNamed('ann@a.test')
  })

  it('changes nothing where it gives no names, or wants a token', async () => {
    for (const name of ['ann@closed.test', 'ann@token.test']) {
      await assert.rejects(peer.move(name), fails('REGISTRATION_CLOSED'))
      await assertAt(peer, 'ann@a.test')
    }
  })

  it('changes nothing where it is not there, or has given the name to somebody else', async () => {
    await assert.rejects(peer.move('ann@nowhere.test'), fails('UNREACHABLE'))
    await assert.rejects(peer.move('bob@b.test'), fails('NAME_OWNED_BY_ANOTHER'))
    await assertAt(peer, 'ann@a.test')
  })

  it('is no move where it is the home already', async () => {
    await assert.rejects(peer.move('anna@a.test'), fails('INVALID_ARGUMENT'))
    await assertAt(peer, 'ann@a.test')
  })

  it('goes on where it ended, when the name was given and publishing failed', async () => {
    const node = federation.nodes.of('c.test')
    const { publish } = node.federation
    node.federation.publish = async (bytes, routingKey, options) => {
      // What people publish says where it comes from; the registration before it does not.
      if (options?.origin !== undefined) throw new OpenPeerError('NO_QUORUM', 'Too few holders answered.')
      return publish(bytes, routingKey, options)
    }
    await assert.rejects(peer.move('ann@c.test'), fails('NO_QUORUM'))
    node.federation.publish = publish
    assert.notEqual(node.registry.get('ann'), null)
    await assertAt(peer, 'ann@a.test')
    const moved = await peer.move('ann@c.test')
    assert.deepEqual(moved.oldNames[0]?.outcome, 'moved')
    await assertAt(peer, 'ann@c.test')
  })
})

describe('a move', () => {
  it('with a token, then on and back: every name that was given up leads to the newest', async () => {
    const peer = await federation.startNamed('dan@a.test')
    await peer.move('dan@token.test', { token: TOKEN })
    assert.deepEqual(await shown('dan@a.test'), ['moved', 'dan@token.test', 'dan@a.test', 'token.test'])
    const { oldNames } = await peer.move('daniel@c.test')
    assert.deepEqual(
      oldNames.map(({ name, outcome }) => [name.text, outcome]),
      [
        ['dan@token.test', 'moved'],
        ['dan@a.test', 'moved'],
      ],
    )
    for (const old of ['dan@a.test', 'dan@token.test']) {
      assert.deepEqual(await shown(old), ['moved', 'daniel@c.test', old, 'c.test'])
    }
    await peer.move('dan@a.test')
    assert.deepEqual(await shown('dan@a.test'), ['verified', 'dan@a.test', undefined, 'a.test'])
    assert.deepEqual(await shown('daniel@c.test'), ['moved', 'dan@a.test', 'daniel@c.test', 'a.test'])
  })

  it('tells the new home at once where the device is, over its relay', async () => {
    const peer = await federation.startNamed('eve@a.test', { listen: [] })
    await peer.move('eve@c.test')
    await peer.ready()
    const found = await bob.resolve('eve@c.test', { policy: 'network' })
    const addresses = found?.locations.flatMap(({ payload }) => payload.relayAddresses) ?? []
    const relay = federation.nodes.of('c.test').libp2p.peerId.toMultihash().bytes
    assert.ok(addresses.length > 0)
    for (const address of addresses)
      assert.ok(Buffer.from(address).includes(Buffer.from(relay)), 'the new home’s relay')
    assert.equal(peer.status.failure, null)
    const { name, state } = await peer.selfWatch.look()
    assert.deepEqual([name, state], ['eve@c.test', 'same'])
  })

  it('has the other devices follow, though their settings name the old home', async () => {
    const { keys } = await createKeys({ network: NETWORK })
    const [deviceKey, sealingKey] = await Promise.all([generateKeyPair('Ed25519'), createSealingKey()])
    const laptop = await federation.startNamed('fay@a.test', { keyStore: memoryKeyStore(keys) })
    const other = memoryKeyStore({ ...keys, deviceKey, sealingKey })
    const phone = await federation.startNamed('fay@a.test', { keyStore: other })
    await laptop.move('fay@c.test')
    await phone.publish()
    await until('the phone is at home there too', () => phone.home === 'c.test' && phone.name?.text === 'fay@c.test')
    await phone.ready()
    await laptop.ready()
    const found = await bob.resolve('fay@c.test', { policy: 'network' })
    assert.deepEqual([found?.identity.payload.homes, found?.locations.length], [['c.test'], 2])
    assert.deepEqual(await shown('fay@a.test'), ['moved', 'fay@c.test', 'fay@a.test', 'c.test'])
  })
})

describe('a program that ends in the middle of a move', () => {
  it('starts at the new home once that was published, whatever was not written down, and finishes by the same command', async () => {
    const storage = memoryStorage()
    const keyStore = memoryKeyStore((await createKeys({ network: NETWORK })).keys)
    const peer = await federation.startNamed('ida@a.test', { keyStore, storage })
    const { put } = storage
    storage.put = async (key, value) => {
      if (key === 'self/name') throw new OpenPeerError('INTERNAL', 'The power went.')
      await put(key, value)
    }
    await assert.rejects(peer.move('ida@c.test'), fails('INTERNAL'))
    await peer.stop()
    storage.put = put
    const again = await federation.startPeer('a.test', { keyStore, storage })
    assert.equal(again.home, 'c.test')
    await again.ready()
    const { oldNames } = await again.move('ida@c.test')
    assert.deepEqual(
      oldNames.map(({ name, outcome }) => [name.text, outcome]),
      [['ida@a.test', 'moved']],
    )
    assert.deepEqual(await shown('ida@a.test'), ['moved', 'ida@c.test', 'ida@a.test', 'c.test'])
    await assertAt(again, 'ida@c.test')
  })
})

describe('somebody who never had a name', () => {
  it('has the first one at the home to which they move', async () => {
    const peer = await federation.startPeer('a.test')
    assert.deepEqual((await peer.move('hal@c.test')).oldNames, [])
    await assertAt(peer, 'hal@c.test')
  })
})

describe('the identity record of a move', () => {
  it('shows the new name where the profile showed the old one, and keeps names of other domains', async () => {
    const person = await newPerson('a.test', ['gus@a.test', 'gus@other.test'])
    const profile = { displayName: 'Gus', names: ['gus@a.test', 'gus@other.test'], claims: ['dns:gus.example'] }
    const bytes = await identityRecord(person, START, { changes: { profile } })
    const own = await openOwnRecords({ keys: person.keys, home: 'a.test', storage: memoryStorage(), now: () => START })
    await own.adopt(await validateIdentity(bytes, person.id, { network: NETWORK, now: START }))
    const addName = parseName('gus@c.test')
    const { payload } = await own.draft({ home: 'c.test', addName, removeNames: [parseName('gus@a.test')] })
    assert.deepEqual(payload.homes, ['c.test'])
    assert.deepEqual(payload.profile, { ...profile, names: ['gus@other.test', 'gus@c.test'] })
    const listed = ['gus@other.test', 'gus@c.test'].map((name) => listedNameHash(person.id, parseName(name)))
    assert.deepEqual(payload.listedNames, listed)
  })
})
