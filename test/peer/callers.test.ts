// Who is let in, by a peer that checks callers as it checks everybody else.
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { type Accept, createCallerCheck } from '../../src/peer/check-caller.ts'
import { type Contact, isTrusted } from '../../src/peer/contact.ts'
import { createRecovery } from '../../src/records/create-key-event.ts'
import { HelloRequest } from '../../src/wire/messages.js'
import { bundle, type Directory, startDirectory } from './directory.ts'
import {
  type Domain,
  domainRecord,
  identityRecord,
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

before(async () => {
  home = await startDirectory('a.test')
})
after(() => Promise.all([home, seeker].map((part) => part[Symbol.asyncDispose]())))
beforeEach(async () => {
  await seeker?.[Symbol.asyncDispose]()
  seeker = await startSeeker({ home })
  bTest = await newDomain('b.test')
  bob = await newPerson('b.test', ['bob@b.test'])
  seeker.outside.sites.set('b.test', { key: bTest.key })
  home.answers.resolve = () => ({ source: 'own', answers: 1, needed: 1 })
})

interface Call {
  name?: string
  records?: { domain?: Uint8Array; name?: Uint8Array; identity?: Uint8Array }
  device?: Person['keys']['deviceKey']
  accept?: Accept
}

async function call({ name = 'bob@b.test', records, device = bob.keys.deviceKey, accept = isTrusted }: Call = {}) {
  const request = HelloRequest.decode(HelloRequest.encode({ ...bundle({ ...(await truth()), ...records }), name }))
  const check = createCallerCheck({ network: 'test', ...seeker, accept, now: seeker.clock.now })
  return check(request, peerIdFromPrivateKey(device))
}

async function truth(person = bob, at = START) {
  return {
    domain: await domainRecord(bTest, at),
    name: await nameRecord(bTest, 'bob@b.test', person.id, at),
    identity: await identityRecord(person, at),
  }
}

describe('a caller', () => {
  test('whom nothing contradicts is let in, and remembered', async () => {
    const contact = await call()
    assert.deepEqual([contact?.status, contact?.name?.text], ['verified', 'bob@b.test'])
    assert.equal((await seeker.resolve('bob@b.test', { policy: 'cache-only' }))?.idText, contact?.idText)
  })

  test('is looked up, unless they were within the hour', async () => {
    const asked = () => home.asked.filter((method) => method === 'resolve').length
    const before = asked()
    await call()
    assert.equal(asked(), before + 1)
    await call()
    assert.equal(asked(), before + 1)
    seeker.clock.at += 3_600_001
    await call()
    assert.equal(asked(), before + 2)
  })

  test('is checked by what they bring when nobody can be asked', async () => {
    const lonely = await startDirectory('a.test')
    await using alone = await startSeeker({ home: lonely, outside: seeker.outside })
    await lonely[Symbol.asyncDispose]()
    const spare = seeker
    seeker = alone
    assert.equal((await call())?.status, 'verified')
    seeker = spare
  })

  test('from a device that their newest record does not list is refused, and so is a made-up one', async () => {
    const other = await generateKeyPair('Ed25519')
    assert.equal(await call({ device: other }), null)
    const newer = await identityRecord(bob, START + 1, { changes: { devices: [] } })
    home.answers.resolve = async () => bundle({ ...(await truth()), identity: newer })
    assert.equal(await call(), null)
  })

  test('with a key that was stolen and has been replaced since is refused', async () => {
    const newKey = await generateKeyPair('Ed25519')
    const newRecoveryPublicKey = (await generateKeyPair('Ed25519')).publicKey.raw
    const options = { recoveryKey: bob.recoveryKey, newKey, newRecoveryPublicKey, time: START }
    const keyLog = await createRecovery(bob.keys.keyLog, options)
    const deviceKey = await generateKeyPair('Ed25519')
    const recovered = { ...bob, keys: { ...bob.keys, keyLog, identityKey: newKey, deviceKey } }
    home.answers.resolve = async () => bundle(await truth(recovered))
    assert.equal(await call(), null)
    assert.notEqual(await call({ records: await truth(recovered), device: deviceKey }), null)
  })

  test('under a name that is not theirs, or with records that do not hold, is refused', async () => {
    const mallory = await newPerson('b.test', ['mallory@b.test'])
    const device = mallory.keys.deviceKey
    assert.equal(await call({ records: { identity: await identityRecord(mallory, START) }, device }), null)
    assert.equal(await call({ name: 'not a name' }), null)
    assert.equal(await call({ records: { identity: new Uint8Array([1]) } }), null)
    assert.equal(
      await call({ records: { name: await nameRecord(await newDomain('b.test'), 'bob@b.test', bob.id, START) } }),
      null,
    )
  })

  test('whose domain is not bound, or who has no name, gets in by the owner’s own rule only', async () => {
    seeker.outside.sites.delete('b.test')
    assert.equal(await call(), null)
    const seen: Contact['status'][] = []
    const accept: Accept = async (contact) => seen.push(contact.status) > 0
    assert.equal((await call({ accept }))?.status, 'name-unconfirmed')
    assert.equal((await call({ name: '', accept }))?.name?.text, 'bob@b.test', 'known by a name, called without one')
    await seeker.contacts.forget(bob.id)
    assert.equal((await call({ name: '', accept }))?.status, 'unverified')
    assert.deepEqual(seen, ['name-unconfirmed', 'name-unconfirmed', 'unverified'])
  })

  test('who is refused is not remembered, and one who is pinned gets in whatever the website says', async () => {
    seeker.outside.sites.delete('b.test')
    await call()
    assert.equal(await seeker.resolve('bob@b.test', { policy: 'cache-only' }), null)
    await call({ accept: () => true })
    await seeker.contacts.pin(bob.id)
    assert.equal((await call())?.pinned, true)
  })
})
