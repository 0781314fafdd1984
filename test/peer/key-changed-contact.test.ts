// Somebody whom a peer pinned has two key logs: what the peer does, with real operator nodes, until its owner accepts.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { type ErrorCode, isOpenPeerError } from '../../src/errors.ts'
import { memoryKeyStore } from '../../src/peer/key-store.ts'
import type { Peer } from '../../src/peer/peer.ts'
import { identityRoutingKey } from '../../src/records/routing-key.ts'
import { callPeer } from '../../src/wire/call.ts'
import { createChannels } from '../../src/wire/channels.ts'
import { directory } from '../../src/wire/methods.ts'
import { protocolIds } from '../../src/wire/protocols.ts'
import { forkedLogs } from '../states/fork.ts'
import { startHost } from '../wire/hosts.ts'
import { type PeerFederation, startFederation } from './federation.ts'
import { identityRecord, NETWORK, newPerson, type Person } from './forge.ts'

const failsWith = (code: ErrorCode) => (error: unknown) => isOpenPeerError(error, code)
let federation: PeerFederation
let alice: Peer
let bob: Person

before(async () => {
  federation = await startFederation(['a.test', 'b.test'])
  bob = await newPerson('b.test', ['bob@b.test'], Date.now())
  alice = await federation.startNamed('alice@a.test')
  await federation.startNamed('bob@b.test', { keyStore: memoryKeyStore(bob.keys) })
})
after(() => federation[Symbol.asyncDispose]())

/** At every node, as any stranger may publish a newer record. */
async function publish({ keyLog, key }: { keyLog: Uint8Array[]; key: Ed25519PrivateKey }): Promise<void> {
  const signer = { ...bob, keys: { ...bob.keys, keyLog, identityKey: key } }
  const envelope = Uint8Array.from(await identityRecord(signer, Date.now()))
  const host = await startHost({ listen: false })
  const channels = createChannels(host, protocolIds(NETWORK).directory)
  try {
    const records = [{ routingKey: Uint8Array.from(identityRoutingKey(NETWORK, bob.id)), envelope }]
    for (const { libp2p } of federation.nodes.all) {
      await callPeer(channels, libp2p.getMultiaddrs(), directory.publish, { records })
    }
  } finally {
    await channels.stop()
    await host.stop()
  }
}

describe('a pinned contact whose keys contradict what was seen before', () => {
  test('is not connected with until accepted, and then is, under the keys of now', async () => {
    await alice.contacts.add('bob@b.test', { petname: 'Bob' })
    const [one, other] = await forkedLogs(bob.keys)
    await publish(one)
    const before = await alice.resolve('Bob', { policy: 'network' })
    assert.deepEqual(
      [before?.status, before?.identity.keyState.signingKey],
      ['verified', Uint8Array.from(one.key.publicKey.raw)],
    )
    assert.ok(before)
    await alice.contacts.markCompared(before)

    await publish(other)
    assert.equal((await alice.resolve('Bob', { policy: 'network' }))?.status, 'key-changed')
    await assert.rejects(alice.connect('Bob'), failsWith('KEY_CHANGED'))
    await assert.rejects(alice.connect('bob@b.test'), failsWith('KEY_CHANGED'))
    await assert.rejects(alice.connect(before), failsWith('KEY_CHANGED'), 'not by what was found before either')
    assert.equal((await alice.contacts.get('Bob'))?.status, 'key-changed')
    await assert.rejects(alice.contacts.add('Bob'), failsWith('KEY_CHANGED'))

    const accepted = await alice.contacts.accept(before)
    assert.deepEqual([accepted.petname, accepted.pinned, accepted.comparedAt], ['Bob', true, null])
    assert.deepEqual(accepted.contact?.identity.keyState.signingKey, Uint8Array.from(other.key.publicKey.raw))
    const link = await alice.connect('Bob')
    assert.deepEqual(link.contact.id, bob.id)
    assert.equal((await alice.resolve('bob@b.test', { policy: 'network' }))?.status, 'verified')
  })
})
