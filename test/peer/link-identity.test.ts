import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createKeys } from '../../src/peer/create-keys.ts'
import { contactOf, NETWORK, startPerson } from './connect-people.ts'

test('a device that two identities list cannot change under an open link from one to the other', async () => {
  const bob = await startPerson()
  const alice = await startPerson()
  const { keys } = await createKeys({ network: NETWORK })
  const other = await startPerson({ keys: { ...keys, deviceKey: alice.keys.deviceKey } })
  const addresses = bob.host.services.paths.ownAddresses().map(({ bytes }) => bytes)
  const contact = contactOf(bob.identity, { addresses })
  try {
    const link = await alice.connector.connect(contact)
    await assert.rejects(other.connector.connect(contact))
    const [met, ...more] = bob.connector.links()
    assert.deepEqual(more, [])
    assert.deepEqual(met?.contact.id, alice.identity.payload.id)
    assert.ok(link.isOpen)
  } finally {
    await Promise.all([alice, other, bob].map((person) => person.stop()))
  }
})
