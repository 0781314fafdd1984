import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quorum } from '../../src/federation/placement.ts'
import { domainRoutingKey } from '../../src/records/routing-key.ts'
import { startNodes } from './nodes.ts'
import { createPerson, NETWORK } from './people.ts'

/** So long that no record moves to a new holder by itself while this runs. */
const LATER_MS = 600_000

test('when a name is given, the record of its domain is where people look, however new the domain is', async () => {
  const federationTimes = { heartbeatMs: LATER_MS, exchangeMs: 250, settleMs: LATER_MS, republishMs: LATER_MS }
  // Each published its domain record before it knew the others.
  await using nodes = await startNodes(['a.test', 'b.test', 'c.test', 'd.test'], { federationTimes })
  await using bob = await createPerson()
  await bob.register(nodes.of('b.test'), 'bob', { homes: ['b.test'] })
  const routingKey = domainRoutingKey(NETWORK, 'b.test')
  const held = await Promise.all(nodes.all.map(({ federation }) => federation.store.get(routingKey)))
  const holders = held.filter((record) => record !== null).length
  assert.ok(holders >= quorum(nodes.all.length).write, `${holders} of ${nodes.all.length} nodes hold it`)
})
