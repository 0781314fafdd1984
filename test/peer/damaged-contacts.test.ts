/** A disk may lose a part of what was written: one contact that cannot be read must not take the others with it. */
import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { isOpenPeerError } from '../../src/errors.ts'
import type { Contact } from '../../src/peer/contact.ts'
import { type Contacts, createContacts } from '../../src/peer/contacts.ts'
import { memoryStorage, type PeerStorage } from '../../src/peer/storage.ts'
import { validateIdentity } from '../../src/records/validate.ts'
import { contactOf } from './connect-people.ts'
import { identityRecord, NETWORK, newPerson, START } from './forge.ts'

const options = { network: NETWORK, now: START }
let storage: PeerStorage
let bob: Contact
let carol: Contact

const opened = (): Contacts => createContacts({ storage, network: NETWORK, now: () => START, maxUnpinned: 1 })

async function somebody(): Promise<Contact> {
  const person = await newPerson('b.test')
  return contactOf(await validateIdentity(await identityRecord(person, START), person.id, options))
}

beforeEach(async () => {
  storage = memoryStorage()
  ;[bob, carol] = await Promise.all([somebody(), somebody()])
  const contacts = opened()
  await contacts.remember(bob)
  await contacts.pin(bob.id)
})

const damages: [string, (text: string) => string][] = [
  ['cut in the middle', (text) => text.slice(0, text.length / 2)],
  ['emptied', () => ''],
  ['null', () => 'null'],
  ['without its lists', (text) => text.replace('"homes":[],', '')],
  ['with a record that is no base64', (text) => text.replace(/"identity":"./, '"identity":"!')],
  ['with a status that is no word', (text) => text.replace('"status":"verified"', '"status":7')],
]

for (const [name, damage] of damages) {
  describe(`a contact ${name}`, () => {
    let contacts: Contacts
    beforeEach(async () => {
      const key = `contact/${bob.idText}`
      const text = new TextDecoder().decode((await storage.get(key)) ?? new Uint8Array())
      assert.notEqual(damage(text), text)
      await storage.put(key, new TextEncoder().encode(damage(text)))
      contacts = opened()
    })

    test('is refused with a code: it may have been pinned, and nobody else may take its place', async () => {
      await assert.rejects(contacts.byId(bob.id), (error) => isOpenPeerError(error, 'RECORD_MALFORMED'))
      await assert.rejects(contacts.remember(bob), (error) => isOpenPeerError(error, 'RECORD_MALFORMED'))
    })

    test('leaves the others what they are', async () => {
      await contacts.remember(carol)
      const listed: string[] = []
      for await (const { idText } of contacts.list()) listed.push(idText)
      assert.deepEqual(listed, [carol.idText])
    })

    test('can be forgotten, and met again', async () => {
      await contacts.forget(bob.id)
      assert.equal(await contacts.byId(bob.id), null)
      assert.equal((await contacts.remember(bob)).idText, bob.idText)
    })
  })
}
