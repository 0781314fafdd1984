import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SIGNALING_PROTOCOL } from '../../src/peer/before-hello.ts'
import { contactAt, startPerson, startRelay } from './connect-people.ts'

test('a stream that waits for a direct path is told that there is none, not that time ran out', async () => {
  const relay = await startRelay()
  const alice = await startPerson({ relays: [relay], listen: [] })
  const bob = await startPerson({ relays: [relay], listen: [] })
  // Offers are taken and never answered: the attempt lasts as long as it may.
  await bob.host.unhandle(SIGNALING_PROTOCOL)
  await bob.host.handle(SIGNALING_PROTOCOL, () => {}, { runOnLimitedConnection: true })
  try {
    const link = await alice.connector.connect(await contactAt(bob, { relay: bob.keeper.addresses() }))
    assert.equal(link.path, 'relayed')
    await assert.rejects(link.openStream('/echo/1.0.0'), { code: 'UNREACHABLE' })
    const start = performance.now()
    await assert.rejects(link.openStream('/echo/1.0.0', { timeoutMs: 50 }), { code: 'UNREACHABLE' })
    assert.ok(performance.now() - start < 1_000, 'between attempts it says so at once')
  } finally {
    await Promise.all([alice.stop(), bob.stop(), relay.stop()])
  }
})
