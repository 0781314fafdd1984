import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { byteStream } from '@libp2p/utils'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { type ErrorCode, isOpenPeerError } from '../../src/errors.ts'
import type { Link } from '../../src/peer/link.ts'
import { contactAt, contactOf, echo, type Person, type Relay, startPerson, startRelay } from './connect-people.ts'

const failsWith = (code: ErrorCode) => (error: unknown) => isOpenPeerError(error, code)

/** Sends 32 bytes and waits for them to come back. */
async function echoed(link: Link, onRelay = true): Promise<void> {
  const stream = await link.openStream('/echo/1.0.0', { onRelay })
  const bytes = byteStream(stream)
  await bytes.write(new Uint8Array(32).fill(7))
  assert.equal((await bytes.read({ bytes: 32 })).byteLength, 32)
  await stream.close()
}

describe('connect', () => {
  let relay: Relay
  let alice: Person
  let bob: Person
  /** A server that takes connections and says nothing. */
  let silent: Multiaddr
  const server = createServer()

  before(async () => {
    relay = await startRelay()
    alice = await startPerson({ relays: [relay], listen: [] })
    bob = await startPerson({ relays: [relay], tellsAddresses: true })
    await bob.connector.handle('/echo/1.0.0', echo, { onRelay: true })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    silent = multiaddr(`/ip4/127.0.0.1/tcp/${(server.address() as AddressInfo).port}/p2p/${bob.peerId}`)
  })
  after(async () => {
    await Promise.all([alice.stop(), bob.stop(), relay.stop()])
    server.close()
  })

  test('takes the first path that stands, and carries data on it at once', async () => {
    const caller = await startPerson({ relays: [relay], listen: [] })
    const start = performance.now()
    const link = await caller.connector.connect(
      await contactAt(bob, { relay: bob.keeper.addresses(), direct: [silent] }),
    )
    assert.equal(link.path, 'relayed')
    await echoed(link)
    assert.ok(performance.now() - start < 2_000, 'the silent address was not waited for')
    await caller.stop()
  })

  test('a caller that hangs up while it is checked is no link: nobody is told of one that is over', async () => {
    const callee: Person = await startPerson({
      accept: () => {
        for (const connection of callee.host.getConnections()) connection.abort(new Error('the caller is gone'))
        return true
      },
    })
    let told = 0
    callee.connector.onLink(() => told++)
    const contact = await contactAt(callee, { direct: callee.host.services.paths.ownAddresses() })
    const caller = await startPerson({ listen: [] })
    await assert.rejects(caller.connector.connect(contact), failsWith('UNREACHABLE'))
    assert.deepEqual([told, callee.connector.links()], [0, []])
    await Promise.all([caller.stop(), callee.stop()])
  })

  test('straight to an address that answers, with no relay alive', async () => {
    const caller = await startPerson({ listen: [] })
    const gone = bob.keeper.addresses().map((address) => multiaddr(address.toString().replace(/tcp\/\d+/, 'tcp/1')))
    const contact = await contactAt(bob, { relay: gone, direct: bob.host.services.paths.ownAddresses() })
    const link = await caller.connector.connect(contact)
    assert.equal(link.path, 'direct')
    await link.direct
    await echoed(link, false)
    await caller.stop()
  })

  test('by the addresses that hello told, when nothing else is known any more', async () => {
    const caller = await startPerson({ relays: [relay], listen: [] })
    const first = await caller.connector.connect(await contactAt(bob, { relay: bob.keeper.addresses() }))
    const addresses = caller.learnt.at(-1)?.told.addresses ?? []
    assert.equal(addresses.length, 1)
    await first.close()
    const again = await caller.connector.connect(contactOf(bob.identity, { addresses }))
    assert.equal(again.path, 'direct')
    await caller.stop()
  })

  test('wants a verified or pinned contact, or an explicit accept', async () => {
    const contact = await contactAt(bob, { direct: bob.host.services.paths.ownAddresses() })
    await assert.rejects(alice.connector.connect({ ...contact, status: 'dns-only' }), failsWith('NOT_VERIFIED'))
    await assert.rejects(
      alice.connector.connect({ ...contact, status: 'key-changed', pinned: true }),
      failsWith('KEY_CHANGED'),
    )
    await assert.rejects(alice.connector.connect({ ...contact, status: 'mismatch' }), failsWith('BINDING_MISMATCH'))
    const pinned = await alice.connector.connect({ ...contact, status: 'dns-only', pinned: true })
    const accepted = await alice.connector.connect({ ...contact, status: 'dns-only' }, { accept: true })
    assert.equal(accepted, pinned)
    await accepted.close()
  })

  test('says nothing to devices that the identity does not list', async () => {
    const strangers = alice.host.services.paths.ownAddresses()
    const other = await startPerson()
    const contact = contactOf(bob.identity, {
      addresses: other.host.services.paths.ownAddresses().map(({ bytes }) => bytes),
    })
    await assert.rejects(alice.connector.connect(contact), failsWith('DEVICE_NOT_LISTED'))
    assert.equal(other.host.getConnections(alice.peerId).length, 0)
    assert.deepEqual(strangers, [])
    await other.stop()
  })

  test('without any address, or with none that answers: UNREACHABLE', async () => {
    await assert.rejects(alice.connector.connect(contactOf(bob.identity)), failsWith('UNREACHABLE'))
    const closed = multiaddr(`/ip4/127.0.0.1/tcp/1/p2p/${bob.peerId}`)
    await assert.rejects(
      alice.connector.connect(contactOf(bob.identity, { addresses: [closed.bytes] })),
      failsWith('UNREACHABLE'),
    )
  })

  test('a refusal on one path ends the race', async () => {
    const wary = await startPerson({ accept: () => false })
    const [address] = wary.host.services.paths.ownAddresses()
    assert.ok(address !== undefined)
    const deaf = multiaddr(silent.toString().replace(String(bob.peerId), String(wary.peerId)))
    const contact = contactOf(wary.identity, { addresses: [address.bytes, deaf.bytes] })
    const start = performance.now()
    await assert.rejects(alice.connector.connect(contact), failsWith('REFUSED'))
    assert.ok(performance.now() - start < 3_000)
    assert.equal(wary.connector.links().length, 0)
    await wary.stop()
  })

  test('can be called off, and gives up in time', async () => {
    const contact = contactOf(bob.identity, { addresses: [silent.bytes] })
    const caller = new AbortController()
    const waiting = alice.connector.connect(contact, { signal: caller.signal })
    caller.abort()
    await assert.rejects(waiting, failsWith('ABORTED'))
    await assert.rejects(alice.connector.connect(contact, { timeoutMs: 30 }), failsWith('TIMEOUT'))
  })

  test('does not knock on private addresses unless it may', async () => {
    const caller = await startPerson({ host: { allowPrivateAddresses: false } })
    let knocks = 0
    server.on('connection', () => knocks++)
    const contact = contactOf(bob.identity, { addresses: [silent.bytes] })
    await assert.rejects(caller.connector.connect(contact), (error: Error) => /private/.test(error.message))
    assert.equal(knocks, 0)
    await caller.stop()
  })

  test('the end of an attempt is not the end of the connection that it made', async () => {
    const [address] = bob.host.services.paths.ownAddresses()
    assert.ok(address !== undefined)
    const attempt = new AbortController()
    const connection = await alice.host.services.paths.dial(address, attempt.signal)
    attempt.abort()
    await connection.newStream('/ipfs/id/1.0.0').then((stream) => stream.abort(new Error('enough')))
    assert.equal(connection.status, 'open')
    await connection.close()
  })

  test('after stop: STOPPED', async () => {
    const caller = await startPerson()
    await caller.stop()
    await assert.rejects(caller.connector.connect(contactOf(bob.identity)), failsWith('STOPPED'))
  })
})
