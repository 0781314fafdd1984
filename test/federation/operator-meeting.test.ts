import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { createExchange } from '../../src/federation/operator-exchange.ts'
import { createOperatorMeeting } from '../../src/federation/operator-meeting.ts'
import { createOperatorTable, type NamedNode, type OperatorEntry } from '../../src/federation/operator-table.ts'
import { NETWORK } from './sealed-records.ts'
import { seated, seatOf } from './seats.ts'

const ADDRESS = '/ip4/127.0.0.1/tcp/1'

async function someEntries(count: number): Promise<OperatorEntry[]> {
  const keys = await Promise.all(Array.from({ length: count }, () => generateKeyPair('Ed25519')))
  return keys.map((key, index) => seated(peerIdFromPrivateKey(key), [ADDRESS], seatOf(`o${index}.test`)))
}

/** A meeting whose dials end when the test says so, and whose clock it turns. */
async function meeting() {
  const [self, ...others] = (await someEntries(12)) as [OperatorEntry, ...OperatorEntry[]]
  const table = createOperatorTable({ network: NETWORK, self, k: 8 })
  const clock = { now: 0 }
  const dialled: NamedNode[] = []
  const dials: PromiseWithResolvers<void>[] = []
  const lifetime = new AbortController()
  const { hear, lost, retry } = createOperatorMeeting({
    ...{ table, now: () => clock.now, lifetime: lifetime.signal },
    dial: (entry) => {
      dialled.push(entry)
      dials.push(Promise.withResolvers())
      return dials.at(-1)?.promise ?? Promise.resolve()
    },
  })
  const settle = async () => {
    for (const { reject } of dials) reject(new Error('refused'))
    await new Promise(setImmediate)
  }
  return { self, others, table, clock, dialled, hear, lost, retry, settle, lifetime }
}

describe('hearsay', () => {
  test('is dialled, eight at once, and each node once', async () => {
    const { hear, others, dialled, settle } = await meeting()
    assert.equal(hear(others), 11)
    assert.equal(hear(others), 0)
    assert.equal(dialled.length, 8)
    await settle()
    assert.equal(dialled.length, 11)
  })

  test('of members and of oneself is nothing new', async () => {
    const { hear, others, self, table, dialled } = await meeting()
    const [member] = others as [OperatorEntry]
    table.add(member)
    assert.equal(hear([self, member]), 0)
    assert.deepEqual(dialled, [])
  })

  test('of a node that could not be reached is taken again later, after ever longer', async () => {
    const { hear, others, clock, dialled, settle } = await meeting()
    const one = others.slice(0, 1)
    for (const [pauseMs, expected] of [
      [0, 1],
      [29_999, 1],
      [1, 2],
      [59_999, 2],
      [1, 3],
    ] as const) {
      clock.now += pauseMs
      hear(one)
      await settle()
      assert.equal(dialled.length, expected)
    }
  })

  test('a member that was lost is dialled again without being named; once it is back, no more', async () => {
    const { lost, retry, others, clock, dialled, settle, table } = await meeting()
    const [member] = others as [OperatorEntry]
    lost(member)
    retry()
    assert.equal(dialled.length, 0)
    clock.now += 30_000
    retry()
    await settle()
    assert.deepEqual(dialled, [member])
    table.add(member)
    clock.now += 3_600_000
    retry()
    assert.equal(dialled.length, 1)
  })
})

describe('the table', () => {
  test('tells of those who come and go, with the memberships before and after, not of new addresses', async () => {
    const { table, others } = await meeting()
    const [one] = others as [OperatorEntry]
    const changes: string[] = []
    const stop = table.onChange(({ before, after, added, removed }) => {
      changes.push(`${before.length}>${after.length} ${added?.key === one.key} ${removed?.key === one.key}`)
    })
    table.add(one)
    table.add({ ...one, multiaddrs: [multiaddr(ADDRESS), multiaddr('/ip4/127.0.0.1/tcp/2')] })
    assert.equal(table.find(one.key)?.multiaddrs.length, 2)
    table.remove(one.key)
    table.remove(one.key)
    assert.deepEqual(changes, ['1>2 true false', '2>1 false true'])
    stop()
    table.add(one)
    assert.equal(changes.length, 2)
  })

  test('chooses anew when the membership changes', async () => {
    const { table, others, self } = await meeting()
    const routingKey = new Uint8Array(32)
    assert.deepEqual(table.view(routingKey).holders, [self])
    const { hash } = table.view(routingKey)
    for (const entry of others) table.add(entry)
    assert.equal(table.view(routingKey).holders.length, 8)
    assert.notDeepEqual(table.view(routingKey).hash, hash)
  })
})

describe('comparing tables', () => {
  test('goes on soon while it brings news, and pauses twice as long each time it brings none', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const [other] = (await someEntries(1)) as [OperatorEntry]
    const lifetime = new AbortController()
    const news = [3, 1, 0, 0, 0, 0]
    let asked = 0
    const begin = createExchange({
      others: () => [other],
      ask: async () => [],
      hear: () => news[asked++] ?? 0,
      ...{ exchangeMs: 1_000, random: () => 0.5, lifetime: lifetime.signal },
    })
    begin()
    for (const [pauseMs, expected] of [
      [250, 1],
      [250, 2],
      [250, 3],
      [500, 4],
      [1_000, 5],
      [999, 5],
      [1, 6],
    ] as const) {
      t.mock.timers.tick(pauseMs)
      await new Promise(setImmediate)
      assert.equal(asked, expected)
    }
    lifetime.abort()
    t.mock.timers.tick(10_000)
    assert.equal(asked, 6)
  })
})
