import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { askFirst } from './impostors.ts'
import { TestOperators } from './operators.ts'
import { SELF } from './origins.ts'
import { conflictingIdentities, DAY_MS, testDomain } from './sealed-records.ts'

const domain = await testDomain()
const clock = { aheadMs: 0 }
let operators: TestOperators
let names = 0

before(async () => {
  operators = await TestOperators.start(10, { now: () => Date.now() + clock.aheadMs })
})
after(() => operators[Symbol.asyncDispose]())

/** A key that nobody used before. */
function fresh() {
  const name = `n${names++}`
  return { name, routingKey: domain.routingKey(name) }
}

describe('publish and lookup', () => {
  test('a publish is done when five of eight holders have it, and comes to all eight', async () => {
    const { name, routingKey } = fresh()
    const bytes = await domain.name(name)
    const everywhere = operators.holders(routingKey).map((holder) => holder.hold(routingKey, bytes))
    const published = await operators.at(0).federation.publish(bytes, routingKey)
    assert.deepEqual([published.outcome, published.needed], ['stored', 5])
    assert.ok(published.holders >= 5)
    await Promise.all(everywhere)
  })

  for (const policy of ['network', 'quorum'] as const) {
    test(`${policy}: every operator finds it, with four holders' answers`, async () => {
      const { name, routingKey } = fresh()
      const bytes = await domain.name(name)
      await operators.at(0).federation.publish(bytes, routingKey)
      for (const { federation } of operators.all) {
        const found = await federation.lookup(routingKey, { policy })
        assert.deepEqual(found.record?.bytes, bytes)
        assert.deepEqual([found.needed, found.conflict, found.source], [4, false, 'holders'])
        assert.ok(found.answers >= 4)
      }
    })
  }

  test('what nobody published is absent, said by four holders', async () => {
    const found = await operators.at(0).federation.lookup(fresh().routingKey, { policy: 'quorum' })
    assert.deepEqual([found.record, found.expired, found.needed], [null, null, 4])
    assert.ok(found.answers >= 4)
  })

  test('cache-only asks nobody; cache-first asks where nothing is remembered, and then no more', async () => {
    const { name, routingKey } = fresh()
    await operators.at(0).federation.publish(await domain.name(name), routingKey)
    const { federation } = operators.stranger(routingKey, [operators.at(0)])
    assert.equal((await federation.lookup(routingKey, { policy: 'cache-only' })).record, null)
    const first = await federation.lookup(routingKey, { policy: 'cache-first' })
    assert.deepEqual([first.source, first.record !== null], ['holders', true])
    for (const policy of ['cache-first', 'cache-only'] as const) {
      const again = await federation.lookup(routingKey, { policy })
      assert.deepEqual([again.source, again.answers, again.record?.seq], ['own', 0, first.record?.seq])
    }
  })

  test('cache-first asks again after ten minutes', async () => {
    const { name, routingKey } = fresh()
    await operators.at(0).federation.publish(await domain.name(name), routingKey)
    const { federation } = operators.stranger(routingKey, [operators.at(0)])
    await federation.lookup(routingKey, { policy: 'network' })
    clock.aheadMs = 11 * 60_000
    try {
      assert.equal((await federation.lookup(routingKey, { policy: 'cache-first' })).source, 'holders')
    } finally {
      clock.aheadMs = 0
    }
  })

  test('an expired record is no answer, and is named as what it is', async () => {
    const { name, routingKey } = fresh()
    const bytes = await domain.name(name)
    await operators.at(0).federation.publish(bytes, routingKey)
    clock.aheadMs = 2 * DAY_MS
    try {
      const found = await operators.at(1).federation.lookup(routingKey, { policy: 'quorum' })
      assert.equal(found.record, null)
      assert.deepEqual(found.expired?.bytes, bytes)
    } finally {
      clock.aheadMs = 0
    }
  })

  test('an older record is refused with the newer one, also where the asker knew nothing of it', async () => {
    const { name, routingKey } = fresh()
    const now = Date.now()
    const newer = await domain.name(name, { seq: now })
    await operators.at(0).federation.publish(newer, routingKey)
    const older = await domain.name(name, { seq: now - 1_000 })
    for (const { federation } of operators.all) {
      const refused = await federation.publish(older, routingKey)
      assert.deepEqual([refused.outcome, refused.record.bytes], ['not-newest', newer])
    }
  })

  test('holders with conflicting key logs: the conflict is said and neither is given', async () => {
    const { routingKey, one, other } = await conflictingIdentities()
    const holders = operators.holders(routingKey)
    await Promise.all(holders.map(({ store }, index) => store.put(index % 2 === 0 ? one : other, routingKey, SELF)))
    const { federation } = operators.stranger(routingKey)
    const suspicions: string[] = []
    federation.events.on('suspicion', ({ note }) => suspicions.push(note))
    askFirst(federation, holders.slice(0, 2))
    const found = await federation.lookup(routingKey, { policy: 'quorum' })
    assert.deepEqual([found.record, found.conflict], [null, true])
    assert.ok(suspicions.includes('conflict'))
  })

  test('the caller can end a lookup', async () => {
    const { federation } = operators.at(0)
    const controller = new AbortController()
    const looking = federation.lookup(fresh().routingKey, { policy: 'quorum', signal: controller.signal })
    controller.abort()
    await assert.rejects(looking, { code: 'ABORTED' })
    const late = { policy: 'quorum', signal: AbortSignal.abort() } as const
    await assert.rejects(federation.lookup(fresh().routingKey, late), { code: 'ABORTED' })
    await assert.rejects(federation.lookup(new Uint8Array(31), { policy: 'quorum' }), { code: 'INVALID_ARGUMENT' })
  })
})
