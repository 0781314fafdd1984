import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { concat } from 'uint8arrays/concat'
import { decodeHeld } from '../../src/federation/held-record.ts'
import { openLevelShelf } from '../../src/federation/level-shelf.ts'
import { openMemoryShelf } from '../../src/federation/memory-shelf.ts'
import { OWN_ACCOUNT, UNKNOWN_ACCOUNT } from '../../src/federation/quota.ts'
import { createAccountCounts, MAX_ACCOUNTS } from '../../src/federation/quota-counts.ts'
import { recordStoreOn } from '../../src/federation/record-store.ts'
import type { Shelf } from '../../src/federation/shelf.ts'
import { domainRecord, nodeOf, routingKeyOf } from './domain-records.ts'
import { believingGate, operatorOf, SELF, STRANGER } from './origins.ts'
import { NETWORK, testDomain } from './sealed-records.ts'

const NOW = Date.UTC(2026, 10, 22)
const domain = await testDomain()
const bob = domain.routingKey('bob')
const A = operatorOf('a.example')
const B = operatorOf('b.example')
const options = { network: NETWORK, now: () => NOW, gate: believingGate(() => NOW), maxRecords: 1_000 }

const name = (seq = NOW) => domain.name('bob', { seq })
const account = async (shelf: Shelf) => decodeHeld((await shelf.get(bob)) ?? new Uint8Array())?.account

describe('a new key has a price', () => {
  test('a stranger brings none; an operator does, and it is charged to its registrable domain', async () => {
    const shelf = openMemoryShelf()
    const store = await recordStoreOn(shelf, options)
    await assert.rejects(store.put(await name(), bob, STRANGER), { code: 'NOT_ADMITTED' })
    assert.equal(store.count(), 0)
    assert.equal((await store.put(await name(), bob, A)).outcome, 'stored')
    assert.equal(await account(shelf), 'a.example')
    assert.deepEqual(store.usage().refused.NOT_ADMITTED, 1)
  })

  test('a newer version is taken from anybody, and whoever paid goes on paying', async () => {
    const shelf = openMemoryShelf()
    const store = await recordStoreOn(shelf, options)
    await store.put(await name(NOW - 3), bob, A)
    for (const [seq, origin] of [
      [NOW - 2, STRANGER],
      [NOW - 1, B],
    ] as const) {
      assert.equal((await store.put(await name(seq), bob, origin)).outcome, 'stored')
      assert.equal(await account(shelf), 'a.example')
    }
    assert.equal((await store.put(await name(NOW - 3), bob, STRANGER)).outcome, 'not-newest')
    assert.deepEqual([store.usage().operators, store.usage().largest], [1, 1])
  })

  test('what this node answers for itself becomes its own, also when the record is held already', async () => {
    const shelf = openMemoryShelf()
    const store = await recordStoreOn(shelf, options)
    const bytes = await name()
    await store.put(bytes, bob, A)
    assert.equal((await store.put(bytes, bob, SELF)).outcome, 'already-held')
    assert.equal(await account(shelf), OWN_ACCOUNT)
    await store.put(await name(NOW + 1), bob, B)
    assert.equal(await account(shelf), OWN_ACCOUNT)
    assert.deepEqual([store.usage().own, store.usage().operators], [1, 0])
  })

  test('a young operator brings the domain record that lists it, and nothing else', async () => {
    const store = await recordStoreOn(openMemoryShelf(), options)
    const key = await generateKeyPair('Ed25519')
    const record = await domainRecord('young.example', key, { seq: NOW })
    const put = (peerId: Uint8Array | null) =>
      store.put(record.bytes, routingKeyOf('young.example'), { kind: 'stranger', peerId })
    await assert.rejects(put(null), { code: 'NOT_ADMITTED' })
    await assert.rejects(put(new Uint8Array(38)), { code: 'NOT_ADMITTED' })
    assert.equal((await put(nodeOf(key))).outcome, 'stored')
    assert.equal(store.usage().others, 1)
    // Admitted now: it pays for itself.
    await store.put(record.bytes, routingKeyOf('young.example'), operatorOf('young.example'))
    assert.deepEqual([store.usage().others, store.usage().operators], [0, 1])
  })
})

