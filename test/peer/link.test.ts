import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Stream } from '@libp2p/interface'
import { byteStream } from '@libp2p/utils'
import { type ErrorCode, isOpenPeerError } from '../../src/errors.ts'
import { SIGNALING_PROTOCOL } from '../../src/peer/before-hello.ts'
import type { Link } from '../../src/peer/link.ts'
import { until } from '../node/until.ts'
import {
  contactAt,
  contactOf,
  echo,
  type Person,
  type PersonOptions,
  type Relay,
  startPerson,
  startRelay,
} from './connect-people.ts'
import { startProxy } from './link-proxy.ts'

const failsWith = (code: ErrorCode) => (error: unknown) => isOpenPeerError(error, code)

async function roundTrip(stream: Stream): Promise<void> {
  const bytes = byteStream(stream)
  await bytes.write(Uint8Array.of(1, 2, 3))
  assert.equal((await bytes.read({ bytes: 3 })).byteLength, 3)
  bytes.unwrap()
}

const pathsTo = (from: Person, to: Person) => from.host.getConnections(to.peerId).map(({ direct }) => direct)

describe('a link', () => {
  let relay: Relay
  const people: Person[] = []

  /** Somebody whom only the relay reaches, and who echoes. */
  async function start(options: PersonOptions = {}): Promise<Person> {
    const person = await startPerson({ relays: [relay], listen: [], ...options })
    people.push(person)
    await person.connector.handle('/echo/1.0.0', echo, { onRelay: true })
    await person.connector.handle('/direct-echo/1.0.0', echo)
    return person
  }

  const contactFor = (person: Person) => contactAt(person, { relay: person.keeper.addresses() })

  before(async () => {
    relay = await startRelay()
  })
  after(async () => {
    await Promise.all(people.map((person) => person.stop()))
    await relay.stop()
  })

  test('moves to the direct path, and drops the relay leg when no stream is left on it', async () => {
    const [alice, bob] = [await start(), await start()]
    const incoming = new Promise<Link>((resolve) => bob.connector.onLink(resolve))
    const link = await alice.connector.connect(await contactFor(bob))
    const moved = new Promise((resolve) => link.on('path', resolve))
    assert.equal(link.path, 'relayed')
    await link.direct
    assert.equal(await moved, 'direct')
    assert.equal(link.path, 'direct')
    await until('both ends have the direct path alone', () => {
      return pathsTo(alice, bob).join() === 'true' && pathsTo(bob, alice).join() === 'true'
    })
    const theirs = await incoming
    assert.equal(theirs.path, 'direct')
    assert.deepEqual(theirs.contact.id, alice.identity.payload.id)
    await roundTrip(await link.openStream('/direct-echo/1.0.0'))
    await link.close()
  })

  test('streams stay where they were opened until the relay leg is due', async () => {
    const alice = await start({ drainTimeoutMs: 300 })
    const bob = await start()
    const link = await alice.connector.connect(await contactFor(bob))
    assert.equal(link.path, 'relayed')
    const stream = await link.openStream('/echo/1.0.0', { onRelay: true })
    const told = new Promise((resolve) => stream.addEventListener('path-changed' as never, resolve))
    const ended = new Promise((resolve) => stream.addEventListener('close', resolve))
    await link.direct
    await told
    await roundTrip(stream)
    assert.deepEqual(pathsTo(alice, bob).sort(), [false, true])
    await ended
    await until('the relay leg is closed', () => pathsTo(alice, bob).join() === 'true')
    assert.equal(link.isOpen, true)
    await link.close()
  })

  test('is one link, however many dial at once', async () => {
    const [alice, bob] = [await start(), await start()]
    let incoming = 0
    alice.connector.onLink(() => incoming++)
    bob.connector.onLink(() => incoming++)
    const [toBob, toAlice] = await Promise.all([contactFor(bob), contactFor(alice)])
    const links = await Promise.all([
      alice.connector.connect(toBob),
      bob.connector.connect(toAlice),
      alice.connector.connect(toBob),
    ])
    assert.equal(links[0], links[2])
    await Promise.all(links.map((link) => link.direct))
    await until(
      'one path is left',
      () => pathsTo(alice, bob).join() === 'true' && pathsTo(bob, alice).join() === 'true',
    )
    assert.deepEqual(alice.connector.links(), [links[0]])
    assert.deepEqual(bob.connector.links(), [links[1]])
    assert.ok(incoming <= 2)
    await roundTrip(await links[0].openStream('/direct-echo/1.0.0'))
    await roundTrip(await links[1].openStream('/direct-echo/1.0.0'))
    await links[0].close()
  })

  test('falls back when the direct path breaks, and goes direct again', async () => {
    const [alice, bob] = [await start(), await start()]
    const link = await alice.connector.connect(await contactFor(bob))
    const stream = await link.openStream('/echo/1.0.0', { onRelay: true })
    await link.direct
    const paths: string[] = []
    link.on('path', (path) => paths.push(path))
    const direct = alice.host.getConnections(bob.peerId).find((connection) => connection.direct)
    direct?.abort(new Error('the network changed'))
    await until('the link fell back', () => paths.length > 0)
    assert.equal(paths[0], 'relayed')
    await roundTrip(stream)
    await link.direct
    assert.equal(link.path, 'direct')
    await link.close()
  })

  test('stays relayed where no direct path can be had, and says so', async () => {
    const [alice, bob] = [await start(), await start()]
    await bob.host.unhandle(SIGNALING_PROTOCOL)
    const link = await alice.connector.connect(await contactFor(bob))
    await assert.rejects(link.direct, failsWith('UNREACHABLE'))
    assert.equal(link.path, 'relayed')
    await roundTrip(await link.openStream('/echo/1.0.0', { onRelay: true }))
    await assert.rejects(link.openStream('/echo/1.0.0'), failsWith('UNREACHABLE'))
    const refused = await link.openStream('/direct-echo/1.0.0', { onRelay: true })
    await assert.rejects(roundTrip(refused), 'the other side serves it on direct paths only')
    await assert.rejects(link.openStream('/nobody-serves-this/1.0.0', { onRelay: true }), failsWith('REFUSED'))
    await link.close()
  })

  test('closes with its last path, on both sides, and can be made again', async () => {
    const [alice, bob] = [await start(), await start()]
    const incoming = new Promise<Link>((resolve) => bob.connector.onLink(resolve))
    const link = await alice.connector.connect(await contactFor(bob))
    await link.direct
    const theirs = await incoming
    const closed = new Promise<void>((resolve) => theirs.on('close', resolve))
    await link.close()
    await closed
    assert.deepEqual([link.isOpen, theirs.isOpen], [false, false])
    await assert.rejects(link.openStream('/echo/1.0.0', { onRelay: true }), failsWith('DISCONNECTED'))
    await assert.rejects(link.probe(), failsWith('DISCONNECTED'))
    const again = await alice.connector.connect(await contactFor(bob))
    assert.notEqual(again, link)
    await again.close()
    await assert.rejects(again.direct, failsWith('DISCONNECTED'))
  })

  test('gives up a path that gives no sign of life', async () => {
    const bob = await start({ listen: ['/ip4/127.0.0.1/tcp/0'], relays: [] })
    const alice = await start({ relays: [] })
    const [address] = bob.host.services.paths.ownAddresses()
    assert.ok(address !== undefined)
    const proxy = await startProxy(address)
    const link = await alice.connector.connect(contactOf(bob.identity, { addresses: [proxy.address.bytes] }))
    await link.probe({ timeoutMs: 1_000 })
    proxy.freeze()
    await assert.rejects(link.probe({ timeoutMs: 100 }), failsWith('DISCONNECTED'))
    assert.equal(link.isOpen, false)
    proxy.stop()
  })

  test('a device that lost its connection and calls again is not turned away', async () => {
    const bob = await start({ listen: ['/ip4/127.0.0.1/tcp/0'], relays: [] })
    const alice = await start({ listen: ['/ip4/127.0.0.1/tcp/0'] })
    const [address] = bob.host.services.paths.ownAddresses()
    assert.ok(address !== undefined)
    const proxy = await startProxy(address)
    const link = await alice.connector.connect(contactOf(bob.identity, { addresses: [proxy.address.bytes] }))
    const [old] = alice.host.getConnections(bob.peerId)
    proxy.freeze()
    await Promise.all(bob.connector.links().map((theirs) => theirs.close()))
    assert.equal(old?.status, 'open', 'nobody told Alice')
    // Relayed, so that the dead path looks better to Alice.
    const again = await bob.connector.connect(await contactFor(alice))
    assert.equal(again.path, 'relayed')
    await roundTrip(await again.openStream('/echo/1.0.0', { onRelay: true }))
    await until('Alice let go of the dead path', () => old?.status !== 'open')
    assert.equal(link.isOpen, true)
    assert.equal(again.isOpen, true)
    await again.direct
    await link.close()
    proxy.stop()
  })

  test('takes no path on which no hello was accepted', async () => {
    const [alice, bob] = [await start(), await start({ listen: ['/ip4/127.0.0.1/tcp/0'] })]
    const link = await alice.connector.connect(await contactFor(bob))
    const [address] = bob.host.services.paths.ownAddresses()
    assert.ok(address !== undefined)
    const bare = await alice.host.services.paths.dial(address, AbortSignal.timeout(1_000))
    await assert.rejects(bare.newStream('/echo/1.0.0'))
    await link.direct
    await until('the relay leg is closed', () => pathsTo(alice, bob).length === 2)
    await link.close()
    assert.equal(bare.status, 'open', 'it was never part of the link')
    await bare.close()
  })
})
