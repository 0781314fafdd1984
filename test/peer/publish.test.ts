import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { isOpenPeerError, OpenPeerError } from '../../src/errors.ts'
import { createKeys } from '../../src/peer/create-keys.ts'
import type { PublisherKeys } from '../../src/peer/key-store.ts'
import { type OwnRecords, openOwnRecords } from '../../src/peer/own-records.ts'
import { catchUp, publishIdentity } from '../../src/peer/publish-identity.ts'
import { createLocationWriter } from '../../src/peer/put-location.ts'
import { refreshName } from '../../src/peer/refresh-name.ts'
import { registerName } from '../../src/peer/register.ts'
import { memoryStorage } from '../../src/peer/storage.ts'
import { createRotation, createTombstone } from '../../src/records/create-key-event.ts'
import { parseName } from '../../src/records/names.ts'
import { listedNameHash } from '../../src/records/routing-key.ts'
import { sealRecord } from '../../src/records/seal-record.ts'
import { validateIdentity } from '../../src/records/validate.ts'
import type { VerifiedIdentity } from '../../src/records/verified-record.ts'
import { bundle, type Directory, result, startDirectory } from './directory.ts'
import { bytesOf, type Clock, clockAt, DAY_MS, deviceEntryOf, NETWORK, nameRecord, START } from './forge.ts'
import { type Seeker, startSeeker } from './seeker.ts'

const failsWith = (code: Parameters<typeof isOpenPeerError>[1]) => (error: unknown) => isOpenPeerError(error, code)

let home: Directory
let seeker: Seeker
let clock: Clock
let keys: PublisherKeys
let own: OwnRecords
let context: { own: OwnRecords; operators: Seeker['operators']; network: string; now: () => number }

before(async () => {
  home = await startDirectory('a.test')
  seeker = await startSeeker({ home })
  clock = seeker.clock
})
after(() => Promise.all([home[Symbol.asyncDispose](), seeker[Symbol.asyncDispose]()]))

beforeEach(async () => {
  clock.at = START
  keys = (await createKeys({ network: NETWORK, now: clock.now })).keys
  own = await openOwn()
  context = { own, operators: seeker.operators, network: NETWORK, now: clock.now }
  const fresh = clockAt()
  home.answers.publish = ({ records }) => ({ results: records.map(() => result({ outcome: 'stored', holders: 1 })) })
  home.answers.find = () => ({ records: [] })
  home.answers.resolve = () => ({ source: 'own', answers: 1, needed: 1 })
  home.answers.register = async ({ name }) => ({
    nameRecord: Uint8Array.from(await nameRecord(home.owner, name, own.id, fresh.now())),
    holders: 3,
    needed: 2,
  })
})

function openOwn(storage = memoryStorage(), given: PublisherKeys = keys): Promise<OwnRecords> {
  return openOwnRecords({ keys: given, home: 'a.test', storage, now: clock.now })
}

const holds = (record: VerifiedIdentity) => {
  home.answers.find = () => ({ records: [{ envelope: Uint8Array.from(record.bytes), answers: 1, needed: 1 }] })
}