describe('accounts', () => {
  test('are there again after a restart', async () => {
    const path = await mkdtemp(join(tmpdir(), 'openpeer-accounts-'))
    const before = await recordStoreOn(await openLevelShelf(path), options)
    const origins = { a: SELF, b: A, c: A, d: B }
    for (const [local, origin] of Object.entries(origins)) {
      await before.put(await domain.name(local, { seq: NOW }), domain.routingKey(local), origin)
    }
    const { refused: _, ...held } = before.usage()
    assert.deepEqual(held, { own: 1, others: 0, operators: 2, largest: 2, records: 4, evicted: 0 })
    await before.close()
    const after = await recordStoreOn(await openLevelShelf(path), options)
    const { refused: __, ...again } = after.usage()
    assert.deepEqual(again, held)
    await after.close()
    await rm(path, { recursive: true })
  })

  test('what a version without accounts wrote is read, belongs to nobody known, and to whoever brings it next', async () => {
    const shelf = openMemoryShelf()
    const bytes = await name()
    const header = new DataView(new ArrayBuffer(17))
    header.setUint8(0, 1)
    header.setFloat64(1, NOW + 1_000)
    header.setFloat64(9, NOW + 2_000)
    await shelf.write([{ key: bob, value: concat([new Uint8Array(header.buffer), bytes]) }])
    const store = await recordStoreOn(shelf, options)
    assert.deepEqual((await store.get(bob))?.bytes, bytes)
    assert.equal(await account(shelf), UNKNOWN_ACCOUNT)
    assert.deepEqual([store.count(), store.usage().operators], [1, 0])
    await store.put(await name(NOW + 1), bob, STRANGER)
    assert.equal(await account(shelf), UNKNOWN_ACCOUNT)
    await store.put(await name(NOW + 2), bob, A)
    assert.equal(await account(shelf), 'a.example')
  })

  test('of a record that a holder hands on is the holder’s, until its owner comes itself', async () => {
    const shelf = openMemoryShelf()
    const store = await recordStoreOn(shelf, options)
    await store.put(await name(NOW - 2), bob, operatorOf('h.example', 'a.example'))
    assert.equal(await account(shelf), 'h.example/a.example')
    assert.equal(await store.ownerOf(bob), 'a.example')
    assert.deepEqual([store.usage().operators, store.usage().largest], [1, 1])
    await store.put(await name(NOW - 1), bob, operatorOf('i.example', 'a.example'))
    assert.equal(await account(shelf), 'h.example/a.example')
    await store.put(await name(NOW - 1), bob, A)
    assert.equal(await account(shelf), 'a.example')
    // Nobody is made to pay by somebody else's word.
    await store.put(await name(NOW), bob, operatorOf('h.example', 'c.example'))
    assert.equal(await account(shelf), 'a.example')
  })

  test('a word that is no domain counts for nothing', async () => {
    for (const word of ['.own', '.others', 'A.example', 'a.example/b.example', 'x'.repeat(300), 'a b']) {
      const shelf = openMemoryShelf()
      const store = await recordStoreOn(shelf, options)
      await store.put(await name(), bob, operatorOf('h.example', word))
      assert.equal(await account(shelf), 'h.example', word)
    }
  })

  test('who names many others pays for the rest itself', () => {
    const accounts = createAccountCounts(100, 3)
    for (let index = 0; index < 9; index++) accounts.move(null, accounts.charged(`h.example/d${index}.example`))
    assert.deepEqual([...accounts.counts().values()], [1, 1, 1, 6])
    assert.equal(accounts.counts().get('h.example'), 6)
    assert.deepEqual([accounts.of('h.example'), accounts.shares().largest], [9, 9])
  })

  test('are bounded in number: further ones are counted together', () => {
    const accounts = createAccountCounts(2)
    for (const one of ['a.example', 'b.example']) accounts.move(null, accounts.charged(one))
    assert.equal(accounts.charged('c.example'), UNKNOWN_ACCOUNT)
    assert.equal(accounts.charged('a.example'), 'a.example')
    assert.equal(accounts.charged(OWN_ACCOUNT), OWN_ACCOUNT)
    accounts.move('a.example', null)
    assert.equal(accounts.charged('c.example'), 'c.example')
    assert.ok(MAX_ACCOUNTS >= 100_000)
  })
})
