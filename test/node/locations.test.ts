import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { type ErrorCode, isOpenPeerError } from '../../src/errors.ts'
import { createLocations, MAX_DEVICES } from '../../src/node/locations.ts'
import { validateLocation } from '../../src/records/validate.ts'
import { directory } from '../../src/wire/methods.ts'
import { SELF } from '../federation/origins.ts'
import { type Nodes, startNodes } from './nodes.ts'
import { createPerson, NETWORK, type Person } from './people.ts'

const code = (expected: ErrorCode) => (error: unknown) => isOpenPeerError(error, expected)
const HOUR_MS = 3_600_000

describe('putLocation and locate', () => {
  let nodes: Nodes
  let alice: Person
  before(async () => {
    nodes = await startNodes(['a.test', 'b.test', 'c.test'])
    alice = await createPerson()
    await alice.register(nodes.of('a.test'), 'alice')
  })
  after(async () => {
    await alice[Symbol.asyncDispose]()
    await nodes[Symbol.asyncDispose]()
  })

  const put = (domain: string, envelope: Uint8Array<ArrayBuffer>) =>
    alice.ask(nodes.of(domain), directory.putLocation, { envelope })
  const locate = (domain: string, identityId = alice.id) =>
    alice.ask(nodes.of(domain), directory.locate, { identityId })

  it('keeps a location at the home and gives it to whoever asks; it is never in the DHT', async () => {
    const envelope = await alice.location()
    const { expiresAt } = await put('a.test', envelope)
    assert.ok(expiresAt > Date.now())
    assert.deepEqual((await locate('a.test')).locations, [envelope])
    assert.deepEqual((await locate('b.test')).locations, [])
    const { federation } = nodes.of('a.test')
    const location = await validateLocation(envelope, alice.id, null, { network: NETWORK, now: Date.now() })
    assert.equal(await federation.store.get(location.routingKey), null)
  })

  it('keeps the newest of a device, and says so to an older one', async () => {
    const seq = Date.now() + 1_000
    const newer = await alice.location({ seq })
    await put('a.test', newer)
    await assert.rejects(put('a.test', await alice.location({ seq: seq - 500 })), code('NOT_NEWEST'))
    await put('a.test', newer)
    assert.deepEqual((await locate('a.test')).locations, [newer])
  })

  it('refuses a domain that is no home: NOT_REGISTERED', async () => {
    await assert.rejects(put('b.test', await alice.location()), code('NOT_REGISTERED'))
  })

  it('refuses a device that the identity does not list: DEVICE_NOT_LISTED', async () => {
    const key = await generateKeyPair('Ed25519')
    await assert.rejects(put('a.test', await alice.location({ key })), code('DEVICE_NOT_LISTED'))
  })

  it('drops the location of a device that a newer record does not list, and takes none again', async () => {
    await using owner = await createPerson()
    const node = nodes.of('a.test')
    await owner.register(node, 'owner')
    const counted = () => node.counts().locations
    const before = counted()
    await owner.ask(node, directory.putLocation, { envelope: await owner.location() })
    assert.equal(counted(), before + 1)
    const envelope = await owner.record({ names: ['owner@a.test'], seq: Date.now() + 10, withoutDevice: true })
    const { results } = await owner.ask(node, directory.publish, {
      records: [{ routingKey: owner.routingKey(), envelope }],
    })
    assert.equal(results[0]?.outcome, 'stored')
    assert.equal(counted(), before)
    assert.deepEqual((await locate('a.test', owner.id)).locations, [])
    const again = owner.ask(node, directory.putLocation, { envelope: await owner.location({ seq: Date.now() + 20 }) })
    await assert.rejects(again, code('DEVICE_NOT_LISTED'))
  })

  it('refuses one that is over, one that lives too long, and other kinds', async () => {
    const now = Date.now()
    const over = await alice.location({ seq: now - 2 * HOUR_MS, lifetimeMs: HOUR_MS })
    await assert.rejects(put('a.test', over), code('RECORD_EXPIRED'))
    await assert.rejects(put('a.test', await alice.location({ lifetimeMs: 3 * HOUR_MS })), code('LIFETIME_TOO_LONG'))
    await assert.rejects(put('a.test', await alice.record()), code('WRONG_KIND'))
    await assert.rejects(locate('a.test', new Uint8Array(5)), code('INVALID_ARGUMENT'))
  })

  it('asks the holders before it turns a device away: what is held here may be a version behind', async () => {
    await using moved = await createPerson()
    const now = Date.now()
    const [own, ...others] = nodes.all.map(({ federation }) => federation.store)
    await own?.put(await moved.record({ homes: ['b.test'], seq: now - 1_000 }), moved.routingKey(), SELF)
    const newer = await moved.record({ homes: ['a.test'], seq: now })
    for (const store of others) await store.put(newer, moved.routingKey(), SELF)
    const envelope = await moved.location()
    await moved.ask(nodes.of('a.test'), directory.putLocation, { envelope })
  })
})

describe('the locations of a home', () => {
  async function locationOf(person: Person, options: Parameters<Person['location']>[0] = {}) {
    const now = options.seq ?? Date.now()
    return await validateLocation(await person.location(options), person.id, null, { network: NETWORK, now })
  }

  it('are over when their time is', async () => {
    let now = Date.now()
    const locations = createLocations({ max: 10, now: () => now })
    await using alice = await createPerson()
    locations.put(await locationOf(alice, { lifetimeMs: HOUR_MS }))
    assert.equal(locations.of(alice.id).length, 1)
    now += HOUR_MS + 1_000
    assert.deepEqual(locations.of(alice.id), [])
    assert.equal(locations.count(), 0)
  })

  it('are bounded: when full, those that are over make room, else STORE_FULL', async () => {
    let now = Date.now()
    const locations = createLocations({ max: 2, now: () => now })
    await using alice = await createPerson()
    await using bob = await createPerson()
    await using carol = await createPerson()
    locations.put(await locationOf(alice, { lifetimeMs: 60_000 }))
    locations.put(await locationOf(bob))
    const third = await locationOf(carol)
    assert.throws(() => locations.put(third), code('STORE_FULL'))
    locations.put(await locationOf(bob, { seq: now + 1_000 }))
    now += 61_000
    locations.put(third)
    assert.equal(locations.count(), 2)
  })

  it('are at most sixteen devices of one identity', async () => {
    const locations = createLocations({ max: 100, now: Date.now })
    await using alice = await createPerson()
    for (let index = 0; index < MAX_DEVICES; index++) {
      locations.put(await locationOf(alice, { key: await generateKeyPair('Ed25519') }))
    }
    const another = await locationOf(alice, { key: await generateKeyPair('Ed25519') })
    assert.throws(() => locations.put(another), code('LIMIT_EXCEEDED'))
  })
})
