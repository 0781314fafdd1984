import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { toString as textOf } from 'uint8arrays/to-string'
import { ownerOf, payerOf } from '../../src/federation/quota.ts'
import type { RecordStore } from '../../src/federation/record-store.ts'
import { TestOperators } from './operators.ts'
import { conflictingIdentities, sealedForInvitation, testDomain } from './sealed-records.ts'

const MINUTE_MS = 60_000
const SETTLE = { settleMs: 50 }

async function accountsOf(store: RecordStore): Promise<Map<string, string>> {
  const accounts = new Map<string, string>()
  for await (const { routingKey, account } of store.entries()) accounts.set(textOf(routingKey, 'hex'), account)
  return accounts
}

describe('what holders hand on to a new one', () => {
  test('is charged to whoever hands it on, for the operator that brought it first', async () => {
    await using operators = await TestOperators.start(3, { times: SETTLE })
    const [domain, sealed] = [await testDomain(), await sealedForInvitation()]
    const published = await Promise.all(
      ['a', 'b', 'c', 'd'].map(async (name) => ({
        routingKey: domain.routingKey(name),
        bytes: await domain.name(name),
      })),
    )
    for (const { routingKey, bytes } of [...published, sealed]) {
      await operators.at(0).federation.publish(bytes, routingKey)
      await Promise.all(operators.all.map(({ hold }) => hold(routingKey, bytes)))
    }
    for (const { store } of operators.all.slice(1)) {
      assert.deepEqual([...new Set((await accountsOf(store)).values())], ['o1.test'])
    }
    // The one that brought them is gone: nobody but other holders can hand them on.
    await operators.at(0).kill()
    await operators.haveMet()
    const newcomer = await operators.add()
    await Promise.all([...published, sealed].map(({ routingKey, bytes }) => newcomer.hold(routingKey, bytes)))
    const accounts = await accountsOf(newcomer.store)
    for (const { routingKey } of published) {
      const account = accounts.get(textOf(routingKey, 'hex')) ?? ''
      assert.ok(['o2.test', 'o3.test'].includes(payerOf(account)), account)
      assert.equal(ownerOf(account), 'o1.test')
    }
    // Whose homes are a secret: only who hands it on is known.
    assert.ok(['o2.test', 'o3.test'].includes(accounts.get(textOf(sealed.routingKey, 'hex')) ?? ''))
  })

  test('are old key logs too, which are no answer there either', async () => {
    const clock = { aheadMs: 0 }
    await using operators = await TestOperators.start(2, { times: SETTLE, now: () => Date.now() + clock.aheadMs })
    const { routingKey, one, other } = await conflictingIdentities(Date.now(), MINUTE_MS)
    await operators.at(0).federation.publish(one, routingKey)
    await operators.at(1).hold(routingKey, one)
    clock.aheadMs = 2 * MINUTE_MS
    const newcomer = await operators.add()
    await newcomer.hold(routingKey, one)
    const found = await newcomer.federation.lookup(routingKey, { policy: 'quorum' })
    assert.deepEqual([found.record, found.expired?.bytes], [null, one])
    // With the old holders gone as well, the other log finds the first one here.
    await operators.at(0).kill()
    await operators.at(0).kill()
    const origin = { kind: 'stranger', peerId: null } as const
    clock.aheadMs = 0
    assert.equal((await newcomer.store.put(other, routingKey, origin)).outcome, 'conflict')
  })
})
