import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MAX_STRANGERS_OF_GROUP } from '../../src/peer/stranger-places.ts'
import { until } from '../node/until.ts'
import { contactAt, contactOf, startPerson } from './connect-people.ts'
import { startStock } from './host-stock.ts'

test('strangers of one address that hold all their places keep nobody out who is known here', async () => {
  const [alice, bob] = await Promise.all([startPerson({ listen: [] }), startPerson()])
  const crowd = await startStock()
  try {
    const [address] = bob.host.services.paths.ownAddresses()
    assert.ok(address !== undefined)
    const contact = await contactAt(bob, { direct: [address] })
    for (let count = 0; count < MAX_STRANGERS_OF_GROUP; count++) await crowd.dial(address, { force: true })
    const held = () => bob.host.getConnections(crowd.peerId).length
    await until('the places are taken', () => held() === MAX_STRANGERS_OF_GROUP)

    await assert.rejects(alice.connector.connect(contact, { timeoutMs: 5_000 }), 'she is a stranger here')
    assert.equal(held(), MAX_STRANGERS_OF_GROUP)

    bob.host.services.known.add(contactOf(alice.identity))
    const link = await alice.connector.connect(contact)
    assert.equal(link.path, 'direct')
    assert.equal(held(), MAX_STRANGERS_OF_GROUP)
  } finally {
    await Promise.all([alice.stop(), bob.stop(), crowd.stop()])
  }
})
