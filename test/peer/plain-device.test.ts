import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { recoveredKeys, revokedLog, rotatedKeys } from '../../src/peer/change-keys.ts'
import { createKeys, createSealingKey } from '../../src/peer/create-keys.ts'
import type { PeerKeys, PublisherKeys } from '../../src/peer/key-store.ts'
import { type OwnRecords, openOwnRecords } from '../../src/peer/own-records.ts'
import { memoryStorage } from '../../src/peer/storage.ts'
import { createDeviceEntry } from '../../src/records/device-entry.ts'
import type { DeviceEntry } from '../../src/records/payloads.js'
import { clockAt, DAY_MS, NETWORK, START } from './forge.ts'

const clock = clockAt()
let keys: PublisherKeys
let recoveryKey: Ed25519PrivateKey
let publisher: OwnRecords
/** Another device's keys and how it asks to be listed. */
let plainKeys: PeerKeys
let entry: DeviceEntry

const open = (given: PeerKeys, storage = memoryStorage()) =>
  openOwnRecords({ keys: given, home: 'a.test', storage, now: clock.now })

beforeEach(async () => {
  clock.at = START
  ;({ keys, recoveryKey } = await createKeys({ network: NETWORK, now: clock.now }))
  publisher = await open(keys)
  await publisher.keep(await publisher.identity())
  const [deviceKey, sealingKey] = await Promise.all([generateKeyPair('Ed25519'), createSealingKey()])
  plainKeys = { ...keys, identityKey: null, deviceKey, sealingKey }
  const device = { deviceKey, network: NETWORK, sealingKey: sealingKey.publicKey, publisher: false }
  entry = await createDeviceEntry({ ...device, identityId: publisher.id })
})

/** The publisher's next version. */
async function next(change: Parameters<OwnRecords['draft']>[0] = {}) {
  clock.at += 1000
  const record = await publisher.draft(change)
  await publisher.keep(record)
  return record
}

const publishers = (own: OwnRecords) =>
  own.identity().then(({ payload }) => payload.devices.map((one) => one.publisher))

describe('the records of a plain device', () => {
  test('are what its publishers signed, whatever it is shown first, and are never signed by it', async () => {
    const plain = await open(plainKeys)
    await assert.rejects(plain.identity(), { code: 'DEVICE_NOT_LISTED' })
    await plain.adopt(await publisher.identity())
    assert.deepEqual([plain.isPublic, plain.isPublisher], [false, false])
    const listing = await next({ addDevice: entry })
    await plain.adopt(listing)
    assert.equal(plain.isPublic, true)
    for (const at of [START, START + 60 * DAY_MS, START + 400 * DAY_MS]) {
      clock.at = at
      assert.deepEqual((await plain.identity()).bytes, listing.bytes)
    }
    await assert.rejects(plain.draft({ displayName: 'Somebody' }), { code: 'NOT_PUBLISHER' })
    assert.throws(() => plain.checkPublisher(), { code: 'NOT_PUBLISHER' })
  })

  test('stay after a restart, and say that it was removed', async () => {
    const storage = memoryStorage()
    const plain = await open(plainKeys, storage)
    await plain.adopt(await next({ addDevice: entry }))
    assert.equal((await open(plainKeys, storage)).isPublic, true)
    await plain.adopt(await next({ removeDevice: entry.peerId }))
    assert.equal(plain.isPublic, false)
    assert.equal((await open(plainKeys, storage)).isPublic, false)
  })

  test('follow a rotation and a recovery, also after a restart, and end with the identity', async () => {
    const storage = memoryStorage()
    const plain = await open(plainKeys, storage)
    await plain.adopt(await next({ addDevice: entry }))
    await publisher.rekey(await rotatedKeys(keys, START))
    const rotated = await next()
    assert.deepEqual(await publishers(publisher), [false, true])
    await plain.adopt(rotated)
    assert.deepEqual([plain.signingKey, plain.isPublic], [publisher.signingKey, true])
    assert.deepEqual((await open(plainKeys, storage)).signingKey, publisher.signingKey)
    const recovered = await recoveredKeys(keys, recoveryKey, START)
    await publisher.rekey(recovered.keys)
    await plain.adopt(await next())
    assert.deepEqual([plain.signingKey, plain.isPublic], [publisher.signingKey, false])
    const ended = await revokedLog(recovered.keys, recovered.recoveryKey, START)
    await publisher.end({ ...recovered.keys, keyLog: ended }, recovered.recoveryKey)
    await assert.rejects(plain.adopt(await publisher.identity()), { code: 'IDENTITY_REVOKED' })
    assert.throws(() => plain.checkPublisher(), { code: 'IDENTITY_REVOKED' })
  })

  test('with the recovery key it becomes a publisher', async () => {
    const plain = await open(plainKeys)
    await plain.adopt(await next({ addDevice: entry }))
    await plain.rekey((await recoveredKeys(plain.keys, recoveryKey, START)).keys)
    const { payload } = await plain.draft({})
    assert.deepEqual([plain.isPublisher, payload.devices.length], [true, 1])
  })
})

