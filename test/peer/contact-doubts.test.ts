// What a pin makes of a doubt about somebody's keys, and of a move to another domain.
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { OpenPeerError } from '../../src/errors.ts'
import { acceptContact } from '../../src/peer/accept-contact.ts'
import { createAddressBook } from '../../src/peer/address-book.ts'
import type { ConnectOptions, Connector } from '../../src/peer/connect.ts'
import { connectTo } from '../../src/peer/connect-to.ts'
import { type Contact, isTrusted } from '../../src/peer/contact.ts'
import { type ContactEntry, contactEntry } from '../../src/peer/contact-entry.ts'
import type { Link } from '../../src/peer/link.ts'
import { createRecovery, createRotation } from '../../src/records/create-key-event.ts'
import { identityIdText } from '../../src/records/identity-id.ts'
import { parseName } from '../../src/records/names.ts'
import { listedNameHash } from '../../src/records/routing-key.ts'
import { bundle } from './directory.ts'
import { domainRecord, identityRecord, nameRecord, newDomain, type Person, START } from './forge.ts'
import { type Hearsay, LATER, startHearsay } from './hearsay.ts'

let hearsay: Hearsay

beforeEach(async () => {
  hearsay = await startHearsay()
})
afterEach(() => hearsay[Symbol.asyncDispose]())

function changed(person: Person, keyLog: Uint8Array[], identityKey = person.keys.identityKey): Person {
  return { ...person, keys: { ...person.keys, keyLog, identityKey } }
}

async function rotated(person: Person): Promise<Person> {
  const newKey = await generateKeyPair('Ed25519')
  const keyLog = await createRotation(person.keys.keyLog, { currentKey: person.keys.identityKey, newKey, time: START })
  return changed(person, keyLog, newKey)
}

describe('the keys of a pinned contact', () => {
  test('stay in doubt when the contradiction is no longer shown, until their owner recovers', async () => {
    const { bob, seeker, look, recordsAt, tell } = hearsay
    const [owner, thief] = [await rotated(bob), await rotated(bob)]
    tell(await recordsAt(START, owner))
    await look()
    await seeker.contacts.pin(bob.id)
    tell(await recordsAt(START, thief))
    assert.equal((await look()).status, 'key-changed')
    tell(await recordsAt(START + 1, owner))
    const calm = await look()
    assert.equal(calm.status, 'key-changed', 'a thief must not be able to calm people down')
    assert.equal(calm.checks.find(({ name }) => name === 'key-log')?.code, 'KEY_CHANGED')

    const newKey = await generateKeyPair('Ed25519')
    const newRecoveryPublicKey = (await generateKeyPair('Ed25519')).publicKey.raw
    const options = { recoveryKey: bob.recoveryKey, newKey, newRecoveryPublicKey, time: START }
    tell(await recordsAt(START, changed(bob, await createRecovery(bob.keys.keyLog, options), newKey)))
    assert.equal((await look()).status, 'verified')
  })

  test('are in doubt also when they were looked up by the id', async () => {
    const { bob, seeker, look, recordsAt, tell } = hearsay
    tell(await recordsAt(START, await rotated(bob)))
    await look()
    await seeker.contacts.pin(bob.id)
    tell(await recordsAt(START, await rotated(bob)))
    const found = await seeker.resolve(identityIdText(bob.id), { policy: 'network' })
    assert.deepEqual([found?.status, found?.name?.text], ['key-changed', 'bob@b.test'])
  })
})

describe('accepting', () => {
  test('takes the keys that are held where nobody can be asked, until they are in doubt with another head', async () => {
    const { bob, seeker, look, recordsAt, tell } = hearsay
    const { contacts } = seeker
    const [owner, thief] = [await rotated(bob), await rotated(bob)]
    tell(await recordsAt(START, owner))
    await look()
    await contacts.pin(bob.id)
    tell(await recordsAt(START, thief))
    const doubted = await look()
    const asked: (boolean | undefined)[] = []
    const book = createAddressBook({ storage: seeker.storage, now: seeker.clock.now })
    const link = { close: async () => {} } as Link
    const connector = {
      connect: async (contact: Contact, { accept }: ConnectOptions = {}) => {
        if (!isTrusted(contact)) asked.push(accept)
        return link
      },
    } as Connector
    const connect = () => connectTo(doubted, {}, { resolver: seeker, contacts, book, connector })
    await connect()
    const stranger = {
      resolve: async () => {
        throw new OpenPeerError('UNREACHABLE', 'for this test')
      },
    }
    const accepted = await acceptContact(bob.id, { contacts, stranger })
    assert.deepEqual(accepted.identity.keyState.signingKey, Uint8Array.from(owner.keys.identityKey.publicKey.raw))
    await connect()
    tell(await recordsAt(START + 1, await rotated(owner)))
    await look()
    tell(await recordsAt(START + 2, await rotated(owner)))
    assert.equal((await look()).status, 'key-changed')
    await connect()
    assert.deepEqual(asked, [undefined, true, undefined])
  })
})

describe('a contact who moves to another domain', () => {
  test('keeps pin, petname and history; the old name is gone, the new one unconfirmed until it is verified', async () => {
    const { bob, seeker, look, home, other } = hearsay
    const book = createAddressBook({ storage: seeker.storage, now: seeker.clock.now })
    async function entry(): Promise<ContactEntry> {
      const known = await seeker.contacts.byId(bob.id)
      assert.ok(known !== null)
      const names = await seeker.contacts.names.of(bob.id)
      const keys = { own: '', theirs: null }
      return contactEntry({
        idText: known.contact.idText,
        book: await book.get(bob.id),
        contact: known.contact,
        names,
        keys,
      })
    }
    await look()
    await seeker.contacts.pin(bob.id)
    await book.change(bob.id, { petname: 'Bob', kept: true })
    assert.deepEqual([(await entry()).name?.text, (await entry()).formerNames], ['bob@b.test', []])

    seeker.clock.at = LATER
    const name = parseName('bob@c.test')
    const listedNames = [Uint8Array.from(listedNameHash(bob.id, name))]
    const profile = { displayName: '', names: [name.text], claims: [] }
    const moved = await identityRecord(bob, LATER, { changes: { homes: ['c.test'], listedNames, profile } })
    for (const operator of [home, other]) operator.answers.resolve = () => bundle({ identity: moved })
    await seeker.resolve(identityIdText(bob.id), { policy: 'network' })
    const unconfirmed = await entry()
    assert.deepEqual(
      [unconfirmed.shownAs, unconfirmed.pinned, unconfirmed.name?.text, unconfirmed.status, unconfirmed.formerNames],
      ['Bob', true, 'bob@c.test', 'name-unconfirmed', ['bob@b.test']],
    )

    const cTest = await newDomain('c.test')
    seeker.outside.sites.set('c.test', { key: cTest.key })
    const records = {
      domain: await domainRecord(cTest, LATER),
      name: await nameRecord(cTest, name.text, bob.id, LATER),
      identity: moved,
    }
    for (const operator of [home, other]) operator.answers.resolve = () => bundle(records)
    const found = await seeker.resolve(name.text, { policy: 'network' })
    assert.deepEqual([found?.status, found?.pinned], ['verified', true])
    const confirmed = await entry()
    assert.deepEqual(
      [confirmed.shownAs, confirmed.name?.text, confirmed.status, confirmed.formerNames],
      ['Bob', 'bob@c.test', 'verified', ['bob@b.test']],
    )
  })
})
