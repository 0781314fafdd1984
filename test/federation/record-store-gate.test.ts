import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { openRecordStore } from '../../src/federation/record-store.ts'
import { createWriteGate } from '../../src/federation/write-gate.ts'
import { domainRecord, routingKeyOf } from './domain-records.ts'
import { FakeBindings } from './fake-bindings.ts'
import { operatorOf } from './origins.ts'
import { NETWORK } from './sealed-records.ts'

const NOW = Date.UTC(2026, 10, 22)
const HOUR_MS = 3_600_000
const DOMAIN = 'b.example'
const A = operatorOf('a.example')
const [first, second] = await Promise.all([1, 2].map(() => generateKeyPair('Ed25519')))
assert.ok(first && second)
const [firstKey, secondKey] = [first.publicKey.raw, second.publicKey.raw]
const routingKey = routingKeyOf(DOMAIN)

/** A store whose gate looks at websites that the test makes. */
async function gatedStore() {
  const clock = { now: NOW }
  const now = () => clock.now
  const bindings = new FakeBindings(now)
  const gate = createWriteGate({ bindings, own: null, isAdmitted: () => false, now })
  const store = await openRecordStore({ path: null, network: NETWORK, now, gate })
  const put = (record: { bytes: Uint8Array }) => store.put(record.bytes, routingKey, A)
  const heldKey = async () => (await store.get(routingKey))?.signer
  return { clock, bindings, store, put, heldKey }
}

describe('a store between two keys of one domain', () => {
  test('keeps the wrong one for an hour, then takes the bound one: whatever their seq', async () => {
    const { clock, bindings, store, put, heldKey } = await gatedStore()
    const wrong = await domainRecord(DOMAIN, first, { seq: NOW + 4 * 60_000 })
    const right = await domainRecord(DOMAIN, second, { seq: NOW })
    bindings.show(DOMAIN, { keys: [firstKey] })
    await put(wrong)
    bindings.show(DOMAIN, { keys: [secondKey] })
    clock.now += HOUR_MS
    await assert.rejects(put(right), { code: 'BINDING_UNCONFIRMED' })
    assert.deepEqual(await heldKey(), firstKey)
    clock.now += HOUR_MS
    assert.equal((await put(right)).outcome, 'stored')
    assert.deepEqual(await heldKey(), secondKey)
    // The wrong one has the higher seq, and does not come back by it.
    await assert.rejects(put(wrong), { code: 'BINDING_MISMATCH' })
    assert.equal(store.usage().refused.BINDING_MISMATCH, 1)
    assert.equal(store.count(), 1)
  })

  test('answers what it keeps to whoever brings the one that was handed on', async () => {
    const { bindings, put } = await gatedStore()
    bindings.show(DOMAIN, { keys: [firstKey, secondKey] })
    const next = await domainRecord(DOMAIN, second, { seq: NOW, previous: first })
    await put(next)
    const said = await put(await domainRecord(DOMAIN, first, { seq: NOW + 1_000 }))
    assert.deepEqual([said.outcome, said.record.bytes], ['not-newest', next.bytes])
  })

  test('ends with the same one when both come at the same moment, in whatever order', async () => {
    const old = await domainRecord(DOMAIN, first, { seq: NOW + 1_000 })
    const next = await domainRecord(DOMAIN, second, { seq: NOW, previous: first })
    const newer = await domainRecord(DOMAIN, second, { seq: NOW + 1, previous: first })
    for (const order of [
      [old, next, newer],
      [next, old, newer],
      [newer, next, old],
      [old, old, next, newer, old],
    ]) {
      const { bindings, store, put } = await gatedStore()
      bindings.show(DOMAIN, { keys: [firstKey, secondKey] })
      await Promise.all(order.map(put))
      assert.deepEqual((await store.get(routingKey))?.bytes, newer.bytes)
    }
  })

  test('decides on what is held when it writes, not on what was held when it began to look', async () => {
    const { bindings, store, put, heldKey } = await gatedStore()
    bindings.show(DOMAIN, { keys: [firstKey, secondKey] })
    const { promise, resolve } = Promise.withResolvers<void>()
    bindings.slow = promise
    const old = put(await domainRecord(DOMAIN, first, { seq: NOW + 1_000 }))
    const next = put(await domainRecord(DOMAIN, second, { seq: NOW, previous: first }))
    resolve()
    await old
    assert.equal((await next).outcome, 'stored')
    assert.deepEqual(await heldKey(), secondKey)
    await assert.rejects(put(await domainRecord(DOMAIN, await generateKeyPair('Ed25519'), { seq: NOW + 5 })), {
      code: 'BINDING_MISMATCH',
    })
    assert.equal(store.count(), 1)
  })
})
