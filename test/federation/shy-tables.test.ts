import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compare } from 'uint8arrays/compare'
import { namedNode, positionOfKey } from '../../src/federation/operator-table.ts'
import { holdersOf } from '../../src/federation/placement.ts'
import { knows, type TestOperator, TestOperators } from './operators.ts'
import { NETWORK, testDomain } from './sealed-records.ts'

const OPERATORS = 10
const K = 4
/** Each knows the next ones on a circle by which distances, and is known by as many. */
const KNOWN = [1, 4]
const domain = await testDomain()

/** Operators that each know four of the nine others, and compare no tables. */
async function shyOperators(): Promise<TestOperators> {
  const operators = new TestOperators({ k: K })
  for (let index = 0; index < OPERATORS; index++) await operators.add({ isShy: true })
  const met = operators.all.map(({ federation }) => knows(federation, 1 + 2 * KNOWN.length))
  for (const [index, { federation }] of operators.all.entries()) {
    for (const step of KNOWN) {
      const { libp2p } = operators.at((index + step) % OPERATORS)
      const addresses = libp2p.getMultiaddrs().map((address) => address.decapsulate('/p2p'))
      federation.operators.hear([namedNode(libp2p.peerId, addresses)])
    }
  }
  await Promise.all(met)
  return operators
}

/** Those that are to hold a key, as somebody would say who knows everybody. */
function trueHolders({ all }: TestOperators, routingKey: Uint8Array): TestOperator[] {
  const sorted = all.map(({ federation }) => federation.operators.self)
  sorted.sort((a, b) => compare(a.position, b.position))
  const holders = holdersOf(sorted, positionOfKey(NETWORK, routingKey), K)
  return holders.map(({ key }) => all.find(({ libp2p }) => libp2p.peerId.toString() === key) as TestOperator)
}

describe('operators that know less than half of each other', () => {
  test('write to the true holders, and find everything from everywhere', async () => {
    await using operators = await shyOperators()
    const records = await Promise.all(
      operators.all.map(async (publisher, index) => {
        const name = `n${index}`
        return { publisher, routingKey: domain.routingKey(name), bytes: await domain.name(name) }
      }),
    )
    for (const { publisher, routingKey, bytes } of records) {
      const reached = trueHolders(operators, routingKey).map(({ hold }) => hold(routingKey, bytes))
      const published = await publisher.federation.publish(bytes, routingKey)
      assert.equal(published.outcome, 'stored')
      await Promise.all(reached)
    }
    for (const { routingKey, bytes } of records) {
      for (const { federation } of operators.all) {
        const found = await federation.lookup(routingKey, { policy: 'network' })
        assert.deepEqual(found.record?.bytes, bytes)
      }
    }
  })

  test('find what the true holders have, each by its own partial table', async () => {
    for (const asker of [0, 3, 7]) {
      await using operators = await shyOperators()
      const routingKey = domain.routingKey(`only${asker}`)
      const bytes = await domain.name(`only${asker}`)
      for (const holder of trueHolders(operators, routingKey)) {
        await holder.store.put(bytes, routingKey, { kind: 'self' })
      }
      const found = await operators.at(asker).federation.lookup(routingKey, { policy: 'network' })
      assert.deepEqual(found.record?.bytes, bytes)
    }
  })
})