describe('publishing', () => {
  test('sends the record to the home and keeps it', async () => {
    let sent = 0
    home.answers.publish = ({ records }) => {
      sent += records.length
      return { results: [result({ outcome: 'stored', holders: 3, needed: 2 })] }
    }
    const published = await publishIdentity(context)
    assert.deepEqual([published.outcome, published.holders, published.needed, sent], ['stored', 3, 2, 1])
    assert.equal(own.isPublic, true)
  })

  for (const seq of [START - 60_000, START + 60_000]) {
    test(`a restored key store builds on what the DHT holds, signed ${seq < START ? 'before' : 'after'} its own`, async () => {
      const device = await generateKeyPair('Ed25519')
      const person = { id: own.id, keys, recoveryKey: device, home: 'a.test', names: [] }
      const other = await deviceEntryOf(person, device)
      const old = await (await openOwn()).draft({ addName: parseName('alice@a.test') })
      const devices = [...old.payload.devices, other]
      const payload = { ...old.payload, seq, expiresAt: seq + DAY_MS, devices }
      const bytes = await sealRecord('identity', payload, keys.identityKey, NETWORK)
      holds(await validateIdentity(bytes, own.id, { network: NETWORK, now: START }))

      await own.identity()
      assert.equal(await catchUp(context), true)
      const { record } = await publishIdentity(context)
      assert.ok(record.seq >= seq)
      assert.equal(record.payload.devices.length, 2)
      assert.deepEqual(record.payload.listedNames, [listedNameHash(own.id, parseName('alice@a.test'))])
    })
  }

  test('a newer version by another device is built on, not fought', async () => {
    const elsewhere = await openOwn(memoryStorage(), { ...keys, deviceKey: await generateKeyPair('Ed25519') })
    clock.at = START + 1000
    const theirs = await elsewhere.identity()
    clock.at = START
    const sent: Uint8Array[] = []
    home.answers.publish = ({ records }) => {
      sent.push(...records.map(({ envelope }) => envelope))
      const outcome = sent.length === 1 ? 'not-newest' : 'stored'
      return { results: [result({ outcome, current: Uint8Array.from(theirs.bytes), holders: 1, needed: 1 })] }
    }
    await own.keep(await own.identity())
    const { record } = await publishIdentity(context)
    assert.equal(sent.length, 2)
    assert.ok(record.seq > theirs.seq)
    assert.equal(record.payload.devices.length, 2)
  })

  test('a key that was replaced, or an identity that was revoked, is published no more', async () => {
    const newKey = await generateKeyPair('Ed25519')
    const keyLog = await createRotation(keys.keyLog, { currentKey: keys.identityKey, newKey, time: START })
    holds(await (await openOwn(memoryStorage(), { ...keys, identityKey: newKey, keyLog })).identity())
    await assert.rejects(catchUp(context), failsWith('KEY_CHANGED'))

    const { keys: doomed, recoveryKey } = await createKeys({ network: NETWORK, now: clock.now })
    const doomedOwn = await openOwn(memoryStorage(), doomed)
    const dead = await createTombstone(doomed.keyLog, { recoveryKey, time: START })
    const empty = { homes: [], devices: [], listedNames: [], expiresAt: 0, seq: START }
    const payload = { id: Uint8Array.from(doomedOwn.id), keyLog: dead.map((event) => Uint8Array.from(event)), ...empty }
    const bytes = await sealRecord('identity', payload, recoveryKey, NETWORK)
    holds(await validateIdentity(bytes, doomedOwn.id, { network: NETWORK, now: START }))
    await assert.rejects(catchUp({ ...context, own: doomedOwn }), failsWith('IDENTITY_REVOKED'))
  })

  test('what the operator refuses is told with its code', async () => {
    home.answers.publish = () => ({ results: [result({ code: 'NO_QUORUM', message: 'two of three are gone' })] })
    await assert.rejects(publishIdentity(context), failsWith('NO_QUORUM'))
    home.answers.publish = () => ({ results: [result({ code: 'FROM_THE_FUTURE' })] })
    await assert.rejects(publishIdentity(context), failsWith('INTERNAL'))
    home.answers.publish = () => ({ results: [] })
    await assert.rejects(publishIdentity(context), failsWith('MALFORMED_MESSAGE'))
  })
})

