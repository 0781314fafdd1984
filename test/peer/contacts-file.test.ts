// Files of contacts: what is written comes back the same, and whatever else is given is refused by a code of ours.
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { type ErrorCode, isOpenPeerError } from '../../src/errors.ts'
import { type AddressBook, createAddressBook } from '../../src/peer/address-book.ts'
import { type Contacts, createContacts } from '../../src/peer/contacts.ts'
import { MAX_FILE_CONTACTS, MAX_FILE_LENGTH, toFiled, writeContactsFile } from '../../src/peer/contacts-file.ts'
import { readFiled } from '../../src/peer/filed-contact.ts'
import { importContacts } from '../../src/peer/import-contacts.ts'
import { memoryStorage } from '../../src/peer/storage.ts'
import { identityIdText, parseIdentityId } from '../../src/records/identity-id.ts'
import { parseName } from '../../src/records/names.ts'
import {
  domainRecord,
  identityRecord,
  NETWORK,
  nameRecord,
  newDomain,
  newPerson,
  type Person,
  rawOf,
  START,
} from './forge.ts'

const now = () => START
const failsWith = (code: ErrorCode) => (error: unknown) => isOpenPeerError(error, code)

/** mulberry32: the same numbers at each run. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

interface Peer {
  owner: Person
  contacts: Contacts
  book: AddressBook
  take(text: string): ReturnType<typeof importContacts>
  write(): Promise<string>
}

async function newPeer(owner: Person): Promise<Peer> {
  const storage = memoryStorage()
  const contacts = createContacts({ storage, network: NETWORK, now })
  const book = createAddressBook({ storage, now })
  const by = identityIdText(owner.id)
  const key = owner.keys.identityKey
  return {
    owner,
    contacts,
    book,
    take: (text) => importContacts(text, { contacts, book, network: NETWORK, own: { by, key: rawOf(key) }, now }),
    async write() {
      const filed = []
      for (const entry of await book.all()) {
        filed.push(toFiled(entry.idText, entry, await contacts.byId(parseIdentityId(entry.idText))))
      }
      return writeContactsFile(filed, { network: NETWORK, by, key }, START)
    },
  }
}

let alice: Person
let bob: Person
let file: string

before(async () => {
  alice = await newPerson('a.test')
  bob = await newPerson('b.test', ['bob@b.test'])
  const bTest = await newDomain('b.test')
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
  const peer = await newPeer(alice)
  const { contact } = await readFiled(
    {
      id: identityIdText(bob.id),
      name: 'bob@b.test',
      records: {
        identity: base64(await identityRecord(bob, START)),
        domain: base64(await domainRecord(bTest, START)),
        name: base64(await nameRecord(bTest, 'bob@b.test', bob.id, START)),
      },
    },
    { network: NETWORK, now: START, isOwn: true },
  )
  assert.ok(contact !== null)
  await peer.contacts.remember(contact)
  await peer.contacts.pin(bob.id)
  const compared = {
    at: START,
    ownKey: base64(rawOf(alice.keys.identityKey)),
    theirKey: base64(rawOf(bob.keys.identityKey)),
  }
  await peer.book.change(bob.id, {
    petname: 'Bob, the "1st"; ünïçödé 👩‍👩‍👧'.replace(/[\u200d"]/g, ''),
    kept: true,
    compared,
  })
  await peer.book.change((await newPerson('c.test')).id, { blockedAt: START })
  file = await peer.write()
})

describe('an export', () => {
  test('of one’s own comes back the same', async () => {
    const other = await newPeer(alice)
    const report = await other.take(file)
    assert.deepEqual([report.isOwn, report.added.length, report.passedOver], [true, 2, []])
    const known = await other.contacts.byId(bob.id)
    assert.equal(known?.contact.status, 'name-unconfirmed', 'a status is never taken from a file')
    assert.equal(known.pin?.domain, 'b.test')
    const sorted = (text: string) =>
      (JSON.parse(text) as { contacts: { id: string }[] }).contacts.sort((a, b) => (a.id < b.id ? -1 : 1))
    assert.deepEqual(sorted(await other.write()), sorted(file))
    assert.deepEqual((await other.take(file)).added, [], 'a second time changes nothing')
  })

  test('counts as somebody else’s once a character of it was changed', async () => {
    const forged = file.replace('"blockedAt": null', '"blockedAt": 1')
    assert.notEqual(forged, file)
    const other = await newPeer(alice)
    assert.equal((await other.take(forged)).isOwn, false)
    assert.equal((await other.book.get(bob.id))?.compared, null)
    const known = await other.contacts.byId(bob.id)
    assert.deepEqual([known?.contact.name, known?.contact.status, known?.pin?.domainKey], [null, 'unverified', null])
    assert.equal(await other.contacts.names.holder(parseName('bob@b.test')), null, 'nobody has a name by a file')
  })

  test('takes no petname away from whom it was given to', async () => {
    const other = await newPeer(await newPerson('d.test'))
    const held = await newPerson('c.test')
    const petname = (JSON.parse(file) as { contacts: { petname: string | null }[] }).contacts.find(
      (one) => one.petname,
    )?.petname
    await other.book.change(held.id, { petname: petname ?? '', kept: true })
    const report = await other.take(file)
    assert.deepEqual([report.passedOver.length, report.added.length], [1, 2])
    assert.equal((await other.book.byPetname(petname ?? ''))?.idText, identityIdText(held.id))
  })
})

describe('a hostile file', () => {
  test('is refused with a code when it is too large, has too many people, or is none', async () => {
    const { take } = await newPeer(alice)
    await assert.rejects(take(' '.repeat(MAX_FILE_LENGTH + 1)), failsWith('LIMIT_EXCEEDED'))
    const head = { format: 'openpeer-contacts', version: 1, network: NETWORK, by: '' }
    const many = JSON.stringify({ ...head, contacts: Array(MAX_FILE_CONTACTS + 1).fill(0) })
    await assert.rejects(take(many), failsWith('LIMIT_EXCEEDED'))
    await assert.rejects(
      take(JSON.stringify({ ...head, network: 'other', contacts: [] })),
      failsWith('INVALID_ARGUMENT'),
    )
    const cards = 'BEGIN:VCARD\nEND:VCARD\n'.repeat(MAX_FILE_CONTACTS + 1)
    await assert.rejects(take(cards), failsWith('LIMIT_EXCEEDED'))
    for (const text of ['', '[]', 'null', '{', '{"a":'.repeat(100_000), '['.repeat(1_000_000)]) {
      await assert.rejects(take(text), failsWith('INVALID_ARGUMENT'))
    }
  })

  test('changed anywhere throws only codes of ours, and never confirms anything', async () => {
    const random = randomFrom(4)
    const junk = [
      '"',
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '\\',
      '\u0000',
      '\ud800',
      'null',
      '1e999',
      '-1',
      'true',
      '""',
      '"__proto__"',
    ]
    for (let round = 0; round < 400; round++) {
      let text = file
      for (let change = 0; change <= random(3); change++) {
        const at = random(text.length)
        const cut = random(4) === 0 ? random(200) : random(3)
        text = text.slice(0, at) + (junk[random(junk.length)] ?? '') + text.slice(at + cut)
      }
      const peer = await newPeer(alice)
      try {
        assert.equal((await peer.take(text)).isOwn, false)
      } catch (error) {
        assert.ok(isOpenPeerError(error) && error.code !== 'INTERNAL', `round ${round}: ${String(error)}`)
      }
      assert.equal(await peer.contacts.names.holder(parseName('bob@b.test')), null)
    }
  })

  test('with every field of another type throws only codes of ours', async () => {
    const { contacts } = JSON.parse(file) as { contacts: Record<string, unknown>[] }
    const whole = contacts.find(({ petname }) => petname !== null) ?? assert.fail()
    const odd = [0, -1, 1e300, true, '', 'x', [], {}, [[]], { at: 'x' }, 'é'.repeat(2_000)]
    for (const field of Object.keys(whole)) {
      for (const value of odd) {
        const given = { ...whole, [field]: value }
        await readFiled(given, { network: NETWORK, now: START, isOwn: true }).catch((error: unknown) => {
          assert.ok(
            isOpenPeerError(error) && error.code !== 'INTERNAL',
            `${field} ${JSON.stringify(value)}: ${String(error)}`,
          )
        })
      }
    }
  })
})
