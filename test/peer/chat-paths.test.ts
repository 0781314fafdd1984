import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { SIGNALING_PROTOCOL } from '../../src/peer/before-hello.ts'
import { openStorage } from '../../src/peer/storage.node.ts'
import { until } from '../node/until.ts'
import { type Chatter, numbered, startChatter } from './chat-people.ts'
import { contactAt, contactOf, startRelay } from './connect-people.ts'
import { startProxy } from './link-proxy.ts'

const texts = ({ received }: Chatter) => received.map(({ text }) => text)

/** Sends one after another as fast as a window allows, and calls back after each receipt. */
async function sendAll(
  from: Chatter,
  to: Parameters<Chatter['chat']['send']>[0],
  all: string[],
  onReceipt = (_: number) => {},
) {
  let receipts = 0
  const sent = all.map((text) => from.chat.send(to, text).then(() => onReceipt(++receipts)))
  await Promise.all(sent)
  return receipts
}

describe('100 messages arrive in order, each once, with a receipt for each', () => {
  test('while the relay dies under them, and another relay leads on', async () => {
    const [first, second] = await Promise.all([startRelay({ limited: false }), startRelay({ limited: false })])
    const [alice, bob] = await Promise.all([
      startChatter({ relays: [first, second], listen: [] }),
      startChatter({ relays: [first, second], listen: [] }),
    ])
    await bob.host.unhandle(SIGNALING_PROTOCOL)
    await until('both relays gave slots', () => bob.keeper.addresses().length === 2)
    const relayed = bob.keeper.addresses()
    const all = numbered(100)
    const receipts = await sendAll(alice, await contactAt(bob, { relay: relayed }), all, (count) => {
      if (count === 40) void relayInUse(alice, bob).stop()
    })
    assert.equal(receipts, 100)
    assert.deepEqual(texts(bob), all)

    function relayInUse(a: Chatter, b: Chatter) {
      const [path] = a.host.getConnections(b.peerId)
      return path?.remoteAddr.toString().includes(first.peerId.toString()) ? first : second
    }
    await Promise.all([alice.stop(), bob.stop(), first.stop(), second.stop()])
  })

  test('while the link moves from the relay to the direct path', async () => {
    const relay = await startRelay()
    const [alice, bob] = await Promise.all([
      startChatter({ relays: [relay], listen: [] }),
      startChatter({ relays: [relay], listen: [] }),
    ])
    const contact = await contactAt(bob, { relay: bob.keeper.addresses() })
    const link = await alice.connector.connect(contact)
    assert.equal(link.path, 'relayed')
    const all = numbered(100)
    const receipts = await sendAll(alice, contact, all)
    await link.direct
    assert.equal(receipts, 100)
    assert.deepEqual(texts(bob), all)
    await until('no stream keeps the relay leg', () => alice.host.getConnections(bob.peerId).length === 1)
    await relay.stop()
    await alice.chat.send(contact, 'and without any relay')
    assert.equal(texts(bob).at(-1), 'and without any relay')
    await Promise.all([alice.stop(), bob.stop()])
  })

  test('while the connection is cut again and again', async () => {
    const [alice, bob] = await Promise.all([startChatter(), startChatter()])
    const [address] = bob.host.services.paths.ownAddresses()
    assert.ok(address !== undefined)
    const proxy = await startProxy(address)
    const contact = contactOf(bob.identity, { addresses: [proxy.address.bytes] })
    const all = numbered(100)
    const receipts = await sendAll(alice, contact, all, (count) => {
      if (count % 30 === 0) proxy.cut()
    })
    assert.equal(receipts, 100)
    assert.deepEqual(texts(bob), all)
    await Promise.all([alice.stop(), bob.stop()])
    proxy.stop()
  })

  test('while the path goes silent without a word', async () => {
    const [alice, bob] = await Promise.all([startChatter(), startChatter()])
    const [address] = bob.host.services.paths.ownAddresses()
    assert.ok(address !== undefined)
    const proxy = await startProxy(address)
    const all = numbered(100)
    const start = performance.now()
    const receipts = await sendAll(
      alice,
      contactOf(bob.identity, { addresses: [proxy.address.bytes] }),
      all,
      (count) => {
        if (count === 50) proxy.freeze()
      },
    )
    assert.equal(receipts, 100)
    assert.deepEqual(texts(bob), all)
    assert.ok(performance.now() - start < 15_000)
    await Promise.all([alice.stop(), bob.stop()])
    proxy.stop()
  })
})

test('what was written while nobody was there is sent after a restart, before what is written then', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'openpeer-chat-'))
  const bob = await startChatter()
  const contact = contactOf(bob.identity, {
    addresses: bob.host.services.paths.ownAddresses().map(({ bytes }) => bytes),
  })

  const storage = await openStorage(directory)
  const before = await startChatter({ storage })
  const nowhere = contactOf(bob.identity)
  const lost = numbered(3).map((text) => before.chat.send(nowhere, text))
  const outcomes = Promise.allSettled(lost)
  await until('they are on the disk', () => before.chat.pending(nowhere) === 3)
  await before.stop()
  assert.deepEqual(
    (await outcomes).map(({ status }) => status),
    ['rejected', 'rejected', 'rejected'],
  )
  await storage.close()

  const again = await openStorage(directory)
  const alice = await startChatter({ storage: again, keys: before.keys, find: () => contact })
  await until('they arrived', () => bob.received.length === 3)
  await alice.chat.send(contact, 'message 3')
  assert.deepEqual(texts(bob), numbered(4))
  await Promise.all([alice.stop(), bob.stop()])
  await again.close()
  await rm(directory, { recursive: true })
})

test('a receiver that was restarted knows what it has', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'openpeer-chat-'))
  const alice = await startChatter()
  let storage = await openStorage(directory)
  // Its receipts never get back: the wire goes silent towards Alice once three messages are stored.
  const before = await startChatter({ storage })
  const [address] = before.host.services.paths.ownAddresses()
  assert.ok(address !== undefined)
  const proxy = await startProxy(address)
  before.chat.onMessage(() => {
    if (before.received.length === 3) proxy.freeze()
  })
  const all = numbered(10)
  const sent = sendAll(alice, contactOf(before.identity, { addresses: [proxy.address.bytes] }), all)
  await until('three are stored', () => before.received.length >= 3)
  await before.stop()
  await storage.close()
  proxy.stop()

  storage = await openStorage(directory)
  const bob = await startChatter({ storage, keys: before.keys })
  await bob.connector.connect(
    contactOf(alice.identity, { addresses: alice.host.services.paths.ownAddresses().map(({ bytes }) => bytes) }),
  )
  assert.equal(await sent, 10)
  assert.deepEqual([...texts(before), ...texts(bob)], all)
  await Promise.all([alice.stop(), bob.stop()])
  await storage.close()
  await rm(directory, { recursive: true })
})
