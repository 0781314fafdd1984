import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { recoveredKeys, revokedLog, rotatedKeys } from '../../src/peer/change-keys.ts'
import { createKeys } from '../../src/peer/create-keys.ts'
import type { PublisherKeys } from '../../src/peer/key-store.ts'
import { type OwnRecords, openOwnRecords } from '../../src/peer/own-records.ts'
import { memoryStorage } from '../../src/peer/storage.ts'
import { createRotation } from '../../src/records/create-key-event.ts'
import { parseName } from '../../src/records/names.ts'
import { validateIdentity } from '../../src/records/validate.ts'
import { clockAt, DAY_MS, NETWORK, START } from './forge.ts'

const clock = clockAt()
let keys: PublisherKeys
let recoveryKey: Ed25519PrivateKey
let own: OwnRecords

beforeEach(async () => {
  clock.at = START
  const made = await createKeys({ network: NETWORK, now: clock.now })
  keys = made.keys
  recoveryKey = made.recoveryKey
  own = await openOwn()
})

function openOwn(storage = memoryStorage(), given: PublisherKeys = keys): Promise<OwnRecords> {
  return openOwnRecords({ keys: given, home: 'a.test', storage, now: clock.now })
}

describe('the own identity record', () => {
  test('says what the keys say, and passes the checks that everybody makes', async () => {
    const { bytes, payload } = await own.identity()
    await validateIdentity(bytes, own.id, { network: NETWORK, now: START })
    assert.deepEqual([payload.homes, payload.devices.length, payload.devices[0]?.publisher], [['a.test'], 1, true])
    assert.equal(payload.expiresAt - payload.seq, 90 * DAY_MS)
    assert.equal(payload.profile, undefined)
  })

  test('is the same until half of its life is over, then a new one', async () => {
    const first = await own.identity()
    clock.at = START + 45 * DAY_MS - 1
    assert.equal(await own.identity(), first)
    clock.at = START + 45 * DAY_MS
    const second = await own.identity()
    assert.equal(second.seq, clock.at)
  })

  test('a shorter life is kept', async () => {
    const short = await openOwnRecords({
      keys,
      home: 'a.test',
      storage: memoryStorage(),
      lifetimeMs: DAY_MS,
      now: clock.now,
    })
    const { expiresAt, seq } = await short.identity()
    assert.equal((expiresAt ?? 0) - seq, DAY_MS)
  })

  test('is made anew when the key log is another; at home it stays where it says, whatever the settings are', async () => {
    const storage = memoryStorage()
    const before = await openOwn(storage)
    await before.keep(await before.identity())
    const elsewhere = await openOwnRecords({ keys, home: 'c.test', storage, now: clock.now })
    assert.deepEqual((await elsewhere.identity()).payload.homes, ['a.test'])
    assert.equal(elsewhere.home, 'a.test')
    const newKey = await generateKeyPair('Ed25519')
    const keyLog = await createRotation(keys.keyLog, { currentKey: keys.identityKey, newKey, time: START })
    const rotated = await openOwn(storage, { ...keys, identityKey: newKey, keyLog })
    assert.equal((await rotated.identity()).keyState.length, 2)
  })

  test('one that was never shown is forgotten; one that was is there after a restart', async () => {
    const storage = memoryStorage()
    const first = await openOwn(storage)
    await first.identity()
    assert.equal(first.isPublic, false)
    assert.equal((await openOwn(storage)).isPublic, false)
    await first.keep(await first.identity())
    const again = await openOwn(storage)
    assert.equal(again.isPublic, true)
    assert.deepEqual((await again.identity()).bytes, (await first.identity()).bytes)
  })
})

describe('after a recovery', () => {
  const name = parseName('alice@a.test')
  /** Somebody with a copy of the keys, on a device of his own. */
  const thiefWith = async (stolen: PublisherKeys) =>
    openOwn(memoryStorage(), { ...stolen, deviceKey: await generateKeyPair('Ed25519') })
  const recover = async (from: PublisherKeys) => (await recoveredKeys(from, recoveryKey, START)).keys

  test('a device that the thief had listed is gone, whatever key it was listed under', async () => {
    await own.keep(await own.draft({ addName: name, displayName: 'Alice' }))
    const thief = await thiefWith(keys)
    await thief.adopt(await own.identity())
    clock.at = START + 1
    await own.adopt(await thief.draft({}))
    assert.equal((await own.identity()).payload.devices.length, 2)
    await own.rekey(await recover(keys))
    const { payload } = await own.identity()
    assert.deepEqual([payload.devices.length, payload.listedNames.length], [1, 1])
    assert.equal(payload.profile?.displayName, 'Alice')
  })

  test('with nothing kept here, the names stay and what the thief said of himself goes', async () => {
    const stolen = await rotatedKeys(keys, START)
    const byThief = await (await thiefWith(stolen)).draft({ addName: name, displayName: 'Mallory' })
    const restored = await openOwn(memoryStorage(), await recover(keys))
    await restored.adopt(byThief)
    const { payload } = await restored.identity()
    assert.deepEqual([payload.devices.length, payload.listedNames.length, payload.profile], [1, 1, undefined])
  })

  test('what the thief publishes later is not built on', async () => {
    await own.keep(await own.draft({ addName: name }))
    await own.rekey(await recover(keys))
    clock.at = START + 1
    await own.adopt(await (await thiefWith(await rotatedKeys(keys, START))).identity())
    assert.equal((await own.identity()).payload.listedNames.length, 1)
  })
})

describe('a revoked identity', () => {
  test('says so for good, also where only the storage or only the key store knows', async () => {
    const storage = memoryStorage()
    const doomed = await openOwn(storage)
    await doomed.keep(await doomed.identity())
    const ended = { ...keys, keyLog: await revokedLog(keys, recoveryKey, START) }
    await doomed.end(ended, recoveryKey)
    const record = await doomed.identity()
    assert.deepEqual([record.keyState.tombstoned, record.expiresAt, doomed.isRevoked], [true, null, true])
    await validateIdentity(record.bytes, doomed.id, { network: NETWORK, now: START })
    clock.at = START + 400 * DAY_MS
    const again = await openOwn(storage)
    assert.deepEqual([again.isRevoked, again.isPublic], [true, false])
    assert.deepEqual((await again.identity()).bytes, record.bytes)
    const bare = await openOwn(memoryStorage(), ended)
    for (const refused of [bare.identity(), bare.draft({}), again.draft({})]) {
      await assert.rejects(refused, { code: 'IDENTITY_REVOKED' })
    }
  })

  test('that others show as ended is so from then on', async () => {
    const elsewhere = await openOwn()
    await elsewhere.end({ ...keys, keyLog: await revokedLog(keys, recoveryKey, START) }, recoveryKey)
    const before = await own.identity()
    await assert.rejects(own.adopt(await elsewhere.identity()), { code: 'IDENTITY_REVOKED' })
    await own.adopt(before)
    await assert.rejects(own.draft({}), { code: 'IDENTITY_REVOKED' })
  })
})
