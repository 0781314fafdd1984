// Every lie that somebody may tell about bob@b.test, told by a real operator node, and the code that names it.
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import type { ErrorCode } from '../../src/errors.ts'
import { isOpenPeerError } from '../../src/errors.ts'
import type { Contact } from '../../src/peer/contact.ts'
import type { ResolveResponse } from '../../src/wire/messages.js'
import { bundle, type Directory, startDirectory } from './directory.ts'
import {
  DAY_MS,
  type Domain,
  deviceEntryOf,
  domainRecord,
  identityRecord,
  locationRecord,
  nameRecord,
  newDomain,
  newPerson,
  type Person,
  START,
} from './forge.ts'
import { type Seeker, startSeeker } from './seeker.ts'

let home: Directory
let seeker: Seeker
let bTest: Domain
let bob: Person
let mallory: Person
/** The true records. */
let domain: Uint8Array
let name: Uint8Array
let identity: Uint8Array
let location: Uint8Array

before(async () => {
  home = await startDirectory('a.test')
  bTest = await newDomain('b.test')
  bob = await newPerson('b.test', ['bob@b.test'])
  mallory = await newPerson('b.test', ['mallory@b.test'])
  domain = await domainRecord(bTest, START)
  name = await nameRecord(bTest, 'bob@b.test', bob.id, START)
  identity = await identityRecord(bob, START)
  location = await locationRecord(bob, START)
})
after(() => home[Symbol.asyncDispose]())

beforeEach(async () => {
  await seeker?.[Symbol.asyncDispose]()
  seeker = await startSeeker({ home })
  seeker.outside.sites.set('b.test', { key: bTest.key })
})
after(() => seeker[Symbol.asyncDispose]())

const truth = () => ({ domain, name, identity, locations: [location] })
const answer = (records: Partial<ResolveResponse>) => {
  home.answers.resolve = () => records
}

async function refused(code: ErrorCode, lie: Parameters<typeof bundle>[0]): Promise<void> {
  answer(bundle({ ...truth(), ...lie }))
  await assert.rejects(seeker.resolve('bob@b.test'), (error) => {
    assert.ok(error instanceof Error)
    assert.ok(isOpenPeerError(error, code), `${(error as { code?: string }).code ?? error.name}: ${error.message}`)
    return true
  })
  assert.equal(await seeker.resolve('bob@b.test', { policy: 'cache-only' }), null, 'a lie is not remembered')
}

async function found(records: Parameters<typeof bundle>[0]): Promise<Contact> {
  answer(bundle({ ...truth(), ...records }))
  const contact = await seeker.resolve('bob@b.test')
  assert.ok(contact !== null)
  return contact
}

test('the truth is verified, check by check', async () => {
  const contact = await found({})
  assert.equal(contact.status, 'verified')
  assert.deepEqual(contact.id, bob.id)
  assert.deepEqual(
    contact.checks.map(({ name, result }) => `${name} ${result}`),
    ['key-log ok', 'name-record ok', 'lists-name ok', 'website ok', 'dns missing', 'devices ok'],
  )
  assert.equal(contact.locations.length, 1)
})

