import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { toString as textOf } from 'uint8arrays/to-string'
import type { Candidate } from '../../src/federation/evict-plan.ts'
import { type Account, OTHERS_ACCOUNT, OWN_ACCOUNT } from '../../src/federation/quota.ts'
import { createAccountCounts } from '../../src/federation/quota-counts.ts'
import { createRoom } from '../../src/federation/quota-room.ts'

const NOW = 1_000_000

/** Everything of a store but the records: what counts is who has how many, and what one more costs. */
function shelves(maxRecords: number, maxRecordsPerDomain = maxRecords) {
  const held = new Map<string, Candidate>()
  const accounts = createAccountCounts()
  let keys = 0
  const seen = { walks: 0, walked: 0 }
  const room = createRoom({
    ...{ accounts, maxRecords, maxRecordsPerDomain },
    now: () => NOW,
    async *walk() {
      seen.walks++
      for (const candidate of [...held.values()]) {
        seen.walked++
        yield candidate
      }
    },
    drop: async ({ routingKey }) => {
      const victim = held.get(textOf(routingKey, 'hex'))
      if (victim === undefined) return false
      held.delete(textOf(routingKey, 'hex'))
      accounts.move(victim.account, null)
      return true
    },
    isClosing: () => false,
  })

  async function put(account: Account, expiresAt = NOW + 1_000): Promise<void> {
    const giveBack = await room.reserve({ account, expiresAt, keepUntil: expiresAt + 1_000 })
    keys++
    const routingKey = Uint8Array.of(keys >> 24, keys >> 16, keys >> 8, keys)
    held.set(textOf(routingKey, 'hex'), { routingKey, expiresAt, keepUntil: expiresAt + 1_000, account })
    accounts.move(null, account)
    giveBack()
  }

  return { put, room, accounts, held, seen }
}

describe('a flood by one account', () => {
  test('of 40,000 new records into a store of 8,000 takes nothing from the honest ones', async () => {
    const { put, accounts, room, seen } = shelves(8_000)
    for (let index = 0; index < 100; index++) await put(OWN_ACCOUNT)
    const honest = Array.from({ length: 50 }, (_, index) => `d${index}.example`)
    for (const account of honest) for (let index = 0; index < 100; index++) await put(account)
    // All of it as fresh as can be: only the account tells it from the others.
    for (let index = 0; index < 40_000; index++) {
      await put('flood.example', NOW + 90_000)
      assert.ok(accounts.total() <= 8_000)
    }
    for (const account of honest) assert.equal(accounts.of(account), 100)
    assert.equal(accounts.of(OWN_ACCOUNT), 100)
    assert.ok(accounts.of('flood.example') <= 8_000 - 5_100)
    assert.equal(room.evicted(), 45_100 - accounts.total())
    assert.ok(seen.walked <= 40_000 * 40, `${seen.walked} records were walked over: too many for each put`)
  })

  test('that other holders hand on, each in its own name, takes nothing from those holders either', async () => {
    const { put, accounts } = shelves(4_000)
    const holders = Array.from({ length: 7 }, (_, index) => `h${index}.example`)
    // As fresh as the flood, and sooner to expire.
    for (const holder of holders) for (let index = 0; index < 100; index++) await put(holder, NOW + 500)
    for (let index = 0; index < 20_000; index++) await put(`${holders[index % 7]}/flood.example`, NOW + 90_000)
    assert.ok(accounts.total() > 3_500)
    for (const holder of holders) assert.equal(accounts.counts().get(holder), 100)
  })

  test('comes down to the level of a large honest one, and does not push that below its equal share', async () => {
    const { put, accounts } = shelves(4_000)
    for (let index = 0; index < 2_000; index++) await put('large.example', NOW + 500)
    for (let index = 0; index < 8_000; index++) await put('flood.example', NOW + 90_000)
    assert.ok(accounts.of('large.example') >= 1_900, `${accounts.of('large.example')} are left`)
  })

  test('of many at the same moment never fills the store above its limit', async () => {
    const { put, accounts } = shelves(640)
    for (let round = 0; round < 20; round++) {
      await Promise.all(Array.from({ length: 200 }, () => put('flood.example').catch(() => {})))
      assert.ok(accounts.total() <= 640, `${accounts.total()}`)
    }
    assert.ok(accounts.total() > 300)
  })

  test('is refused where nothing may go: the rest is this node’s own', async () => {
    const { put, seen } = shelves(100)
    for (let index = 0; index < 100; index++) await put(OWN_ACCOUNT)
    await assert.rejects(put('flood.example'), { code: 'STORE_FULL' })
    await assert.rejects(put(OWN_ACCOUNT), { code: 'STORE_FULL' })
    assert.equal(seen.walks, 0)
  })
})

describe('a limit of its own', () => {
  test('have those without a seat: a hundredth of the store, among themselves', async () => {
    const { put, accounts } = shelves(10_000)
    for (let index = 0; index < 500; index++) await put('d.example')
    for (let index = 0; index < 2_000; index++) await put(OTHERS_ACCOUNT)
    assert.ok(accounts.of(OTHERS_ACCOUNT) <= 100 && accounts.of(OTHERS_ACCOUNT) > 80)
    assert.equal(accounts.of('d.example'), 500)
  })

  test('has each domain, where one is configured: it loses its own soonest to expire', async () => {
    const { put, accounts, held } = shelves(10_000, 80)
    await put('d.example', NOW + 1)
    for (let index = 0; index < 200; index++) await put('flood.example', NOW + 100 + index)
    assert.ok(accounts.of('flood.example') <= 80)
    assert.equal(accounts.of('d.example'), 1)
    const left = [...held.values()].filter(({ account }) => account === 'flood.example')
    assert.ok(left.every(({ expiresAt }) => expiresAt >= NOW + 100 + 120))
  })
})
