import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { type ErrorCode, isOpenPeerError } from '../../src/errors.ts'
import type { Candidates } from '../../src/peer/candidates.ts'
import { createKeys, createSealingKey } from '../../src/peer/create-keys.ts'
import type { PublisherKeys } from '../../src/peer/key-store.ts'
import { ringDevices } from '../../src/peer/ring-devices.ts'
import { signIdentity } from '../../src/peer/sign-identity.ts'
import { createDeviceEntry } from '../../src/records/device-entry.ts'
import { replay } from '../../src/records/key-log.ts'
import { peerIdFromRaw } from '../../src/records/keys.ts'
import type { VerifiedIdentity } from '../../src/records/verified-record.ts'
import { until } from '../node/until.ts'
import { contactOf, type Person, startPerson } from './connect-people.ts'
import { DAY_MS, NETWORK } from './forge.ts'

const failsWith = (code: ErrorCode) => (error: unknown) => isOpenPeerError(error, code)

/** The same identity on another device. */
async function anotherDevice(keys: PublisherKeys): Promise<PublisherKeys> {
  const [deviceKey, sealingKey] = await Promise.all([generateKeyPair('Ed25519'), createSealingKey()])
  return { ...keys, deviceKey, sealingKey }
}

/** One version that lists all of them. */
async function listing(devices: PublisherKeys[]): Promise<VerifiedIdentity> {
  const [keys] = devices
  assert.ok(keys !== undefined)
  const { id } = await replay(keys.keyLog)
  const now = Date.now()
  const said = { keys, id, home: 'a.test', lifetimeMs: DAY_MS, now }
  let base = await signIdentity({ ...said, base: null, change: {}, seq: now })
  for (const { deviceKey, sealingKey } of devices.slice(1)) {
    const device = { deviceKey, identityId: id, network: NETWORK, sealingKey: sealingKey.publicKey, publisher: false }
    const change = { addDevice: await createDeviceEntry(device) }
    base = await signIdentity({ ...said, base, change, seq: base.seq + 1 })
  }
  return base
}

describe('ringing', () => {
  const devices = ['one', 'two', 'three'].map(() => ({ direct: [], relayed: [] }))
  const { signal } = new AbortController()

  test('calls the others off as soon as one answers, and hands on what comes late all the same', async () => {
    const late = Promise.withResolvers<string>()
    const calledOff: boolean[] = []
    const ring = (device: Candidates, own: AbortSignal) => {
      if (device === devices[1]) return Promise.resolve('first')
      own.addEventListener('abort', () => calledOff.push(true))
      return device === devices[0] ? late.promise : new Promise<string>(() => {})
    }
    const lost: string[] = []
    assert.equal(await ringDevices(devices, ring, (one) => lost.push(one), signal), 'first')
    assert.equal(calledOff.length, 2)
    late.resolve('second')
    await until('it was handed on', () => lost.length === 1)
  })

  test('leaves the signal of the winner alone: its direct paths may still join', async () => {
    const signals = new Map<Candidates, AbortSignal>()
    const ring = async (device: Candidates, own: AbortSignal) => {
      signals.set(device, own)
      if (device !== devices[2]) await once(own, 'abort')
      return device
    }
    assert.equal(await ringDevices(devices, ring, () => {}, signal), devices[2])
    assert.deepEqual(
      devices.map((device) => signals.get(device)?.aborted),
      [true, true, false],
    )
  })
})

describe('a call to somebody with three devices', () => {
  let alice: Person
  let answering: Person
  let refusing: Person
  let bob: VerifiedIdentity
  /** A server that takes connections and says nothing, at the address of a device that is dead. */
  let silent: Multiaddr
  let knocks = 0
  let open = 0
  const server = createServer((socket) => {
    open++
    // Read, or its end is never seen.
    socket
      .on('close', () => open--)
      .on('error', () => {})
      .resume()
    knocks++
  })
  const addressOf = ({ host }: Person) => host.services.paths.ownAddresses()[0] ?? assert.fail('no address')
  const contact = (...addresses: Multiaddr[]) => contactOf(bob, { addresses: addresses.map(({ bytes }) => bytes) })

  before(async () => {
    const { keys } = await createKeys({ network: NETWORK })
    const [second, dead] = [await anotherDevice(keys), await anotherDevice(keys)]
    bob = await listing([keys, second, dead])
    alice = await startPerson({ listen: [] })
    // A refusal takes a second: it comes first.
    answering = await startPerson({ keys, identity: bob, checkDelayMs: 1_500 })
    refusing = await startPerson({ keys: second, identity: bob, accept: () => false })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    silent = multiaddr(`/ip4/127.0.0.1/tcp/${port}/p2p/${peerIdFromRaw(dead.deviceKey.publicKey.raw)}`)
  })
  after(async () => {
    await Promise.all([alice.stop(), answering.stop(), refusing.stop()])
    server.close()
  })

  test('is with the one that answers: a dead one costs no time, and one that refuses ends nothing', async () => {
    const start = performance.now()
    const link = await alice.connector.connect(contact(silent, addressOf(refusing), addressOf(answering)))
    const tookMs = performance.now() - start
    assert.ok(tookMs > 1_100 && tookMs < 5_000, 'the refusal came first, and the dead device was not waited for')
    assert.ok(link.remotePeer.equals(answering.peerId))
    assert.equal(knocks, 1, 'the dead one was rung too')
    await until('the dead one is rung no more', () => open === 0)
    assert.deepEqual(alice.connector.links(), [link])
    assert.equal(refusing.connector.links().length, 0)
    await link.close()
  })

  test('is one link where all of them answer', async () => {
    const third = await startPerson({ keys: await anotherDevice(answering.keys as PublisherKeys) })
    const both = await listing([answering.keys as PublisherKeys, third.keys as PublisherKeys])
    const addresses = [addressOf(answering), addressOf(third)].map(({ bytes }) => bytes)
    await alice.connector.connect(contactOf(both, { addresses }))
    await until('one of them was hung up', () => {
      const links = [answering, third].map(({ connector }) => connector.links().length)
      return links[0] !== undefined && links[0] + (links[1] ?? 0) === 1
    })
    assert.equal(alice.connector.links().length, 1)
    for (const link of alice.connector.links()) await link.close()
    await third.stop()
  })

  test('ends when all have failed, and says of a refusal rather than of a silence', async () => {
    const { port } = server.address() as AddressInfo
    const gone = multiaddr(silent.toString().replace(`/${port}/`, '/1/'))
    await assert.rejects(alice.connector.connect(contact(gone, addressOf(refusing))), failsWith('REFUSED'))
    await assert.rejects(alice.connector.connect(contact(gone)), failsWith('UNREACHABLE'))
  })

  test('is called off on all of them at once', async () => {
    const caller = new AbortController()
    const waiting = alice.connector.connect(contact(silent, addressOf(answering)), { signal: caller.signal })
    await until('the silent one was dialled', () => open === 1)
    caller.abort()
    await assert.rejects(waiting, failsWith('ABORTED'))
    await until('nothing is dialled any more', () => open === 0)
    assert.equal(alice.connector.links().length, 0)
  })
})
