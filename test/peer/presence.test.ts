import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { OpenPeerError } from '../../src/errors.ts'
import { createKeys } from '../../src/peer/create-keys.ts'
import { formerNames } from '../../src/peer/former-names.ts'
import type { PeerKeys } from '../../src/peer/key-store.ts'
import { openOwnRecords } from '../../src/peer/own-records.ts'
import { type Presence, startPresence } from '../../src/peer/presence.ts'
import { createLocationWriter } from '../../src/peer/put-location.ts'
import { until } from '../node/until.ts'
import { type Directory, result, startDirectory } from './directory.ts'
import { bytesOf, DAY_MS, NETWORK, START } from './forge.ts'
import { HandTimers } from './hand-timers.ts'
import { type Seeker, startSeeker } from './seeker.ts'

const HOUR_MS = 3_600_000
const relay = bytesOf('/ip4/192.0.2.1/tcp/1/p2p/12D3KooWPjceQrSwdWXPyLLeABRXmuqt69Rg3sBYbU1Nft9HyQ6X/p2p-circuit')

let home: Directory
let seeker: Seeker
let keys: PeerKeys
let timers: HandTimers
let relays: Uint8Array[]
let presence: Presence

before(async () => {
  home = await startDirectory('a.test')
})
after(() => home[Symbol.asyncDispose]())

beforeEach(async () => {
  seeker = await startSeeker({ home })
  keys = (await createKeys({ network: NETWORK, now: seeker.clock.now })).keys
  timers = new HandTimers()
  relays = [relay]
  home.asked.length = 0
  home.answers.publish = ({ records }) => ({ results: records.map(() => result({ outcome: 'stored' })) })
  home.answers.putLocation = () => ({ expiresAt: 1 })
  const { operators, clock, storage } = seeker
  const own = await openOwnRecords({ keys, home: 'a.test', storage, now: clock.now })
  const direct = { relayAddresses: () => relays, directAddresses: () => [] }
  const putLocation = createLocationWriter({ keys, id: own.id, operators, ...direct, now: clock.now })
  const former = formerNames(storage)
  const parts = { own, operators, former, network: NETWORK, putLocation, onHome: () => {}, now: clock.now }
  presence = startPresence({ ...parts, timers, random: () => 0 })
})
afterEach(async () => {
  await presence.stop()
  await seeker[Symbol.asyncDispose]()
})

const times = (method: string) => home.asked.filter((asked) => asked === method).length

/** Fires timers until something holds: answers of the home come in between. */
async function fireUntil(what: string, holds: () => boolean): Promise<void> {
  await until(what, async () => {
    if (!holds()) await timers.fire()
    return holds()
  })
}

const published = async () => {
  await presence.publish()
  await fireUntil('it is located', () => presence.status.located)
}

describe('presence', () => {
  test('says nothing for an identity that was never published, but looks whether one is known', async () => {
    await fireUntil('the home was asked', () => times('find') === 1)
    await until('nothing is planned', () => timers.waits.length === 0)
    assert.deepEqual([times('publish'), times('putLocation')], [0, 0])
    assert.equal(presence.status.home, 'reachable')
  })

  test('renews the location after an hour, and the identity record after 45 days', async () => {
    await published()
    await until('nothing is left to be done soon', async () => {
      await timers.fire(1000)
      return timers.waits.length === 2 && timers.waits.every((ms) => ms > 1000)
    })
    // Two versions in one moment are a millisecond apart.
    const seconds = timers.waits.map((ms) => Math.round(ms / 1000)).sort((a, b) => a - b)
    assert.deepEqual(seconds, [HOUR_MS / 1000, DAY_MS / 1000])
    const [publications, locations] = [times('publish'), times('putLocation')]
    seeker.clock.at = START + HOUR_MS
    await fireUntil('the location was renewed', () => times('putLocation') > locations)
    const sent = Promise.withResolvers<number>()
    home.answers.publish = ({ records }) => {
      sent.resolve(records.length)
      return { results: records.map(() => result({ outcome: 'stored' })) }
    }
    seeker.clock.at = START + 45 * DAY_MS
    await fireUntil('the identity was renewed', () => times('publish') > publications + 1)
    assert.equal(await sent.promise, 1)
  })

  test('tells a change of addresses soon, and nothing once there is no address left', async () => {
    await published()
    const before = times('putLocation')
    presence.moved()
    await fireUntil('the change was told', () => times('putLocation') === before + 1)
    relays = []
    presence.moved()
    await fireUntil('it is not located', () => !presence.status.located)
    assert.equal(times('putLocation'), before + 1)
    assert.deepEqual(
      timers.waits.filter((ms) => ms <= HOUR_MS),
      [],
    )
  })

  test('says what fails, tries again, and says when it works again', async () => {
    home.answers.publish = () => ({ results: [result({ code: 'NO_QUORUM' })] })
    await assert.rejects(presence.publish(), (error) => (error as OpenPeerError).code === 'NO_QUORUM')
    assert.equal(presence.status.published, false)
    home.answers.publish = ({ records }) => ({ results: records.map(() => result({ outcome: 'stored' })) })
    home.answers.putLocation = () => {
      throw new OpenPeerError('STORE_FULL', 'too many people')
    }
    const seen: (string | null)[] = []
    presence.onStatus(({ failure }) => seen.push(failure))
    await presence.publish()
    await fireUntil('it failed', () => presence.status.failure === 'STORE_FULL')
    assert.equal(presence.status.located, false)
    home.answers.putLocation = () => ({ expiresAt: 1 })
    await fireUntil('it works again', () => presence.status.located)
    await until('the failure is over', () => presence.status.failure === null)
    assert.ok(seen.includes('STORE_FULL'))
  })
})
