import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closeIdleConnections } from '../../src/peer/idle-connections.ts'
import { until } from '../node/until.ts'
import { startHost } from '../wire/hosts.ts'
import { contactAt, startPerson, startRelay } from './connect-people.ts'
import { HandTimers } from './hand-timers.ts'

const PROTOCOL = '/something/1.0.0'

test('connections that nobody uses any more are closed; links, relays and what is in use stay', async () => {
  const relay = await startRelay()
  const [asked, busy] = await Promise.all([startHost(), startHost()])
  await busy.handle(PROTOCOL, () => {})
  const bob = await startPerson()
  const alice = await startPerson({ relays: [relay] })
  const timers = new HandTimers()
  let aheadMs = 0
  const now = () => Date.now() + aheadMs
  const stop = closeIdleConnections({ host: alice.host, kept: () => [relay.peerId], timers, now })

  await alice.connector.connect(await contactAt(bob, { direct: bob.host.services.paths.ownAddresses() }))
  await alice.host.dial(asked.getMultiaddrs())
  const stream = await (await alice.host.dial(busy.getMultiaddrs())).newStream(PROTOCOL)
  const open = (peer: { peerId: typeof bob.peerId }) => alice.host.getConnections(peer.peerId).length > 0

  await timers.fire()
  assert.deepEqual([asked, busy, bob, relay].map(open), [true, true, true, true], 'all are young')
  aheadMs = 60_000
  await timers.fire()
  await until('the idle one is closed', () => !open(asked))
  assert.deepEqual([busy, bob, relay].map(open), [true, true, true])
  stream.abort(new Error('no longer needed'))
  await timers.fire()
  await until('the other one is idle now, and closed', () => !open(busy))
  assert.deepEqual([bob, relay].map(open), [true, true])

  stop()
  assert.deepEqual(timers.waits, [])
  await Promise.all([alice.stop(), bob.stop(), asked.stop(), busy.stop(), relay.stop()])
})
