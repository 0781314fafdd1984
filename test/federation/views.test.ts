import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { namedNode } from '../../src/federation/operator-table.ts'
import { impersonate } from './impostors.ts'
import { fills, kadTable, knows, type TestOperator, TestOperators } from './operators.ts'
import { SELF } from './origins.ts'
import { testDomain } from './sealed-records.ts'

const domain = await testDomain()
const routingKey = domain.routingKey('bob')
const bytes = await domain.name('bob')

/** Six operators of which three hold bob, and a shy one that knows only one which does not. */
async function withNewcomer() {
  const operators = await TestOperators.start(6, { k: 3 })
  const holders = operators.holders(routingKey)
  const acquaintance = operators.stranger(routingKey)
  const newcomer = await operators.add({ isShy: true })
  const addresses = acquaintance.libp2p.getMultiaddrs().map((address) => address.decapsulate('/p2p'))
  const isAdmitted = knows(newcomer.federation, 2)
  newcomer.federation.operators.add(namedNode(acquaintance.libp2p.peerId, addresses))
  await isAdmitted
  return { holders, acquaintance, newcomer, [Symbol.asyncDispose]: () => operators[Symbol.asyncDispose]() }
}

/** Without kad-dht's walk, the nodes that an answerer names are the only way on. */
function withoutWalk({ libp2p }: TestOperator): void {
  libp2p.services.dht.getClosestPeers = async function* () {}
}

describe('an asker that would choose other holders than the one it asks', () => {
  test('is told of these, goes on there, and has met them from then on', async () => {
    await using net = await withNewcomer()
    withoutWalk(net.newcomer)
    await Promise.all(net.holders.map(({ store }) => store.put(bytes, routingKey, SELF)))
    const found = await net.newcomer.federation.lookup(routingKey, { policy: 'quorum' })
    assert.deepEqual(found.record?.bytes, bytes)
    // Two at least: the newcomer itself may have taken the third one's place.
    const met = net.holders.filter(({ libp2p }) => net.newcomer.federation.operators.find(libp2p.peerId) !== null)
    assert.ok(met.length >= 2)
  })

  test('publishes to these', async () => {
    await using net = await withNewcomer()
    withoutWalk(net.newcomer)
    const published = await net.newcomer.federation.publish(bytes, routingKey)
    assert.equal(published.outcome, 'stored')
    const nearest = net.newcomer.federation.operators.view(routingKey).holders.map(({ key }) => key)
    const old = net.holders.filter(({ libp2p }) => nearest.includes(libp2p.peerId.toString()))
    assert.ok(old.length >= 2)
    await Promise.all(old.map(({ hold }) => hold(routingKey, bytes)))
  })
})

describe('an asker that leaves out a holder, as of an address group that has one already', () => {
  test('asks it all the same when others name it', async () => {
    await using operators = await TestOperators.start(4, { k: 3 })
    const [holder = assert.fail(), ...others] = operators.holders(routingKey)
    const asker = operators.stranger(routingKey)
    await holder.store.put(bytes, routingKey, SELF)
    withoutWalk(asker)
    const { operators: directory } = asker.federation
    const holders = others.map(({ libp2p }) => directory.find(libp2p.peerId) ?? assert.fail())
    // It would choose these, and itself, the farthest.
    directory.view = () => ({ holders: [...holders, directory.self], hash: new Uint8Array(8) })
    const found = await asker.federation.lookup(routingKey, { policy: 'network' })
    assert.deepEqual(found.record?.bytes, bytes)
  })
})

describe('kad-dht as the fallback', () => {
  test("finds the holders that nobody named, by kad-dht's own walk", async () => {
    await using net = await withNewcomer()
    await Promise.all(net.holders.map(({ store }) => store.put(bytes, routingKey, SELF)))
    await impersonate(net.acquaintance, { get: async () => ({}) })
    await fills(kadTable(net.newcomer), 1)
    const found = await net.newcomer.federation.lookup(routingKey, { policy: 'quorum' })
    assert.deepEqual(found.record?.bytes, bytes)
  })
})
