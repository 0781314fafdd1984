import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { kadKey } from '../../src/federation/placement.ts'
import { impersonate, silence } from './impostors.ts'
import { kadTable, knows, TestOperators } from './operators.ts'
import { SELF } from './origins.ts'
import { NETWORK, testDomain } from './sealed-records.ts'
import { ALL_BOUND, sighting } from './seats.ts'

const domain = await testDomain()
/** Changes settle at once: what follows from them is part of the test. */
const SETTLE = { settleMs: 20 }

/** Records of as many names as make sure that each operator of a small net is a holder of some. */
async function publishSome(operators: TestOperators, count: number) {
  const names = Array.from({ length: count }, (_, index) => `n${index}`)
  return await Promise.all(
    names.map(async (name) => {
      const record = { routingKey: domain.routingKey(name), bytes: await domain.name(name) }
      const everywhere = operators.holders(record.routingKey).map(({ hold }) => hold(record.routingKey, record.bytes))
      await operators.at(0).federation.publish(record.bytes, record.routingKey)
      await Promise.all(everywhere)
      return record
    }),
  )
}

describe('membership', () => {
  test('operators that know one of them meet all, and choose the same holders as each other and as kad-dht', async () => {
    await using operators = await TestOperators.start(6, { k: 3 })
    const routingKey = domain.routingKey('bob')
    const views = operators.all.map(({ federation }) => federation.operators.view(routingKey))
    for (const view of views) {
      assert.deepEqual(
        view.holders.map(({ key }) => key),
        views[0]?.holders.map(({ key }) => key),
      )
      assert.deepEqual(view.hash, views[0]?.hash)
    }
    const stranger = operators.stranger(routingKey)
    const nearest: string[] = []
    for await (const event of stranger.libp2p.services.dht.getClosestPeers(kadKey(NETWORK, routingKey))) {
      if (event.name === 'FINAL_PEER') nearest.push(event.peer.id.toString())
    }
    assert.deepEqual(
      nearest.slice(0, 3),
      views[0]?.holders.map(({ key }) => key),
    )
  })

  test('a killed holder is missed at once: lookups stay right, it leaves both tables, others take its records', async () => {
    await using operators = await TestOperators.start(5, { k: 3, times: SETTLE })
    const published = await publishSome(operators, 12)
    const victim = operators.at(4)
    const orphaned = published.filter(({ routingKey }) => operators.holders(routingKey).includes(victim))
    assert.ok(orphaned.length > 0)
    const { peerId } = victim.libp2p
    await victim.kill()
    for (const { routingKey, bytes } of orphaned) {
      const found = await operators.at(0).federation.lookup(routingKey, { policy: 'quorum' })
      assert.deepEqual(found.record?.bytes, bytes)
    }
    await operators.haveMet()
    for (const operator of operators.all) {
      assert.equal(operator.federation.operators.find(peerId), null)
      assert.equal(await kadTable(operator).find(peerId), undefined)
    }
    for (const { routingKey, bytes } of orphaned) {
      await Promise.all(operators.holders(routingKey).map(({ hold }) => hold(routingKey, bytes)))
    }
  })

  test('a new operator is given the records that it is to hold', async () => {
    await using operators = await TestOperators.start(4, { k: 3, times: SETTLE })
    const published = await publishSome(operators, 12)
    const newcomer = await operators.add()
    await operators.haveMet()
    const its = published.filter(({ routingKey }) => operators.holders(routingKey).includes(newcomer))
    assert.ok(its.length > 0)
    await Promise.all(its.map(({ routingKey, bytes }) => newcomer.hold(routingKey, bytes)))
    assert.equal(newcomer.store.count(), its.length)
  })

  test('when two of three are killed, the third one goes on alone', async () => {
    await using operators = await TestOperators.start(3)
    const [{ routingKey } = assert.fail()] = await publishSome(operators, 1)
    await operators.at(2).kill()
    await operators.at(1).kill()
    const { federation } = operators.at(0)
    const renewed = await domain.name('n0', { seq: Date.now() + 1 })
    const published = await federation.publish(renewed, routingKey)
    assert.deepEqual([published.outcome, published.holders, published.needed], ['stored', 1, 1])
    assert.deepEqual((await federation.lookup(routingKey, { policy: 'quorum' })).record?.bytes, renewed)
  })

  test('a member that is connected and says nothing is found by the heartbeat', async () => {
    await using operators = await TestOperators.start(2, { times: { heartbeatMs: 50 } })
    await impersonate(operators.at(1), { get: silence })
    const { federation } = operators.at(0)
    const [change] = await once(federation.events, 'membership', { signal: AbortSignal.timeout(10_000) })
    assert.equal(change.removed.key, operators.at(1).libp2p.peerId.toString())
  })

  test('who is not admitted is in neither table, whatever it speaks', async () => {
    const bindings: typeof ALL_BOUND = {
      ...ALL_BOUND,
      check: async (domain, key) => sighting(domain, key, { status: domain === 'o2.test' ? 'mismatch' : 'verified' }),
    }
    await using operators = await TestOperators.start(0, { bindings })
    const member = await operators.add()
    const stranger = await operators.add()
    await knows(stranger.federation, 2)
    const later = await operators.add({ isShy: true })
    // The later one comes the same way: when it is in both tables, the stranger would be as well.
    const isInKadTable = once(kadTable(member), 'peer:add')
    later.federation.start()
    await later.libp2p.dial(member.libp2p.getMultiaddrs())
    await Promise.all([knows(member.federation, 2), isInKadTable])
    assert.equal(member.federation.operators.find(stranger.libp2p.peerId), null)
    assert.equal(member.federation.operators.seatOf(stranger.libp2p.peerId), null)
    assert.equal(kadTable(member).size, 1)
    // Also not as one that answered a query, which kad-dht trusts.
    for await (const _ of member.libp2p.services.dht.findPeer(stranger.libp2p.peerId));
    assert.equal(await kadTable(member).find(stranger.libp2p.peerId), undefined)
  })
})

