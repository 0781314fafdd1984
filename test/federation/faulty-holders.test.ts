import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { multiaddr } from '@multiformats/multiaddr'
import { HEDGE_MS } from '../../src/federation/consult.ts'
import { openRecord } from '../../src/records/validate.ts'
import type { GetResult } from '../../src/wire/messages.js'
import { askFirst, impersonate, silence } from './impostors.ts'
import { type TestOperator, TestOperators } from './operators.ts'
import { SELF } from './origins.ts'
import { NETWORK, testDomain } from './sealed-records.ts'

type Bytes = Uint8Array<ArrayBuffer>
const domain = await testDomain()
const routingKey = domain.routingKey('bob')
const now = Date.now()
const older = await domain.name('bob', { seq: now - 60_000 })
const newer = await domain.name('bob', { seq: now })

/** Holders of a record in these tests: small, so that the nets start fast. Three make a write done, two a read. */
const K = 4

/** Five operators; the four holders of bob have `newer`, the first of them, perhaps, `older`; and the fifth asks. */
async function fiveOperators({ isFirstStale = false } = {}) {
  const operators = await TestOperators.start(K + 1, { k: K })
  const holders = operators.holders(routingKey)
  const [first] = holders
  if (first === undefined) throw new Error('there are no holders')
  const versions = holders.map((holder) => (holder === first && isFirstStale ? older : newer))
  await Promise.all(holders.map(({ store }, index) => store.put(versions[index] ?? newer, routingKey, SELF)))
  const asker = operators.stranger(routingKey)
  return { operators, holders, first, asker, [Symbol.asyncDispose]: () => operators[Symbol.asyncDispose]() }
}

type Net = Awaited<ReturnType<typeof fiveOperators>>

describe('lookup with holders at fault', () => {
  test('a silent one costs one short wait, once: the next lookup asks the others first', async () => {
    await using net = await fiveOperators()
    let asked = 0
    const get = () => {
      asked++
      return silence()
    }
    await impersonate(net.first, { get })
    askFirst(net.asker.federation, [net.first])
    const startedAt = performance.now()
    for (let round = 0; round < 2; round++) {
      const found = await net.asker.federation.lookup(routingKey, { policy: 'network' })
      assert.deepEqual([found.record?.bytes, found.answers >= 2], [newer, true])
      const tookMs = performance.now() - startedAt
      if (round === 0) assert.ok(tookMs >= HEDGE_MS - 1 && tookMs < 4 * HEDGE_MS, `the first took ${tookMs} ms`)
    }
    assert.equal(asked, 1, 'the second lookup did without it')
  })

  for (const policy of ['network', 'quorum'] as const) {
    test(`${policy}: a stale one is outvoted by any newer answer, and mended`, async () => {
      await using net = await fiveOperators({ isFirstStale: true })
      askFirst(net.asker.federation, [net.first])
      const mended = net.first.hold(routingKey, newer)
      const found = await net.asker.federation.lookup(routingKey, { policy })
      assert.deepEqual(found.record?.bytes, newer)
      await mended
    })
  }

  test('one that has nothing is given the record', async () => {
    await using net = await fiveOperators()
    const other = domain.routingKey('alice')
    const bytes = await domain.name('alice')
    const holders = net.operators.holders(other)
    const [first, ...others] = holders as [TestOperator, ...TestOperator[]]
    await Promise.all(others.map(({ store }) => store.put(bytes, other, SELF)))
    const { federation } = net.operators.stranger(other)
    askFirst(federation, [first])
    const mended = first.hold(other, bytes)
    assert.deepEqual((await federation.lookup(other, { policy: 'quorum' })).record?.bytes, bytes)
    await mended
  })

  const digestOf = async (net: Net) => {
    const record = await net.holders[1]?.store.get(routingKey)
    return { seq: record?.seq ?? 0, payloadHash: (record?.payloadHash ?? new Uint8Array()) as Bytes }
  }
  const lies: [string, (net: Net) => Promise<Partial<GetResult>>][] = [
    [
      'garbage under a high seq',
      async () => ({ seq: now * 2, payloadHash: new Uint8Array(32), envelope: new Uint8Array(99) }),
    ],
    ['a hash that it cannot show', async () => ({ seq: now * 2, payloadHash: new Uint8Array(32).fill(1) })],
    [
      "the old record under the new one's hash",
      async (net) => ({ ...(await digestOf(net)), envelope: older as Bytes }),
    ],
    [
      'a record from the future',
      async () => {
        const envelope = (await domain.name('bob', { seq: Date.now() + 3_600_000 })) as Bytes
        const { seq, payloadHash } = await openRecord(envelope, routingKey, { network: NETWORK })
        return { seq, payloadHash: payloadHash as Bytes, envelope }
      },
    ],
    ['no result at all', async () => Promise.reject(new Error('boom'))],
    [
      'nodes that do not exist',
      async () => {
        const closer = Array.from({ length: 20 }, (_, index) => {
          const peerId = Uint8Array.of(0, 36, 8, 1, 18, 32, ...new Uint8Array(32).fill(index))
          return { peerId, multiaddrs: [multiaddr('/ip4/127.0.0.1/tcp/1').bytes as Bytes] }
        })
        return { closer }
      },
    ],
  ]
  for (const [lie, get] of lies) {
    test(`one that gives ${lie} does not deceive, and costs no more than a silent one`, async () => {
      await using net = await fiveOperators()
      const result = get(net)
      result.catch(() => {})
      await impersonate(net.first, { get: () => result })
      askFirst(net.asker.federation, [net.first])
      const startedAt = performance.now()
      const found = await net.asker.federation.lookup(routingKey, { policy: 'quorum' })
      assert.ok(performance.now() - startedAt < 4 * HEDGE_MS)
      assert.deepEqual([found.record?.bytes, found.answers >= 2], [newer, true])
    })
  }
})

describe('publish with holders at fault', () => {
  test('a silent one of four does not hinder it', async () => {
    await using net = await fiveOperators()
    const renewed = await domain.name('bob', { seq: now + 1 })
    await impersonate(net.first, {})
    const published = await net.asker.federation.publish(renewed, routingKey)
    assert.deepEqual([published.outcome, published.holders, published.needed], ['stored', 3, 3])
  })

  test('one that claims to have a newer record without showing one does not stop it', async () => {
    await using net = await fiveOperators()
    const renewed = await domain.name('bob', { seq: now + 1 })
    const current = older as Bytes
    await impersonate(net.first, { put: async () => ({ outcome: 'not-newest', current }) })
    const published = await net.asker.federation.publish(renewed, routingKey)
    assert.deepEqual([published.outcome, published.holders], ['stored', 3])
  })

  test('with fewer than three of four it says NO_QUORUM, and the record is kept here', async () => {
    await using net = await fiveOperators()
    const renewed = await domain.name('bob', { seq: now + 1 })
    const hesitant = { put: silence, get: async () => ({}) }
    await Promise.all(net.holders.slice(0, 2).map((operator) => impersonate(operator, hesitant)))
    const publishing = net.asker.federation.publish(renewed, routingKey, { timeoutMs: 1_000 })
    await assert.rejects(publishing, { code: 'NO_QUORUM' })
    assert.deepEqual((await net.asker.store.get(routingKey))?.bytes, renewed)
  })
})
