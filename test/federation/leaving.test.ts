import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { impersonate } from './impostors.ts'
import { type TestOperator, TestOperators } from './operators.ts'
import { SELF } from './origins.ts'
import { testDomain } from './sealed-records.ts'

const domain = await testDomain()
const K = 3
const routingKey = domain.routingKey('bob')
const bytes = await domain.name('bob')

/** Five operators that all have bob, of which three are to hold him. `keeps`: whether the others want him all the same. */
async function five({ keeps = false } = {}) {
  const operators = await TestOperators.start(5, { k: K, keeps: () => keeps })
  await Promise.all(operators.all.map(({ store }) => store.put(bytes, routingKey, SELF)))
  const holders = operators.holders(routingKey)
  const former = operators.stranger(routingKey)
  return { operators, holders, former, [Symbol.asyncDispose]: () => operators[Symbol.asyncDispose]() }
}

const held = async ({ store }: TestOperator) => (await store.get(routingKey))?.bytes ?? null

describe('a node that is no longer to hold a record', () => {
  test('lets it go once every holder said that it has it, and no holder does', async () => {
    await using net = await five()
    for (const { federation } of net.operators.all) await federation.republish()
    for (const operator of net.operators.all) {
      assert.deepEqual(await held(operator), net.holders.includes(operator) ? bytes : null)
    }
    const found = await net.former.federation.lookup(routingKey, { policy: 'quorum' })
    assert.deepEqual(found.record?.bytes, bytes)
  })

  test('keeps it while one of them has not', async () => {
    await using net = await five()
    const [first] = net.holders as [TestOperator]
    await impersonate(first, { get: async () => ({}), put: async () => Promise.reject(new Error('no')) })
    await net.former.federation.republish()
    assert.deepEqual(await held(net.former), bytes)
  })

  test('keeps it when a newer version came meanwhile', async () => {
    await using net = await five()
    const newer = await domain.name('bob', { seq: Date.now() + 1_000 })
    const { store } = net.former
    const everywhere = net.holders.map((holder) => holder.hold(routingKey, newer))
    await store.put(newer, routingKey, SELF)
    await net.former.federation.republish()
    await Promise.all(everywhere)
    assert.equal(await held(net.former), null, 'the holders have the newer one now')
    const stale = await net.operators.holders(routingKey)[0]?.store.get(routingKey)
    assert.deepEqual(stale?.bytes, newer)
    assert.equal(await store.release({ routingKey, bytes, expiresAt: 0, keepUntil: 0, account: '' }), false)
  })

  test('keeps what is its own whoever else holds it', async () => {
    await using net = await five({ keeps: true })
    await net.former.federation.republish()
    assert.deepEqual(await held(net.former), bytes)
  })
})