describe('republish', () => {
  test('gives the same bytes to holders that lack them, and takes a newer version where one is', async () => {
    await using operators = await TestOperators.start(3)
    const [routingKey, lost] = [domain.routingKey('bob'), domain.routingKey('alice')]
    const now = Date.now()
    const [older, newer] = [await domain.name('bob', { seq: now - 1 }), await domain.name('bob', { seq: now })]
    const bytes = await domain.name('alice')
    await operators.at(0).store.put(older, routingKey, SELF)
    await operators.at(0).store.put(bytes, lost, SELF)
    await operators.at(1).store.put(newer, routingKey, SELF)
    await operators.at(0).federation.republish()
    const held = await Promise.all(operators.all.map(async ({ store }) => (await store.get(lost))?.bytes))
    assert.deepEqual(held, [bytes, bytes, bytes])
    assert.deepEqual((await operators.at(0).store.get(routingKey))?.bytes, newer)
    assert.deepEqual((await operators.at(1).store.get(routingKey))?.bytes, newer)
  })

  test('happens by itself now and then', async () => {
    await using operators = await TestOperators.start(2, { times: { republishMs: 50 } })
    const [routingKey, bytes] = [domain.routingKey('bob'), await domain.name('bob')]
    await operators.at(0).store.put(bytes, routingKey, SELF)
    await operators.at(1).hold(routingKey, bytes)
  })

  test('an expired record is offered to nobody', async () => {
    const clock = { aheadMs: 0 }
    await using operators = await TestOperators.start(2, { now: () => Date.now() + clock.aheadMs })
    const routingKey = domain.routingKey('bob')
    await operators.at(0).store.put(await domain.name('bob'), routingKey, SELF)
    clock.aheadMs = 2 * 24 * 3_600_000
    await operators.at(0).federation.republish()
    assert.equal(operators.at(1).store.count(), 0)
  })
})
