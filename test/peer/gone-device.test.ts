// A link to a device that its owner took out of the identity while the link was open.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { createKeys } from '../../src/peer/create-keys.ts'
import { memoryKeyStore } from '../../src/peer/key-store.ts'
import { createDeviceEntry } from '../../src/records/device-entry.ts'
import { identityRoutingKey } from '../../src/records/routing-key.ts'
import { sealRecord } from '../../src/records/seal-record.ts'
import { startFederation } from './federation.ts'
import { NETWORK } from './forge.ts'

test('a device that a newer record no longer lists loses its open link, and gets no new one', async () => {
  await using federation = await startFederation(['a.test', 'b.test'])
  const { keys } = await createKeys({ network: NETWORK })
  const alice = await federation.startNamed('alice@a.test')
  const bob = await federation.startNamed('bob@b.test', { keyStore: memoryKeyStore(keys) })
  const contact = await alice.resolve('bob@b.test')
  assert.ok(contact)
  const link = await alice.connect(contact)
  const stays = await alice.resolve('bob@b.test', { policy: 'network' })
  assert.ok(link.isOpen, 'the same record changes nothing')

  // Bob's other device says that the first one was lost.
  const identityId = Uint8Array.from(bob.id)
  const deviceKey = await generateKeyPair('Ed25519')
  const sealingKey = keys.sealingKey.publicKey
  const other = await createDeviceEntry({ deviceKey, identityId, network: NETWORK, sealingKey, publisher: true })
  assert.ok(stays)
  const { payload } = stays.identity
  const seq = Date.now() + 1
  const bytes = await sealRecord('identity', { ...payload, seq, devices: [other] }, keys.identityKey, NETWORK)
  const { federation: node } = federation.nodes.of('b.test')
  await node.publish(bytes, identityRoutingKey(NETWORK, identityId))

  const closed = new Promise<void>((resolve) => link.on('close', resolve))
  const newer = await alice.resolve('bob@b.test', { policy: 'network' })
  assert.equal(newer?.identity.seq, seq)
  await closed
  assert.equal(link.isOpen, false)
  assert.deepEqual(alice.links(), [])
  await assert.rejects(alice.connect(contact), { code: 'DEVICE_NOT_LISTED' })
})
