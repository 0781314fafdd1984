import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { candidatesFor } from '../../src/peer/candidates.ts'
import type { Peer } from '../../src/peer/peer.ts'
import { contactOf, startPerson } from './connect-people.ts'
import { type PeerFederation, startFederation } from './federation.ts'

describe('who looks up themselves', () => {
  let federation: PeerFederation
  let alice: Peer
  before(async () => {
    federation = await startFederation(['a.test'])
    alice = await federation.startNamed('alice@a.test')
  })
  after(() => federation[Symbol.asyncDispose]())

  test('is told so when they connect, and not that somebody put a false device there', async () => {
    const me = await alice.resolve('alice@a.test')
    assert.ok(me)
    await assert.rejects(alice.connect(me), { code: 'INVALID_ARGUMENT', message: /This is you/ })
  })

  test('cannot write to themselves, and nothing of it is tried for ever', async () => {
    const me = await alice.resolve('alice@a.test')
    assert.ok(me)
    await assert.rejects(alice.chat.send(me, 'note to self'), { code: 'INVALID_ARGUMENT' })
    assert.equal(alice.chat.pending(me), 0)
  })
})

test('one’s own addresses are no way to one’s other devices', async () => {
  const [alice, other] = [await startPerson(), await startPerson()]
  const addresses = alice.host.services.paths.ownAddresses().map(({ bytes }) => bytes)
  const [mine] = alice.identity.payload.devices
  const [theirs] = other.identity.payload.devices
  assert.ok(mine && theirs)
  const payload = { ...alice.identity.payload, devices: [mine, theirs] }
  const contact = contactOf({ ...alice.identity, payload }, { addresses })
  assert.throws(() => candidatesFor(contact, alice.peerId), { code: 'UNREACHABLE' })
  await Promise.all([alice.stop(), other.stop()])
})
