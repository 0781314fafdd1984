import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { type TestOperator, TestOperators } from './operators.ts'
import { testDomain } from './sealed-records.ts'

const MINUTE_MS = 60_000
const domain = await testDomain()
let names = 0

function fresh() {
  const name = `n${names++}`
  return { name, routingKey: domain.routingKey(name) }
}

/** Four operators with the right time, and one whose clock was set wrong when all had met. */
async function withWrongClock(aheadMs: number) {
  const operators = await TestOperators.start(4)
  const clock = { aheadMs: 0 }
  const now = () => Date.now() + clock.aheadMs
  const wrong = await operators.add({ now })
  await operators.haveMet()
  clock.aheadMs = aheadMs
  const right = operators.all.filter((operator) => operator !== wrong)
  return { operators, wrong, right, now, [Symbol.asyncDispose]: () => operators[Symbol.asyncDispose]() }
}

const bytesAt = async ({ store }: TestOperator, routingKey: Uint8Array) => (await store.get(routingKey))?.bytes ?? null

describe('an operator node whose clock is ten minutes ahead', () => {
  test('is refused by all others with their time, and is told what is wrong', async () => {
    await using net = await withWrongClock(10 * MINUTE_MS)
    const { name, routingKey } = fresh()
    const noticed = once(net.wrong.federation.events, 'clock')
    const publishing = net.wrong.federation.publish(await domain.name(name, { seq: net.now() }), routingKey)
    await assert.rejects(publishing, (error: Error & { code: string }) => {
      assert.equal(error.code, 'NO_QUORUM')
      assert.match(error.message, /4 refused it \(SEQ_IN_FUTURE\)/)
      assert.match(error.message, /this node's clock says \d{4}-\d\d-\d\dT/)
      assert.match(error.message, /Your clock is 10 min ahead of that node’s: set it right/)
      return true
    })
    for (const operator of net.right) assert.equal(await bytesAt(operator, routingKey), null)
    const [{ aheadMs, nodes }] = await noticed
    assert.equal(Math.round(aheadMs / MINUTE_MS), 10)
    assert.ok(nodes >= 2)
  })

  test('does no harm to what others wrote: it finds it, and they keep it', async () => {
    await using net = await withWrongClock(10 * MINUTE_MS)
    const { name, routingKey } = fresh()
    const bytes = await domain.name(name)
    const everywhere = net.operators.all.map(({ hold }) => hold(routingKey, bytes))
    await net.operators.at(0).federation.publish(bytes, routingKey)
    await Promise.all(everywhere)
    const { federation } = net.wrong
    assert.deepEqual((await federation.lookup(routingKey, { policy: 'quorum' })).record?.bytes, bytes)
    const renewed = await domain.name(name, { seq: net.now() })
    await assert.rejects(federation.publish(renewed, routingKey), { code: 'NO_QUORUM' })
    await federation.republish()
    for (const operator of net.right) {
      assert.deepEqual(await bytesAt(operator, routingKey), bytes)
      assert.deepEqual((await operator.federation.lookup(routingKey, { policy: 'quorum' })).record?.bytes, bytes)
    }
  })
})

describe('an operator node whose clock is ten minutes behind', () => {
  test('is told so when it writes, which the others take', async () => {
    await using net = await withWrongClock(-10 * MINUTE_MS)
    const { name, routingKey } = fresh()
    const noticed = once(net.wrong.federation.events, 'clock')
    const published = await net.wrong.federation.publish(await domain.name(name, { seq: net.now() }), routingKey)
    assert.equal(published.outcome, 'stored')
    const [{ aheadMs }] = await noticed
    assert.equal(Math.round(aheadMs / MINUTE_MS), -10)
  })

  test('takes nothing that is new, which hinders nobody else, and brings nothing old back', async () => {
    await using net = await withWrongClock(-10 * MINUTE_MS)
    const { name, routingKey } = fresh()
    const bytes = await domain.name(name)
    const everywhere = net.right.map(({ hold }) => hold(routingKey, bytes))
    const published = await net.operators.at(0).federation.publish(bytes, routingKey)
    assert.equal(published.outcome, 'stored')
    await Promise.all(everywhere)
    assert.equal(await bytesAt(net.wrong, routingKey), null)
    const found = await net.wrong.federation.lookup(routingKey, { policy: 'quorum' })
    assert.ok(found.record === null && found.answers < found.needed, 'that is no absence')
    const older = await domain.name(name, { seq: net.now() })
    await assert.rejects(net.wrong.federation.publish(older, routingKey), { code: 'NO_QUORUM' })
    for (const operator of net.right) {
      assert.deepEqual(await bytesAt(operator, routingKey), bytes)
      assert.deepEqual((await operator.federation.lookup(routingKey, { policy: 'quorum' })).record?.bytes, bytes)
    }
  })
})

describe('an operator node that starts with a clock ten minutes ahead', () => {
  test('gets no seat, and is told why', async () => {
    await using operators = await TestOperators.start(3)
    const newcomer = await operators.add({ now: () => Date.now() + 10 * MINUTE_MS, isShy: true })
    const noticed = once(newcomer.federation.events, 'clock')
    newcomer.federation.start()
    await Promise.all(operators.all.slice(0, 3).map(({ libp2p }) => newcomer.libp2p.dial(libp2p.getMultiaddrs())))
    const [{ aheadMs }] = await noticed
    assert.equal(Math.round(aheadMs / MINUTE_MS), 10)
    for (const { federation } of operators.all.slice(0, 3)) {
      assert.equal(federation.operators.seatOf(newcomer.libp2p.peerId), null)
    }
  })
})
