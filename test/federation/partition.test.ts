import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import type { ConnectionGater, PeerId } from '@libp2p/interface'
import { domainRoutingKey } from '../../src/records/routing-key.ts'
import { testIdentity } from './identities.ts'
import { knows, type TestOperator, TestOperators } from './operators.ts'
import { NETWORK, testDomain } from './sealed-records.ts'
import { domainRecord } from './seats.ts'

const OPERATORS = 8
const K = 4
const TIMES = { heartbeatMs: 250, exchangeMs: 250, settleMs: 25 }
/** By this operators' clock a lost node is dialled again. */
const RETRY_MS = 40_000

type Half = TestOperator[]

function gaterOf({ libp2p }: TestOperator): ConnectionGater {
  return (libp2p as unknown as { components: { connectionGater: ConnectionGater } }).components.connectionGater
}

/** Cuts every connection between the halves and lets none be made, from either side. Resolves when all have noticed. */
async function split(halves: [Half, Half]): Promise<void> {
  for (const half of halves) {
    const ours = new Set(half.map(({ libp2p }) => libp2p.peerId.toString()))
    const isStranger = (peerId: PeerId) => !ours.has(peerId.toString())
    for (const operator of half) {
      const gater = gaterOf(operator)
      gater.denyDialPeer = isStranger
      gater.denyInboundEncryptedConnection = isStranger
    }
  }
  const [one, other] = halves
  await Promise.all(one.flatMap(({ libp2p }) => other.map((far) => libp2p.hangUp(far.libp2p.peerId))))
  await Promise.all(halves.flatMap((half) => half.map(({ federation }) => knows(federation, half.length))))
}

/** Lets them through again. Resolves when everybody knows everybody. */
async function heal(operators: TestOperators, clock: { aheadMs: number }): Promise<void> {
  for (const operator of operators.all) {
    const gater = gaterOf(operator)
    gater.denyDialPeer = () => false
    gater.denyInboundEncryptedConnection = () => false
  }
  clock.aheadMs += RETRY_MS
  await Promise.all(operators.all.map(({ federation }) => knows(federation, OPERATORS)))
}

/** Two operators' halves that alternate on the ring, so that every key has holders in both. */
async function federation() {
  const clock = { aheadMs: 0 }
  const operators = await TestOperators.start(OPERATORS, { k: K, times: TIMES, now: () => Date.now() + clock.aheadMs })
  const all = operators.all
  const halves: [Half, Half] = [all.slice(0, OPERATORS / 2), all.slice(OPERATORS / 2)]
  return { operators, clock, halves, [Symbol.asyncDispose]: () => operators[Symbol.asyncDispose]() }
}

type Published = { what: string; routingKey: Uint8Array; newest: Uint8Array }

/** What each half writes while it does not see the other. The first one is written by one half, and so on. */
async function writes(now: number) {
  const key = await generateKeyPair('Ed25519')
  const [mine, yours] = [await testDomain(), await testDomain()]
  const [same, turned, ended] = [await testIdentity(), await testIdentity(), await testIdentity()]
  const before: Published[] = []
  const sides: [Published[], Published[]] = [[], []]
  const add = (side: 0 | 1, what: string, routingKey: Uint8Array, newest: Uint8Array) =>
    sides[side].push({ what, routingKey, newest })

  add(0, 'a name of one half', mine.routingKey('m'), await mine.name('m', { seq: now }))
  add(1, 'a name of the other', yours.routingKey('y'), await yours.name('y', { seq: now }))
  add(0, 'one identity twice', same.routingKey, await same.record(now + 1))
  add(1, 'one identity twice', same.routingKey, await same.record(now + 2))
  const unturned = await turned.record(now + 60_000)
  await turned.rotate()
  add(0, 'a rotation against a higher seq', turned.routingKey, await turned.record(now))
  add(1, 'a rotation against a higher seq', turned.routingKey, unturned)
  add(0, 'a higher seq against a tombstone', ended.routingKey, await ended.record(now + 60_000))
  add(1, 'a higher seq against a tombstone', ended.routingKey, await ended.tombstone(now))
  const routingKey = domainRoutingKey(NETWORK, 'renewed.test')
  for (const side of [0, 1] as const) {
    add(side, 'a renewed domain', routingKey, await domainRecord('renewed.test', key, [], { seq: now + 2 - side }))
  }
  for (const { what, routingKey } of [...sides[0], ...sides[1]]) {
    if (what !== 'a renewed domain') continue
    before.push({ what, routingKey, newest: await domainRecord('renewed.test', key, [], { seq: now - 60_000 }) })
    break
  }
  const both = [mine.routingKey('b'), await mine.name('b', { seq: now - 1_000 })] as const
  before.push({ what: 'a name that one half renews', routingKey: both[0], newest: both[1] })
  add(1, 'a name that one half renews', both[0], await mine.name('b', { seq: now }))
  /** What must be left, by what it is. */
  const winners: [string, 0 | 1][] = [
    ['a name of one half', 0],
    ['a name of the other', 1],
    ['one identity twice', 1],
    ['a rotation against a higher seq', 0],
    ['a higher seq against a tombstone', 1],
    ['a renewed domain', 0],
    ['a name that one half renews', 1],
  ]
  return {
    before,
    sides,
    left: winners.map(([what, side]) => sides[side].find((one) => one.what === what) as Published),
  }
}

describe('a federation that was split in two', () => {
  test('ends with the same bytes at all holders, and nothing older anywhere', async () => {
    await using net = await federation()
    const { before, sides, left } = await writes(Date.now())
    for (const { routingKey, newest } of before) {
      const everywhere = net.operators.holders(routingKey).map(({ hold }) => hold(routingKey, newest))
      await net.operators.at(0).federation.publish(newest, routingKey)
      await Promise.all(everywhere)
    }
    await split(net.halves)
    for (const [index, half] of net.halves.entries()) {
      for (const { what, routingKey, newest } of sides[index] ?? []) {
        const published = await half[index]?.federation.publish(newest, routingKey)
        assert.equal(published?.outcome, 'stored', what)
        for (const { federation } of half) {
          const found = await federation.lookup(routingKey, { policy: 'quorum' })
          assert.deepEqual(found.record?.bytes, newest, `${what} in its own half`)
        }
      }
    }
    await heal(net.operators, net.clock)
    for (const { what, routingKey, newest } of left) {
      const holders = net.operators.holders(routingKey)
      assert.equal(holders.length, K)
      await Promise.all(holders.map(({ hold }) => hold(routingKey, newest)))
      for (const { store, hold } of net.operators.all) {
        // Whoever held an older version in its half learns of the newest.
        if ((await store.get(routingKey)) !== null) await hold(routingKey, newest)
      }
      for (const { federation } of net.operators.all) {
        const found = await federation.lookup(routingKey, { policy: 'quorum' })
        assert.deepEqual(found.record?.bytes, newest, what)
      }
    }
  })
})
