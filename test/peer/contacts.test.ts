import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, test } from 'node:test'
import { isOpenPeerError } from '../../src/errors.ts'
import { bindingMemory } from '../../src/peer/binding-memory.ts'
import { type Contact, isTrusted } from '../../src/peer/contact.ts'
import { type Contacts, createContacts } from '../../src/peer/contacts.ts'
import { MAX_ADDRESSES } from '../../src/peer/join-contact.ts'
import { agedContact } from '../../src/peer/remembered-contact.ts'
import { openStorage } from '../../src/peer/storage.node.ts'
import { memoryStorage, type PeerStorage } from '../../src/peer/storage.ts'
import { identityIdText } from '../../src/records/identity-id.ts'
import { parseName } from '../../src/records/names.ts'
import { validateDomain, validateIdentity, validateLocation, validateName } from '../../src/records/validate.ts'
import {
  bytesOf,
  type Clock,
  clockAt,
  DAY_MS,
  domainRecord,
  identityRecord,
  locationRecord,
  NETWORK,
  nameRecord,
  newDomain,
  newPerson,
  type Person,
  START,
} from './forge.ts'

const options = { network: NETWORK, now: START + DAY_MS }
const address = (port: number) => bytesOf(`/ip4/192.0.2.1/tcp/${port}`)

let clock: Clock
let storage: PeerStorage
let contacts: Contacts

beforeEach(() => {
  clock = clockAt(START + DAY_MS)
  storage = memoryStorage()
  contacts = createContacts({ storage, network: NETWORK, now: clock.now })
})

async function contactOf(person: Person, at = START): Promise<Contact> {
  const identity = await validateIdentity(await identityRecord(person, at), person.id, options)
  return {
    id: person.id,
    idText: identityIdText(person.id),
    name: null,
    status: 'unverified',
    movedFrom: null,
    checks: [],
    identity,
    domain: null,
    nameRecord: null,
    homes: [],
    locations: [],
    addresses: [],
    proofs: [],
    pinned: false,
    resolvedAt: at,
    source: 'network',
  }
}

async function namedContact(text = 'bob@b.test', at = START): Promise<Contact> {
  const name = parseName(text)
  const owner = await newDomain(name.domain)
  const person = await newPerson(name.domain, [text])
  const domain = await validateDomain(await domainRecord(owner, at), name.domain, options)
  const record = await nameRecord(owner, text, person.id, at)
  const nameChecked = await validateName(record, domain.payload.key, name, options)
  const location = await validateLocation(await locationRecord(person, START + DAY_MS), person.id, null, options)
  const known = { name, domain, nameRecord: nameChecked, homes: [domain], locations: [location] }
  return { ...(await contactOf(person, at)), ...known, status: 'verified' }
}

