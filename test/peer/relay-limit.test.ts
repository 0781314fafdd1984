import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import type { Stream } from '@libp2p/interface'
import type { OperatorNode } from '../../src/node/operator-node.ts'
import { SIGNALING_PROTOCOL } from '../../src/peer/before-hello.ts'
import type { Link } from '../../src/peer/link.ts'
import { type Settings, withNode } from '../node/key-effects.ts'
import { contactAt, echo, type Person, type PersonOptions, startPerson } from './connect-people.ts'

const KIBIBYTE = 1_024
/** Small, so that a test reaches them soon. */
const RELAY = { firstCircuitBytes: 60 * KIBIBYTE, maxCircuitBytes: 600 * KIBIBYTE }

/** What libp2p asks before it takes a connection. */
interface Internals {
  connectionManager: { acceptIncomingConnection: () => boolean }
}

describe('a link that stays on a relay', () => {
  const people: Person[] = []
  afterEach(async () => {
    await Promise.all(people.splice(0).map((person) => person.stop()))
  })

  async function start(node: OperatorNode, options: PersonOptions = {}): Promise<Person> {
    const person = await startPerson({ relays: [node.libp2p], listen: [], raisesCircuits: true, ...options })
    // Nobody finds a direct path.
    await person.host.unhandle(SIGNALING_PROTOCOL)
    await person.connector.handle('/echo/1.0.0', echo, { onRelay: true })
    people.push(person)
    return person
  }

  async function meet(node: OperatorNode, options: PersonOptions = {}) {
    const [alice, bob] = [await start(node), await start(node, options)]
    const incoming = new Promise<Link>((resolve) => bob.connector.onLink(resolve))
    const contact = await contactAt(bob, { relay: bob.keeper.addresses() })
    const ours = await alice.connector.connect(contact)
    return { alice, bob, contact, ours, theirs: await incoming }
  }

  const withRelay = (relay: Settings['relay'], work: (node: OperatorNode) => Promise<void>) =>
    withNode({ relay: { ...RELAY, ...relay } }, work)

  it('carries more than its first bytes once hello was accepted, and both sides and the relay count the same', () =>
    withRelay({}, async (node) => {
      const { ours, theirs } = await meet(node)
      const stream = await ours.openStream('/echo/1.0.0', { onRelay: true })
      await roundTrip(stream, 150 * KIBIBYTE)
      const { bytesTotal } = node.relayBytes()
      for (const { relayBytes } of [ours, theirs]) {
        assert.ok(relayBytes > 300 * KIBIBYTE)
        assert.ok(Math.abs(bytesTotal - relayBytes) < 4 * KIBIBYTE, `${relayBytes} of ${bytesTotal}`)
      }
      assert.ok(node.counts().circuits.raised >= 1)
      await ours.close()
      assert.ok(ours.relayBytes > 300 * KIBIBYTE, 'also when it is closed')
    }))

  it('says so on both sides when the relay allows no more, and can be made again', () =>
    withRelay({}, async (node) => {
      const { alice, contact, ours, theirs } = await meet(node)
      const told = [ours, theirs].map((link) => new Promise<void>((resolve) => link.on('relay-limit', resolve)))
      const closed = new Promise<void>((resolve) => ours.on('close', resolve))
      const stream = await ours.openStream('/echo/1.0.0', { onRelay: true })
      await assert.rejects(roundTrip(stream, 400 * KIBIBYTE))
      await Promise.all([...told, closed])
      assert.equal(node.counts().circuits.cut, 1)
      const again = await alice.connector.connect(contact)
      await roundTrip(await again.openStream('/echo/1.0.0', { onRelay: true }), 100 * KIBIBYTE)
    }))

  it('is cut at its first limit where the device that was called has no budget left, or does not ask', () =>
    withRelay({ raisedBytesPerHour: 64 * KIBIBYTE }, async (node) => {
      const first = await meet(node, { raisesCircuits: false })
      const told = new Promise<void>((resolve) => first.ours.on('relay-limit', resolve))
      await assert.rejects(roundTrip(await first.ours.openStream('/echo/1.0.0', { onRelay: true }), 60 * KIBIBYTE))
      await told
      assert.equal(node.counts().circuits.raised, 0)
      const second = await meet(node)
      await assert.rejects(roundTrip(await second.ours.openStream('/echo/1.0.0', { onRelay: true }), 200 * KIBIBYTE))
      assert.equal(node.counts().circuits.raised, 1)
    }))

  it('is not raised for a caller that was not let in', () =>
    withRelay({}, async (node) => {
      await assert.rejects(meet(node, { accept: () => false }))
      assert.equal(node.counts().circuits.raised, 0)
    }))

  it('is not made for somebody who calls too often, who hears at once why and for how long', () =>
    withRelay({ circuitsPerMinute: 1 }, async (node) => {
      const { alice, contact, ours } = await meet(node)
      await ours.close()
      const startedAt = performance.now()
      await assert.rejects(alice.connector.connect(contact), { code: 'RATE_LIMITED', retryAfterMs: 5_000 })
      assert.ok(performance.now() - startedAt < 2_000)
    }))

  it('is not waited for when the device is not at the relay', () =>
    withRelay({}, async (node) => {
      const { alice, bob, contact, ours } = await meet(node)
      await ours.close()
      await bob.host.stop()
      const startedAt = performance.now()
      await assert.rejects(alice.connector.connect(contact), {
        code: 'UNREACHABLE',
        message: /does not wait at its relay/,
      })
      assert.ok(performance.now() - startedAt < 2_000)
    }))

  it('is not waited for when the device takes no more connections', () =>
    withRelay({}, async (node) => {
      const [alice, bob] = [await start(node), await start(node)]
      const contact = await contactAt(bob, { relay: bob.keeper.addresses() })
      const { connectionManager } = (bob.host as unknown as { components: Internals }).components
      connectionManager.acceptIncomingConnection = () => false
      const startedAt = performance.now()
      await assert.rejects(alice.connector.connect(contact), { code: 'UNREACHABLE' })
      assert.ok(performance.now() - startedAt < 2_000)
    }))

  it('does not say so of a relayed path that ends for another reason', () =>
    withRelay({}, async (node) => {
      const { bob, ours } = await meet(node)
      const said: string[] = []
      ours.on('relay-limit', () => said.push('relay-limit'))
      const closed = new Promise<void>((resolve) => ours.on('close', resolve))
      await bob.host.stop()
      await closed
      assert.deepEqual(said, [], 'there was plenty left')
    }))
})

/** Sends and waits until as much came back; rejects when the stream ends first. */
async function roundTrip(stream: Stream, bytes: number): Promise<void> {
  const back = Promise.withResolvers<void>()
  let received = 0
  stream.addEventListener('message', ({ data }) => {
    received += data.byteLength
    if (received >= bytes) back.resolve()
  })
  stream.addEventListener('close', ({ error }) => back.reject(error ?? new Error('closed early')))
  for (let sent = 0; sent < bytes && stream.writeStatus === 'writable'; sent += 10 * KIBIBYTE) {
    if (!stream.send(new Uint8Array(Math.min(10 * KIBIBYTE, bytes - sent)))) await stream.onDrain().catch(() => {})
  }
  await back.promise
}
