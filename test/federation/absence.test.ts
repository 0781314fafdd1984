import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { ABSENCE_REMEMBERED_MS } from '../../src/federation/absences.ts'
import { type TestOperator, TestOperators } from './operators.ts'
import { SELF } from './origins.ts'
import { testDomain } from './sealed-records.ts'

/** Walks at once (docs/spec/placement.md, "Asking the holders"). */
const MAX_WALKS = 8
const domain = await testDomain()

/** From now on counts the walks of this operator's kad-dht. */
function watchWalks({ libp2p }: TestOperator) {
  const { dht } = libp2p.services
  const walk = dht.getClosestPeers.bind(dht)
  const seen = { walks: 0, now: 0, most: 0 }
  dht.getClosestPeers = async function* (...args) {
    seen.walks++
    seen.most = Math.max(seen.most, ++seen.now)
    try {
      yield* walk(...args)
    } finally {
      seen.now--
    }
  }
  return seen
}

describe('a record that nobody has', () => {
  const clock = { aheadMs: 0 }
  let operators: TestOperators
  let asker: TestOperator
  let walks: ReturnType<typeof watchWalks>
  let names = 0
  let name = ''
  let routingKey = new Uint8Array()

  before(async () => {
    operators = await TestOperators.start(5, { k: 3, now: () => Date.now() + clock.aheadMs })
    asker = operators.at(4)
    walks = watchWalks(asker)
  })
  beforeEach(() => {
    do {
      name = `n${names++}`
      routingKey = Uint8Array.from(domain.routingKey(name))
    } while (operators.holders(routingKey).includes(asker))
    walks.walks = 0
  })
  after(() => operators[Symbol.asyncDispose]())

  const look = async (policy: 'network' | 'quorum' | 'cache-first' = 'network') =>
    await asker.federation.lookup(routingKey, { policy })

  test('is walked for once in ten seconds', async () => {
    const first = await look()
    assert.deepEqual([first.record, first.answers >= first.needed, walks.walks], [null, true, 1])
    assert.deepEqual([await look(), await look('cache-first')], [first, first])
    assert.equal(walks.walks, 1)
    clock.aheadMs += ABSENCE_REMEMBERED_MS
    await look()
    assert.equal(walks.walks, 2)
  })

  test('is looked for anew by quorum', async () => {
    await look()
    const bytes = await domain.name(name)
    await operators.holders(routingKey)[0]?.store.put(bytes, routingKey, SELF)
    assert.equal((await look()).record, null)
    assert.deepEqual((await look('quorum')).record?.bytes, bytes)
    assert.deepEqual((await look()).record?.bytes, bytes)
  })

  test('is no longer absent when it was published here', async () => {
    await look()
    const bytes = await domain.name(name)
    await asker.federation.publish(bytes, routingKey)
    assert.deepEqual((await look()).record?.bytes, bytes)
  })

  test('is not remembered as absent when too few holders answered', async () => {
    const short = await asker.federation.lookup(routingKey, { policy: 'network', timeoutMs: 0 })
    assert.ok(short.answers < short.needed)
    await look()
    assert.ok(walks.walks > 0)
  })

  test('sought by many at once is walked for once, and others by few at once', async () => {
    await Promise.all(Array.from({ length: 10 }, () => look()))
    assert.equal(walks.walks, 1)
    walks.most = 0
    const keys = Array.from({ length: 40 }, (_, index) => domain.routingKey(`many${index}`))
    const found = await Promise.all(keys.map((key) => asker.federation.lookup(key, { policy: 'network' })))
    assert.ok(found.every(({ record, answers, needed }) => record === null && answers >= needed))
    assert.ok(walks.most > 1 && walks.most <= MAX_WALKS, `${walks.most} walks at once`)
  })
})