describe('refused with the code of the broken rule', () => {
  test('a name record by another key: WRONG_SIGNER', async () => {
    const { key } = await newDomain('b.test')
    await refused('WRONG_SIGNER', { name: await nameRecord(bTest, 'bob@b.test', bob.id, START, { key }) })
  })

  test('an identity that does not list the name: NAME_NOT_LISTED', async () => {
    const lie = { changes: { listedNames: [] } }
    await refused('NAME_NOT_LISTED', { identity: await identityRecord(bob, START, lie) })
  })

  test("the name given to Mallory, who lists it not: NAME_NOT_LISTED, not Bob's", async () => {
    await refused('NAME_NOT_LISTED', {
      name: await nameRecord(bTest, 'bob@b.test', mallory.id, START),
      identity: await identityRecord(mallory, START),
    })
  })

  test("another domain's node answering with its own record: WRONG_DOMAIN", () =>
    refused('WRONG_DOMAIN', { domain: home.record }))

  test('a domain record not signed by the key in it: WRONG_SIGNER', async () => {
    const { key } = await newDomain('b.test')
    const { key: other } = await newDomain('b.test')
    const changes = { key: Uint8Array.from(other.publicKey.raw) }
    await refused('WRONG_SIGNER', { domain: await domainRecord(bTest, START, { key, changes }) })
  })

  test('expired records: RECORD_EXPIRED', async () => {
    const old = START - 91 * DAY_MS
    await refused('RECORD_EXPIRED', { domain: await domainRecord(bTest, old) })
    await refused('RECORD_EXPIRED', { name: await nameRecord(bTest, 'bob@b.test', bob.id, old) })
    await refused('RECORD_EXPIRED', { identity: await identityRecord(bob, old) })
  })

  test('a record of tomorrow: SEQ_IN_FUTURE', async () => {
    await refused('SEQ_IN_FUTURE', { name: await nameRecord(bTest, 'bob@b.test', bob.id, START + DAY_MS) })
  })

  test('records of another network: WRONG_NETWORK', async () => {
    const network = 'other'
    await refused('WRONG_NETWORK', { domain: await domainRecord(bTest, START, { network }) })
    await refused('WRONG_NETWORK', { name: await nameRecord(bTest, 'bob@b.test', bob.id, START, { network }) })
    await refused('WRONG_NETWORK', { identity: await identityRecord(bob, START, { network }) })
  })

  test('an oversized record: RECORD_TOO_LARGE', async () => {
    await refused('RECORD_TOO_LARGE', { identity: new Uint8Array(20_000).fill(1) })
    const claims = Array.from(
      { length: 16 },
      (_, at) => `https://b.test/${String(at).padStart(2, '0')}${'x'.repeat(230)}`,
    )
    const devices = await Promise.all(
      Array.from({ length: 40 }, async () => deviceEntryOf(bob, await generateKeyPair('Ed25519'))),
    )
    const large = { profile: { displayName: '', names: [], claims }, devices }
    await refused('RECORD_TOO_LARGE', { identity: await identityRecord(bob, START, { changes: large }) })
  })

  test("another name's record, another identity's record: WRONG_ROUTING_KEY", async () => {
    await refused('WRONG_ROUTING_KEY', { name: await nameRecord(bTest, 'alice@b.test', bob.id, START) })
    await refused('WRONG_ROUTING_KEY', { identity: await identityRecord(mallory, START) })
  })

  test('a record of another kind: WRONG_KIND', () => refused('WRONG_KIND', { name: identity }))

  test('an identity record signed by somebody else: WRONG_SIGNER', async () => {
    await refused('WRONG_SIGNER', { identity: await identityRecord(bob, START, { key: mallory.keys.identityKey }) })
  })

  test("an identity record with somebody else's key log: KEY_LOG_INVALID", async () => {
    const keyLog = mallory.keys.keyLog.map((event) => Uint8Array.from(event))
    const lie = { key: mallory.keys.identityKey, changes: { keyLog } }
    await refused('KEY_LOG_INVALID', { identity: await identityRecord(bob, START, lie) })
  })

  test('a device that did not sign itself in: BAD_SIGNATURE', async () => {
    const devices = [await deviceEntryOf(mallory)]
    await refused('BAD_SIGNATURE', { identity: await identityRecord(bob, START, { changes: { devices } }) })
  })

  test('a device whose peer id is not Ed25519: WRONG_KEY_TYPE', async () => {
    const entry = await deviceEntryOf(bob)
    const peerId = peerIdFromPrivateKey(await generateKeyPair('secp256k1')).toMultihash().bytes
    const devices = [{ ...entry, peerId: Uint8Array.from(peerId) }]
    await refused('WRONG_KEY_TYPE', { identity: await identityRecord(bob, START, { changes: { devices } }) })
  })

  test('one changed bit: BAD_SIGNATURE or a malformed envelope', async () => {
    const changed = Uint8Array.from(identity)
    const last = changed.length - 1
    changed[last] = (changed[last] ?? 0) ^ 1
    await refused('BAD_SIGNATURE', { identity: changed })
  })

  test('bytes that are no record: RECORD_MALFORMED', () =>
    refused('RECORD_MALFORMED', { name: new Uint8Array([1, 2]) }))
})

describe('told in the status or the checks, where the rest may be true', () => {
  test('a website that shows another key: mismatch, with BINDING_MISMATCH at the check', async () => {
    seeker.outside.sites.set('b.test', { key: (await newDomain('b.test')).key })
    const contact = await found({})
    assert.equal(contact.status, 'mismatch')
    const website = contact.checks.find(({ name }) => name === 'website')
    assert.deepEqual([website?.result, website?.code], ['failed', 'BINDING_MISMATCH'])
  })

  test('a domain made up whole, with a key that its website does not show: mismatch', async () => {
    const forged = { domain: 'b.test', key: (await newDomain('b.test')).key }
    const contact = await found({
      domain: await domainRecord(forged, START),
      name: await nameRecord(forged, 'bob@b.test', mallory.id, START),
      identity: await identityRecord({ ...mallory, names: bob.names }, START),
    })
    assert.equal(contact.status, 'mismatch')
  })

  test('a location by a device that the identity does not list: left out, DEVICE_NOT_LISTED at the check', async () => {
    const key = await generateKeyPair('Ed25519')
    const contact = await found({ locations: [await locationRecord(bob, START, { key })] })
    assert.deepEqual(contact.locations, [])
    const devices = contact.checks.find(({ name }) => name === 'devices')
    assert.deepEqual([devices?.result, devices?.code], ['failed', 'DEVICE_NOT_LISTED'])
  })

  test('a bad location beside a good one hides nothing', async () => {
    const key = await generateKeyPair('Ed25519')
    const contact = await found({ locations: [await locationRecord(bob, START, { key }), location] })
    assert.equal(contact.locations.length, 1)
    assert.deepEqual(contact.locations[0]?.bytes, location)
  })
})
