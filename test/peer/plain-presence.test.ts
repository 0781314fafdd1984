// What a plain device tells its home, and asks it.
import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { createKeys, createSealingKey } from '../../src/peer/create-keys.ts'
import { formerNames } from '../../src/peer/former-names.ts'
import { type OwnRecords, openOwnRecords } from '../../src/peer/own-records.ts'
import { type Presence, startPresence } from '../../src/peer/presence.ts'
import { createLocationWriter } from '../../src/peer/put-location.ts'
import type { OwnChange } from '../../src/peer/sign-identity.ts'
import { memoryStorage } from '../../src/peer/storage.ts'
import { createDeviceEntry } from '../../src/records/device-entry.ts'
import type { DeviceEntry } from '../../src/records/payloads.js'
import { until } from '../node/until.ts'
import { type Directory, result, startDirectory } from './directory.ts'
import { bytesOf, DAY_MS, NETWORK, START } from './forge.ts'
import { HandTimers } from './hand-timers.ts'
import { type Seeker, startSeeker } from './seeker.ts'

const HOUR_MS = 3_600_000
const relay = bytesOf('/ip4/192.0.2.1/tcp/1/p2p/12D3KooWPjceQrSwdWXPyLLeABRXmuqt69Rg3sBYbU1Nft9HyQ6X/p2p-circuit')

let home: Directory
let seeker: Seeker
let publisher: OwnRecords
let entry: DeviceEntry
let timers: HandTimers
let presence: Presence
/** Envelopes that the plain device published. */
const sent: string[] = []

before(async () => {
  home = await startDirectory('a.test')
})
after(() => home[Symbol.asyncDispose]())

beforeEach(async () => {
  seeker = await startSeeker({ home })
  const { operators, clock, storage } = seeker
  const { now } = clock
  const { keys } = await createKeys({ network: NETWORK, now })
  publisher = await openOwnRecords({ keys, home: 'a.test', storage: memoryStorage(), now })
  const [deviceKey, sealingKey] = await Promise.all([generateKeyPair('Ed25519'), createSealingKey()])
  const device = { deviceKey, sealingKey: sealingKey.publicKey, network: NETWORK, publisher: false }
  entry = await createDeviceEntry({ ...device, identityId: publisher.id })
  const own = await openOwnRecords({
    ...{ keys: { ...keys, identityKey: null, deviceKey, sealingKey }, home: 'a.test', storage, now },
  })
  timers = new HandTimers()
  home.asked.length = 0
  sent.length = 0
  home.answers.publish = ({ records }) => {
    sent.push(...records.map(({ envelope }) => Buffer.from(envelope).toString('hex')))
    return { results: records.map(() => result({ outcome: 'already-held' })) }
  }
  home.answers.putLocation = () => ({ expiresAt: 1 })
  await shows({})
  const addresses = { relayAddresses: () => [relay], directAddresses: () => [] }
  const putLocation = createLocationWriter({ keys: own.keys, id: own.id, operators, ...addresses, now })
  const parts = { own, operators, former: formerNames(storage), network: NETWORK, putLocation, onHome: () => {}, now }
  presence = startPresence({ ...parts, timers, random: () => 0 })
})
afterEach(async () => {
  await presence.stop()
  await seeker[Symbol.asyncDispose]()
})

/** The home shows the next version of the publisher from now on; its bytes in hex. */
async function shows(change: OwnChange): Promise<string> {
  const record = await publisher.draft(change)
  await publisher.keep(record)
  home.answers.find = () => ({ records: [{ envelope: Uint8Array.from(record.bytes), answers: 1, needed: 1 }] })
  return Buffer.from(record.bytes).toString('hex')
}

const times = (method: string) => home.asked.filter((asked) => asked === method).length

/** Fires timers until something holds: answers of the home come in between. */
async function fireUntil(what: string, holds: () => boolean): Promise<void> {
  await until(what, async () => {
    if (!holds()) await timers.fire()
    return holds()
  })
}

describe('a plain device', () => {
  test('tells nothing before it is listed, and asks again; then it tells where it is', async () => {
    await fireUntil('it asked three times', () => times('find') >= 3)
    assert.deepEqual([times('publish'), times('putLocation')], [0, 0])
    await until('it says why', () => presence.status.failure === 'DEVICE_NOT_LISTED')
    const listing = await shows({ addDevice: entry })
    await fireUntil('it is located', () => presence.status.located)
    assert.deepEqual(new Set(sent), new Set([listing]))
    assert.equal(presence.status.failure, null)
  })

  test('puts the same bytes back, past half of their life too, and looks every hour for newer ones', async () => {
    const listing = await shows({ addDevice: entry })
    await fireUntil('it is located', () => presence.status.located)
    await until('nothing is left to be done soon', async () => {
      await timers.fire(1000)
      return timers.waits.length === 2 && timers.waits.every((ms) => ms > 1000)
    })
    assert.ok(timers.waits.every((ms) => Math.round(ms / 1000) === HOUR_MS / 1000))
    seeker.clock.at = START + 60 * DAY_MS
    const before = sent.length
    await fireUntil('it was published again', () => sent.length > before)
    assert.deepEqual(new Set(sent), new Set([listing]))
    const renewed = await shows({})
    await fireUntil('it took over the newer one', () => sent.at(-1) === renewed)
    assert.deepEqual(new Set(sent), new Set([listing, renewed]))
  })

  test('that was removed tells nothing more', async () => {
    await shows({ addDevice: entry })
    await fireUntil('it is located', () => presence.status.located)
    await shows({ removeDevice: entry.peerId })
    await fireUntil('it heard of it', () => !presence.status.published)
    assert.deepEqual([presence.status.located, presence.status.published], [false, false])
    const before = [times('publish'), times('putLocation')]
    const asked = times('find')
    await fireUntil('it asked again', () => times('find') > asked + 1)
    assert.deepEqual([times('publish'), times('putLocation')], before)
  })
})
