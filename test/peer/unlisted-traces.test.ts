// What operators are asked, and what stays, when unlisted people and their guests meet.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { equals } from 'uint8arrays/equals'
import { createKeys } from '../../src/peer/create-keys.ts'
import { memoryKeyStore } from '../../src/peer/key-store.ts'
import type { Peer } from '../../src/peer/peer.ts'
import { memoryStorage } from '../../src/peer/storage.ts'
import { identityRoutingKey } from '../../src/records/routing-key.ts'
import { until } from '../node/until.ts'
import { contains } from '../privacy/needles.ts'
import { type PeerFederation, startFederation } from './federation.ts'

const privacy = { privateAddresses: true, unlisted: true }

describe('an unlisted identity and its guests', () => {
  let federation: PeerFederation
  let hidden: Peer
  let guest: Peer
  /** Keys that operators looked up for somebody, in their own stores and at holders. */
  const lookedUp: Uint8Array[] = []

  before(async () => {
    federation = await startFederation(['a.test', 'b.test', 'c.test'])
    for (const { federation: one } of federation.nodes.all) {
      const { lookup } = one
      one.lookup = (routingKey, options) => {
        lookedUp.push(routingKey)
        return lookup.call(one, routingKey, options)
      }
    }
    hidden = await federation.startPeer('a.test', { privacy })
    guest = await federation.startNamed('bob@b.test')
    await hidden.ready()
  })
  after(() => federation[Symbol.asyncDispose]())

  const asked = (id: Uint8Array) => lookedUp.filter((key) => equals(key, identityRoutingKey('test', id))).length

  it('nobody is asked for it by its id: not by itself, nor by its guest who calls, is called, and looks again', async () => {
    const { uri } = await hidden.invitations.create({ label: 'bob' })
    await guest.contacts.add(uri, { petname: 'Hilda' })
    await (await guest.connect('Hilda')).close()
    await guest.resolve(hidden.idText, { policy: 'quorum' })
    const bob = await hidden.resolve('bob@b.test')
    assert.ok(bob !== null)
    const link = await hidden.connect(bob)
    await until('the guest has the call', () => guest.links().length > 0)
    await link.close()
    assert.ok(lookedUp.length > 0 && asked(guest.id) > 0, 'this would see it')
    assert.equal(asked(hidden.id), 0)
  })

  it('nor by a guest who is called long after, and looks whether the caller’s keys still hold', async () => {
    let ahead = 0
    const dora = await federation.startNamed('dora@c.test', { now: () => Date.now() + ahead })
    await dora.contacts.add((await hidden.invitations.create({ label: 'dora' })).uri)
    const there = await hidden.resolve('dora@c.test')
    assert.ok(there !== null)
    ahead = 61 * 60_000
    const before = lookedUp.length
    const link = await hidden.connect(there)
    assert.ok(lookedUp.length > before, 'she looked')
    assert.equal(asked(hidden.id), 0)
    await link.close()
  })

  it('follows a rotation of its keys, of which the guest learns by the same invitation', async () => {
    const changed = await hidden.identity.rotate()
    assert.equal(changed.published?.outcome, 'kept')
    assert.equal(asked(hidden.id), 0)
    const link = await guest.connect('Hilda')
    await until('the guest has the newer log', async () => {
      const entry = await guest.contacts.get('Hilda')
      return entry?.contact?.identity.keyState.length === 2
    })
    await link.close()
  })

  it('once forgotten, it is found no more without the invitation', async () => {
    const entry = await guest.contacts.get('Hilda')
    assert.ok(entry !== null)
    await guest.contacts.forget(entry)
    assert.equal(await guest.resolve(hidden.idText, { policy: 'cache-only' }), null)
    assert.equal(await guest.resolve(hidden.idText, { policy: 'network' }), null)
  })

  it('is unlisted for good, and what was published is listed for good', async () => {
    const { keys } = await createKeys({ network: 'test' })
    const [keyStore, storage] = [memoryKeyStore(keys), memoryStorage()]
    const kept = { ...storage, close: async () => {} }
    await (await federation.startPeer('a.test', { keyStore, storage: kept, privacy })).stop()
    await assert.rejects(federation.startPeer('a.test', { keyStore, storage: kept }), { code: 'INVALID_CONFIG' })
    const [listedKeys, listed] = [memoryKeyStore((await createKeys({ network: 'test' })).keys), memoryStorage()]
    const open = { ...listed, close: async () => {} }
    const carol = await federation.startNamed('carol@a.test', { keyStore: listedKeys, storage: open })
    await assert.rejects(carol.invitations.create(), { code: 'INVALID_ARGUMENT' })
    await carol.stop()
    const again = federation.startPeer('a.test', { keyStore: listedKeys, storage: open, privacy })
    await assert.rejects(again, { code: 'INVALID_CONFIG' })
    await assert.rejects(hidden.register('hilda'), { code: 'INVALID_ARGUMENT' })
  })

  it('ends for its guests when its owner revokes it', async () => {
    const { keys, recoveryKey } = await createKeys({ network: 'test' })
    const options = { keyStore: memoryKeyStore(keys), privacy, lifetimes: { identityMs: 20_000 } }
    const ending = await federation.startPeer('a.test', options)
    await ending.ready()
    const { uri } = await ending.invitations.create()
    assert.equal((await guest.resolve(uri))?.idText, ending.idText)
    await ending.identity.revoke(recoveryKey)
    await until('the guest is told', async () => {
      const found = guest.resolve(uri, { policy: 'network' })
      return found.then(
        () => false,
        ({ code }: { code: string }) => code === 'IDENTITY_REVOKED',
      )
    })
    assert.equal(asked(ending.id), 0)
  })

  it('survives a restart: the same invitation lets the guest in', async () => {
    const { keys } = await createKeys({ network: 'test' })
    const keyStore = memoryKeyStore(keys)
    const storage = { ...memoryStorage(), close: async () => {} }
    const first = await federation.startPeer('a.test', { keyStore, storage, privacy })
    await first.ready()
    const { uri } = await first.invitations.create()
    await first.stop()
    let written = Buffer.alloc(0)
    for await (const [, bytes] of storage.entries('')) written = Buffer.concat([written, bytes])
    assert.ok(!contains(written, [Buffer.from(uri)]), 'the invitation itself lies nowhere')
    const second = await federation.startPeer('a.test', { keyStore, storage, privacy })
    await second.ready()
    assert.deepEqual(
      second.invitations.list().map((one) => one.uri),
      [uri],
    )
    await (await guest.connect(uri)).close()
  })
})
