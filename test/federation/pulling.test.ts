import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { callPeer } from '../../src/wire/call.ts'
import { createChannels } from '../../src/wire/channels.ts'
import { MAX_LISTED, records } from '../../src/wire/methods.ts'
import { protocolIds } from '../../src/wire/protocols.ts'
import { testIdentity } from './identities.ts'
import { type TestOperator, TestOperators } from './operators.ts'
import { SELF } from './origins.ts'
import { DAY_MS, NETWORK, testDomain } from './sealed-records.ts'

const domain = await testDomain()
const K = 3

interface Named {
  routingKey: Uint8Array
  bytes: Uint8Array
}

async function names(count: number, at = Date.now()): Promise<Named[]> {
  const locals = Array.from({ length: count }, (_, index) => `n${index}`)
  return await Promise.all(
    locals.map(async (local) => ({
      routingKey: domain.routingKey(local),
      bytes: await domain.name(local, { seq: at }),
    })),
  )
}

async function putAt(operators: readonly TestOperator[], records: readonly Named[]): Promise<void> {
  await Promise.all(
    operators.flatMap(({ store }) => records.map(({ bytes, routingKey }) => store.put(bytes, routingKey, SELF))),
  )
}

const isHeldBy = async ({ store }: TestOperator, { routingKey }: Named) => (await store.get(routingKey)) !== null

describe('a node that becomes a holder', () => {
  test('asks the others for what it should hold, and for nothing else: they offer nothing by themselves', async () => {
    await using operators = await TestOperators.start(5, { k: K })
    const all = await names(60)
    for (const one of all) await putAt(operators.holders(one.routingKey), [one])
    const newcomer = await operators.add({ times: { settleMs: 25 } })
    await operators.haveMet()
    const [mine, others] = [[], []] as [Named[], Named[]]
    for (const one of all) (operators.holders(one.routingKey).includes(newcomer) ? mine : others).push(one)
    assert.ok(mine.length > 0 && others.length > 0)
    await Promise.all(mine.map(({ routingKey, bytes }) => newcomer.hold(routingKey, bytes)))
    for (const one of others) assert.equal(await isHeldBy(newcomer, one), false)
  })

  test('takes more than a page holds', async () => {
    await using operators = await TestOperators.start(2, { k: K })
    const all = await names(MAX_LISTED + 100)
    await putAt(operators.all, all)
    const newcomer = await operators.add({ times: { settleMs: 25 } })
    await Promise.all(all.map(({ routingKey, bytes }) => newcomer.hold(routingKey, bytes)))
  })

  test('takes a newer version where it has an old one, and keeps a newer one of its own', async () => {
    await using operators = await TestOperators.start(2, { k: K })
    const now = Date.now()
    const [older, newer] = [await names(2, now - 60_000), await names(2, now)]
    const [first, second] = newer as [Named, Named]
    await putAt(operators.all, [first, older[1] as Named])
    const newcomer = await operators.add({ times: { settleMs: 25 }, isShy: true })
    await putAt([newcomer], [older[0] as Named, second])
    newcomer.federation.start()
    await newcomer.libp2p.dial(operators.at(0).libp2p.getMultiaddrs())
    await newcomer.hold(first.routingKey, first.bytes)
    assert.deepEqual((await newcomer.store.get(second.routingKey))?.bytes, second.bytes)
  })

  test('gets a key log that is over too, so that nothing comes back with its old holders gone', async () => {
    const clock = { aheadMs: 0 }
    await using operators = await TestOperators.start(2, { k: K, now: () => Date.now() + clock.aheadMs })
    const identity = await testIdentity(Date.now() - 2 * DAY_MS)
    const bytes = await identity.record(Date.now() - DAY_MS + 60_000)
    await putAt(operators.all, [{ routingKey: identity.routingKey, bytes }])
    clock.aheadMs = 120_000
    const newcomer = await operators.add({ times: { settleMs: 25 } })
    await newcomer.hold(identity.routingKey, bytes)
  })
})

describe('list', () => {
  test('is for admitted nodes, and gives them what they should hold', async () => {
    await using operators = await TestOperators.start(5, { k: K })
    const all = await names(40)
    const [asked, asker] = [operators.at(0), operators.at(1)]
    await putAt([asked], all)
    const channels = createChannels(asker.libp2p, protocolIds(NETWORK).records)
    const { entries, next } = await callPeer(channels, asked.libp2p.peerId, records.list, {})
    const mine = all.filter(({ routingKey }) => operators.holders(routingKey).includes(asker))
    assert.equal(next.byteLength, 0)
    assert.deepEqual(
      entries.map(({ routingKey }) => String(routingKey)).sort(),
      mine.map(({ routingKey }) => String(routingKey)).sort(),
    )
    const after = entries[0]?.routingKey as Uint8Array<ArrayBuffer>
    const rest = await callPeer(channels, asked.libp2p.peerId, records.list, { after })
    assert.deepEqual(rest.entries, entries.slice(1))
    await channels.stop()

    const stranger = await operators.add({ isShy: true })
    const theirs = createChannels(stranger.libp2p, protocolIds(NETWORK).records)
    const asking = callPeer(theirs, asked.libp2p.getMultiaddrs(), records.list, {})
    await assert.rejects(asking, { code: 'NOT_ADMITTED' })
    await theirs.stop()
  })
})