describe('what is remembered', () => {
  test('comes back whole from a disk, every record opened again', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'openpeer-contacts-'))
    const contact = await namedContact()
    const first = await openStorage(directory)
    await bindingMemory(first).set('b.test', { key: contact.domain?.payload.key ?? new Uint8Array(0), at: START })
    const before = createContacts({ storage: first, network: NETWORK, now: clock.now })
    await before.remember(contact)
    await before.learnAddresses(contact.id, [address(1)])
    await before.pin(contact.id)
    await first.close()

    const second = await openStorage(directory)
    const after = createContacts({ storage: second, network: NETWORK, now: clock.now })
    const known = await after.byName(parseName('bob@b.test'))
    const expected = { ...contact, addresses: [address(1)], pinned: true, source: 'cache' }
    assert.ok(JSON.stringify(known?.contact) === JSON.stringify(expected), 'a field is not as it was')
    assert.equal(known?.pin?.domain, 'b.test')
    await second.close()
    await rm(directory, { recursive: true })
  })

  test('is not taken from a storage in which somebody changed a record', async () => {
    const contact = await namedContact()
    await contacts.remember(contact)
    const key = `contact/${contact.idText}`
    const stored = JSON.parse(Buffer.from((await storage.get(key)) ?? []).toString())
    const other = await newPerson('b.test')
    stored.identity = Buffer.from(await identityRecord(other, START))
      .toString('base64')
      .replace(/=+$/, '')
    await storage.put(key, Buffer.from(JSON.stringify(stored)))
    const fresh = createContacts({ storage, network: NETWORK, now: clock.now })
    await assert.rejects(fresh.byId(contact.id), (error) => isOpenPeerError(error, 'WRONG_ROUTING_KEY'))
  })

  test('never holds an older identity record, in whatever order they come', async () => {
    const person = await newPerson('b.test')
    const [old, recent] = [await contactOf(person, START), await contactOf(person, START + 1000)]
    await contacts.remember(recent)
    const answered = await contacts.remember(old)
    assert.equal(answered.identity.seq, START + 1000)
    assert.equal((await contacts.byId(person.id))?.contact.identity.seq, START + 1000)
    const racing = createContacts({ storage: memoryStorage(), network: NETWORK, now: clock.now })
    await Promise.all([racing.remember(recent), racing.remember(old)])
    assert.equal((await racing.byId(person.id))?.contact.identity.seq, START + 1000)
  })

  test('keeps locations and addresses that a later answer lacks', async () => {
    const contact = await namedContact()
    await contacts.remember(contact)
    await contacts.learnAddresses(contact.id, [address(1)])
    await contacts.remember({ ...contact, locations: [], homes: [] })
    const known = (await contacts.byId(contact.id))?.contact
    assert.deepEqual([known?.locations.length, known?.homes.length, known?.addresses.length], [1, 1, 1])
  })

  test('addresses: newest first, each once, eight at most, none too long', async () => {
    const contact = await namedContact()
    await contacts.remember(contact)
    await contacts.learnAddresses(contact.id, [address(1), address(2)])
    await contacts.learnAddresses(contact.id, [address(2), new Uint8Array(300), address(3)])
    const addressesNow = async () => (await contacts.byId(contact.id))?.contact.addresses
    assert.deepEqual(await addressesNow(), [address(2), address(3), address(1)])
    await contacts.learnAddresses(
      contact.id,
      Array.from({ length: 20 }, (_, at) => address(100 + at)),
    )
    assert.equal((await addressesNow())?.length, MAX_ADDRESSES)
  })

  test('the oldest unpinned make room, the pinned stay', async () => {
    const small = createContacts({ storage, network: NETWORK, now: clock.now, maxUnpinned: 2 })
    const people = await Promise.all([0, 1, 2, 3].map(async (at) => contactOf(await newPerson('b.test'), START + at)))
    const [first, second, third, fourth] = people as [Contact, Contact, Contact, Contact]
    await small.remember(first)
    await small.pin(first.id)
    for (const contact of [second, third, fourth]) await small.remember(contact)
    const kept: string[] = []
    for await (const { idText } of small.list()) kept.push(idText)
    assert.deepEqual(kept.sort(), [first, third, fourth].map(({ idText }) => idText).sort())
  })
})

describe('pins', () => {
  test('only somebody who was resolved can be pinned', async () => {
    await assert.rejects(contacts.pin(new Uint8Array(32)), (error) => isOpenPeerError(error, 'INVALID_ARGUMENT'))
  })

  test('a pin outlives later answers, and ends when the contact is forgotten', async () => {
    const contact = await namedContact()
    await contacts.remember(contact)
    await contacts.pin(contact.id)
    assert.equal((await contacts.remember({ ...contact, pinned: false })).pinned, true)
    await contacts.forget(contact.id)
    assert.equal(await contacts.byId(contact.id), null)
    assert.equal((await contacts.remember(contact)).pinned, false)
  })

  test('trusted are the verified and the pinned, but nobody whose key log is in doubt', async () => {
    const contact = await namedContact()
    const trusted = (change: Partial<Contact>) => isTrusted({ ...contact, ...change })
    assert.equal(trusted({ status: 'verified' }), true)
    assert.equal(trusted({ status: 'name-unconfirmed' }), false)
    assert.equal(trusted({ status: 'name-unconfirmed', pinned: true }), true)
    assert.equal(trusted({ status: 'key-changed', pinned: true }), false)
  })
})

describe('a remembered contact ages', () => {
  const at = (now: number, boundAt: number | null) => ({ now, boundAt })

  test('verified counts 30 days after the website last showed the key', async () => {
    const contact = await namedContact('bob@b.test', START)
    assert.equal(agedContact(contact, at(START + 29 * DAY_MS, START)).status, 'verified')
    const fresher = await namedContact('bob@b.test', START + DAY_MS)
    const late = agedContact(fresher, at(START + 30.5 * DAY_MS, START))
    assert.deepEqual([late.status, late.source], ['name-unconfirmed', 'cache'])
    assert.equal(agedContact(contact, at(START + DAY_MS, null)).status, 'name-unconfirmed')
  })

  test('an ended name record unconfirms the name, an ended identity record makes devices a hint', async () => {
    const contact = { ...(await namedContact()), checks: [{ name: 'devices', result: 'ok', detail: '' } as const] }
    const now = START + 31 * DAY_MS
    assert.equal(agedContact(contact, at(now, now)).status, 'name-unconfirmed')
    const older = agedContact(contact, at(START + 91 * DAY_MS, START + 91 * DAY_MS))
    assert.deepEqual(
      older.checks.map(({ result, code }) => [result, code]),
      [['failed', 'RECORD_EXPIRED']],
    )
  })
})
