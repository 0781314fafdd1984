import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { createKeys } from '../../src/peer/create-keys.ts'
import type { PeerKeys } from '../../src/peer/key-store.ts'
import { type OwnRecords, openOwnRecords } from '../../src/peer/own-records.ts'
import { memoryStorage } from '../../src/peer/storage.ts'
import { createRotation } from '../../src/records/create-key-event.ts'
import { validateIdentity } from '../../src/records/validate.ts'
import { clockAt, DAY_MS, NETWORK, START } from './forge.ts'

const clock = clockAt()
let keys: PeerKeys
let own: OwnRecords

beforeEach(async () => {
  clock.at = START
  keys = (await createKeys({ network: NETWORK, now: clock.now })).keys
  own = await openOwn()
})

function openOwn(storage = memoryStorage(), given: PeerKeys = keys): Promise<OwnRecords> {
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

  test('is made anew when the home or the key log is another', async () => {
    const storage = memoryStorage()
    const before = await openOwn(storage)
    await before.keep(await before.identity())
    const moved = await openOwnRecords({ keys, home: 'c.test', storage, now: clock.now })
    assert.deepEqual((await moved.identity()).payload.homes, ['c.test'])
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