describe('a name', () => {
  test('is registered with the identity that lists it, and kept across a restart', async () => {
    const storage = memoryStorage()
    const lasting = await openOwn(storage)
    const asked: string[] = []
    const { register } = home.answers
    home.answers.register = async (request) => {
      asked.push(request.name, request.token)
      const { payload } = await validateIdentity(request.identityRecord, own.id, { network: NETWORK, now: START })
      assert.equal(payload.profile?.displayName, 'Alice')
      return register(request)
    }
    const given = { displayName: 'Alice', token: 'please' }
    const registered = await registerName('Alice', given, { ...context, own: lasting })
    assert.deepEqual([registered.name.text, registered.holders, registered.needed], ['alice@a.test', 3, 2])
    assert.deepEqual(asked, ['alice@a.test', 'please'])
    const again = await openOwn(storage)
    assert.equal(again.named?.name.text, 'alice@a.test')
    assert.equal(again.isPublic, true)
  })

  test('that is taken changes nothing here', async () => {
    home.answers.register = () => {
      throw new OpenPeerError('NAME_OWNED_BY_ANOTHER', 'alice is somebody else')
    }
    await assert.rejects(registerName('alice', {}, context), failsWith('NAME_OWNED_BY_ANOTHER'))
    assert.deepEqual([own.named, own.isPublic, (await own.identity()).payload.listedNames.length], [null, false, 0])
  })

  test('is not believed when the home answers with a record by another key, or for another identity', async () => {
    const other = await createKeys({ network: NETWORK })
    const forged = { domain: 'a.test', key: other.recoveryKey }
    const answer = (bytes: Uint8Array) => {
      home.answers.register = () => ({ nameRecord: Uint8Array.from(bytes), holders: 1, needed: 1 })
    }
    answer(await nameRecord(forged, 'alice@a.test', own.id, START))
    await assert.rejects(registerName('alice', {}, context), failsWith('WRONG_SIGNER'))
    answer(await nameRecord(home.owner, 'alice@a.test', new Uint8Array(32).fill(9), START))
    await assert.rejects(registerName('alice', {}, context), failsWith('NAME_OWNED_BY_ANOTHER'))
    assert.equal(own.named, null)
  })

  test('is registered again when its record is about to end, or gone; else the newer record is taken over', async () => {
    await registerName('alice', {}, context)
    const registrations = () => home.asked.filter((method) => method === 'register').length
    const start = registrations()
    const renewed = await nameRecord(home.owner, 'alice@a.test', own.id, START + 15 * DAY_MS)
    home.answers.resolve = () => bundle({ domain: home.record, name: renewed })
    clock.at = START + 16 * DAY_MS
    await refreshName(context)
    assert.deepEqual([own.named?.record.bytes, registrations()], [renewed, start])
    clock.at = START + 40 * DAY_MS
    home.answers.register = async ({ name }) => {
      return {
        nameRecord: Uint8Array.from(await nameRecord(home.owner, name, own.id, clock.at)),
        holders: 1,
        needed: 1,
      }
    }
    await refreshName(context)
    assert.equal(registrations(), start + 1)
    home.answers.resolve = () => ({ source: 'own', answers: 1, needed: 1 })
    await refreshName(context)
    assert.equal(registrations(), start + 2)
  })
})

describe('a location', () => {
  const relay = bytesOf('/ip4/192.0.2.1/tcp/1/p2p/12D3KooWPjceQrSwdWXPyLLeABRXmuqt69Rg3sBYbU1Nft9HyQ6X/p2p-circuit')
  const writer = (relays: Uint8Array[], direct: Uint8Array[] = []) => {
    const addresses = { relayAddresses: () => relays, directAddresses: () => direct }
    return createLocationWriter({ keys, id: own.id, operators: seeker.operators, ...addresses, now: clock.now })
  }

  test('says where this device is for two hours, never the same seq twice', async () => {
    const write = writer([relay])
    const [first, second] = [await write(), await write()]
    assert.deepEqual(first?.payload.relayAddresses, [relay])
    assert.equal((first?.expiresAt ?? 0) - (first?.seq ?? 0), 2 * 3_600_000)
    assert.equal(second?.seq, (first?.seq ?? 0) + 1)
  })

  test('is not sent when there is nothing to say', async () => {
    const before = home.asked.length
    assert.equal(await writer([])(), null)
    assert.equal(home.asked.length, before)
  })

  test('holds at most four addresses of each sort', async () => {
    const many = (prefix: string, end = '') =>
      Array.from({ length: 9 }, (_, at) => bytesOf(`${prefix}/tcp/${at + 1}${end}`))
    const peer = '/p2p/12D3KooWPjceQrSwdWXPyLLeABRXmuqt69Rg3sBYbU1Nft9HyQ6X/p2p-circuit'
    const location = await writer(many('/ip4/192.0.2.1', peer), many('/ip4/198.51.100.1'))()
    assert.deepEqual([location?.payload.relayAddresses.length, location?.payload.directAddresses.length], [4, 4])
  })
})
