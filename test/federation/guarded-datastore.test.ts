import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Record as Libp2pRecord } from '@libp2p/kad-dht'
import { Key } from 'interface-datastore'
import { toString as textOf } from 'uint8arrays/to-string'
import { GuardedDatastore } from '../../src/federation/guarded-datastore.ts'
import { kadKey } from '../../src/federation/placement.ts'
import { openRecordStore } from '../../src/federation/record-store.ts'
import { believingGate, SELF } from './origins.ts'
import { DAY_MS, NETWORK, testDomain } from './sealed-records.ts'

const NOW = Date.UTC(2026, 10, 22)
const domain = await testDomain()

/** A datastore as libp2p has it, and the key under which kad-dht puts `bob`. */
async function guarded() {
  const clock = { now: NOW }
  const store = await openRecordStore({
    path: null,
    network: NETWORK,
    now: () => clock.now,
    gate: believingGate(() => clock.now),
  })
  const datastore = new GuardedDatastore({ store, network: NETWORK, now: () => clock.now })
  const bob = kadKey(NETWORK, domain.routingKey('bob'))
  const key = new Key(`/dht/record/${textOf(bob, 'base32')}`, false)
  const value = (bytes: Uint8Array) => new Libp2pRecord(bob, bytes, new Date(0)).serialize()
  /** Held already, as brought by an operator. */
  const hold = (bytes: Uint8Array) => store.put(bytes, domain.routingKey('bob'), SELF)
  return { clock, store, datastore, key, value, hold }
}

describe('the datastore behind kad-dht', () => {
  test('lets the record store decide over a put, and fails one that is not the newest', async () => {
    const { store, datastore, key, value, hold } = await guarded()
    await hold(await domain.name('bob', { seq: NOW - 2 }))
    await datastore.put(key, value(await domain.name('bob', { seq: NOW })))
    await datastore.put(key, value(await domain.name('bob', { seq: NOW })))
    const older = value(await domain.name('bob', { seq: NOW - 1 }))
    await assert.rejects(Promise.resolve(datastore.put(key, older)), { code: 'NOT_NEWEST' })
    assert.equal((await store.get(domain.routingKey('bob')))?.seq, NOW)
  })

  test('takes no new key: kad-dht does not tell who brings it, so nobody could be charged', async () => {
    const { store, datastore, key, value } = await guarded()
    const put = Promise.resolve(datastore.put(key, value(await domain.name('bob', { seq: NOW }))))
    await assert.rejects(put, { code: 'NOT_ADMITTED' })
    assert.equal(store.count(), 0)
  })

  test('gives a record as received now, so that kad-dht never finds it two days old, and ignores its deletes', async () => {
    const { clock, datastore, key, hold } = await guarded()
    const bytes = await domain.name('bob', { seq: NOW, lifetimeMs: 7 * DAY_MS })
    await hold(bytes)
    clock.now = NOW + 3 * DAY_MS
    await datastore.delete(key)
    const record = Libp2pRecord.deserialize(await datastore.get(key))
    assert.deepEqual(Uint8Array.from(record.value), bytes)
    assert.equal(record.timeReceived.getTime(), clock.now)
    assert.equal(await datastore.has(key), true)
  })

  test('has nothing where the record has expired or the key is none of ours', async () => {
    const { clock, datastore, key, hold } = await guarded()
    await hold(await domain.name('bob', { seq: NOW, lifetimeMs: DAY_MS }))
    clock.now = NOW + DAY_MS
    await assert.rejects(Promise.resolve(datastore.get(key)), { name: 'NotFoundError' })
    assert.equal(await datastore.has(key), false)
    const strange = new Key('/dht/record/10', false)
    await assert.rejects(Promise.resolve(datastore.get(strange)), { name: 'NotFoundError' })
  })

  test('refuses provider and public key entries', async () => {
    const { store, datastore } = await guarded()
    for (const name of ['/dht/provider/cid/peer', '/pk/key', '/dht/other']) {
      assert.throws(() => datastore.put(new Key(name), Uint8Array.of(1)), { code: 'REFUSED' }, name)
    }
    const pk = new Key(`/dht/record/${textOf(new TextEncoder().encode('/pk/x'), 'base32')}`, false)
    const entry = new Libp2pRecord(new TextEncoder().encode('/pk/x'), Uint8Array.of(1), new Date(0)).serialize()
    await assert.rejects(Promise.resolve(datastore.put(pk, entry)), { code: 'WRONG_ROUTING_KEY' })
    for await (const { key } of datastore.query({ prefix: '/dht' })) assert.fail(`${key} was kept`)
    assert.equal(store.count(), 0)
  })

  test('keeps the rest of libp2p in memory', async () => {
    const { store, datastore } = await guarded()
    const key = new Key('/peers/someone')
    await datastore.put(key, Uint8Array.of(1))
    assert.deepEqual(await datastore.get(key), Uint8Array.of(1))
    await datastore.delete(key)
    assert.equal(await datastore.has(key), false)
    assert.equal(store.count(), 0)
  })
})