describe('a publisher whose key was replaced', () => {
  const another = async () => open({ ...keys, deviceKey: await generateKeyPair('Ed25519') })

  test('by another one goes on as a plain device, and says why it cannot change anything', async () => {
    const storage = memoryStorage()
    const otherKeys = { ...keys, deviceKey: await generateKeyPair('Ed25519') }
    const other = await open(otherKeys, storage)
    await other.adopt(await publisher.identity())
    await publisher.adopt(await other.draft({}))
    await publisher.rekey(await rotatedKeys(keys, START))
    await other.adopt(await next())
    assert.deepEqual([other.isPublic, other.isPublisher, other.wasReplaced], [true, false, true])
    assert.equal(other.keys.identityKey, null)
    await assert.rejects(other.draft({}), { code: 'KEY_CHANGED' })
    const again = await open(otherKeys, storage)
    assert.deepEqual([again.isPublic, again.isPublisher, again.wasReplaced], [true, false, true])
    await again.rekey({ ...publisher.keys, deviceKey: otherKeys.deviceKey })
    assert.deepEqual([again.isPublisher, again.wasReplaced], [true, false])
    await publisher.adopt(await again.draft({}))
    assert.deepEqual(await publishers(publisher), [true, true])
  })

  test('by one who removed it does not go on', async () => {
    const other = await another()
    await other.adopt(await publisher.identity())
    const listing = await other.draft({})
    await publisher.adopt(listing)
    const removed = listing.payload.devices.find(({ publisher }, at) => publisher && at > 0) ?? assert.fail()
    await publisher.rekey(await rotatedKeys(keys, START), { removeDevice: removed.peerId })
    await assert.rejects(other.adopt(await publisher.identity()), { code: 'KEY_CHANGED' })
  })

  test('the first record under the new key has the change in it, whatever comes between', async () => {
    const storage = memoryStorage()
    const first = await open(keys, storage)
    await first.adopt(await next({ addDevice: entry }))
    const rotated = await rotatedKeys(keys, START)
    await first.rekey(rotated, { removeDevice: entry.peerId })
    const restarted = await open(rotated, storage)
    const { payload, keyState } = await restarted.identity()
    assert.deepEqual([payload.devices.length, keyState.length], [1, 2])
  })
})

describe('a device that another publisher lists', () => {
  const storage = memoryStorage()

  test('is news until the owner was told, also after a restart; what one listed oneself is none', async () => {
    const other = await open({ ...keys, deviceKey: await generateKeyPair('Ed25519') }, storage)
    await other.adopt(await publisher.identity())
    await other.keep(await other.draft({}))
    assert.deepEqual(await other.news.all(), [], 'what was there before, and oneself')
    await publisher.adopt(await other.identity())
    const told: Uint8Array[][] = []
    other.news.on((devices) => told.push(devices))
    await other.adopt(await next({ addDevice: entry }))
    assert.deepEqual([told, await other.news.all()], [[[entry.peerId]], [entry.peerId]])
    assert.deepEqual(await (await open(other.keys, storage)).news.all(), [entry.peerId])
    assert.equal((await publisher.news.all()).length, 1, 'the other publisher')
    await other.news.clear()
    await other.adopt(await next())
    assert.deepEqual(await other.news.all(), [])
    await publisher.news.clear()
    await publisher.keep(await publisher.draft({ removeDevice: entry.peerId }))
    assert.deepEqual(await publisher.news.all(), [])
  })
})

describe('the list of devices', () => {
  test('is full with sixteen, and one that is there already stays as it is', async () => {
    await next({ addDevice: entry })
    await next({ addDevice: { ...entry, publisher: true } })
    assert.deepEqual(await publishers(publisher), [false, true])
    const another = async () => {
      const device = { deviceKey: await generateKeyPair('Ed25519'), network: NETWORK, publisher: false }
      return createDeviceEntry({ ...device, identityId: publisher.id, sealingKey: plainKeys.sealingKey.publicKey })
    }
    for (let count = 2; count < 16; count++) await next({ addDevice: await another() })
    await assert.rejects(next({ addDevice: await another() }), { code: 'LIMIT_EXCEEDED', message: /remove one/ })
    await next({ addDevice: entry })
    assert.equal((await publisher.identity()).payload.devices.length, 16)
  })
})
