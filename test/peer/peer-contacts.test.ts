// The contacts of a whole peer, with real operator nodes: what the owner does with them, and what it changes for others.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type ErrorCode, isOpenPeerError } from '../../src/errors.ts'
import { createAddressBook } from '../../src/peer/address-book.ts'
import type { ContactEntry } from '../../src/peer/contact-entry.ts'
import { createContacts } from '../../src/peer/contacts.ts'
import { createKeys } from '../../src/peer/create-keys.ts'
import { createPeerContacts } from '../../src/peer/create-peer-contacts.ts'
import { openOwnRecords } from '../../src/peer/own-records.ts'
import type { Peer } from '../../src/peer/peer.ts'
import { memoryStorage } from '../../src/peer/storage.ts'
import { type PeerFederation, startFederation } from './federation.ts'
import { NETWORK } from './forge.ts'

const failsWith = (code: ErrorCode) => (error: unknown) => isOpenPeerError(error, code)
let federation: PeerFederation
let alice: Peer
let bob: Peer

before(async () => {
  federation = await startFederation(['a.test', 'b.test'])
  ;[alice, bob] = (await Promise.all([federation.startNamed('alice@a.test'), federation.startNamed('bob@b.test')])) as [
    Peer,
    Peer,
  ]
})
after(() => federation[Symbol.asyncDispose]())

async function listed(peer: Peer): Promise<ContactEntry[]> {
  const all: ContactEntry[] = []
  for await (const entry of peer.contacts.list()) all.push(entry)
  return all
}

describe('the contacts of a peer', () => {
  test('are added, called by a petname, and found by it', async () => {
    const added = await alice.contacts.add('bob@b.test', { petname: 'Bobby Tables' })
    assert.deepEqual(
      [added.shownAs, added.name?.text, added.status, added.pinned, added.comparedAt],
      ['Bobby Tables', 'bob@b.test', 'verified', true, null],
    )
    assert.deepEqual((await alice.resolve('bobby tables'))?.id, bob.id)
    assert.deepEqual((await alice.contacts.get('BOBBY TABLES'))?.id, bob.id)
    assert.deepEqual((await alice.contacts.get('bob@b.test'))?.petname, 'Bobby Tables')
    const link = await alice.connect('Bobby Tables')
    assert.deepEqual(link.contact.id, bob.id)
    await link.close()
    assert.deepEqual((await alice.contacts.setPetname(added, null)).shownAs, 'bob@b.test')
    await assert.rejects(alice.resolve('Bobby Tables'), failsWith('INVALID_URI'))
    await assert.rejects(alice.contacts.add('nobody@b.test'), failsWith('NOT_REGISTERED'))
    await assert.rejects(alice.contacts.add('alice@a.test'), failsWith('INVALID_ARGUMENT'))
  })

  test('the safety number is the same on both sides; a comparison ends with the key it was of', async () => {
    const [theirs, ours] = [await alice.contacts.add('bob@b.test'), await bob.contacts.add('alice@a.test')]
    const [seen, shown] = [await alice.contacts.safetyNumber(theirs), await bob.contacts.safetyNumber(ours)]
    assert.deepEqual(seen, shown)
    assert.match(seen.digits, /^\d{60}$/)
    assert.ok((await alice.contacts.markCompared(theirs)).comparedAt !== null)
    await bob.identity.rotate()
    const again = await alice.resolve('bob@b.test', { policy: 'network' })
    assert.equal(again?.status, 'verified')
    assert.equal((await alice.contacts.get('bob@b.test'))?.comparedAt, null)
    assert.notEqual((await alice.contacts.safetyNumber(theirs)).digits, seen.digits)
    assert.deepEqual(await alice.contacts.safetyNumber(theirs), await bob.contacts.safetyNumber(ours))
  })

  test('whoever is blocked is refused, links included, and can be unblocked', async () => {
    const entry = await alice.contacts.add('bob@b.test')
    const link = await bob.connect('alice@a.test')
    const closed = new Promise<void>((resolve) => void link.on('close', () => resolve()))
    assert.ok((await alice.contacts.block(entry)).blockedAt !== null)
    await closed
    await assert.rejects(bob.connect('alice@a.test'), failsWith('REFUSED'))
    await assert.rejects(alice.connect('bob@b.test', { accept: true }), failsWith('REFUSED'))
    await alice.contacts.unblock(entry)
    await (await bob.connect('alice@a.test')).close()
  })

  test('are listed, blocked and forgotten also when what was kept of them is damaged', async () => {
    const storage = memoryStorage()
    const erin = await federation.startPeer('a.test', { storage })
    const { id, idText } = await erin.contacts.add('bob@b.test', { petname: 'Bob' })
    await storage.put(`contact/${idText}`, new TextEncoder().encode('{'))
    const again = createContacts({ storage, network: NETWORK, now: Date.now })
    await assert.rejects(again.byId(id), failsWith('RECORD_MALFORMED'))
    const book = createAddressBook({ storage, now: Date.now })
    const own = await openOwnRecords({
      keys: (await createKeys({ network: NETWORK })).keys,
      home: 'a.test',
      storage,
      now: Date.now,
    })
    const resolver = { resolve: async () => null }
    const known = { remove: () => {} }
    const parts = { contacts: again, book, own, network: NETWORK, connector: { links: () => [] }, known }
    const people = createPeerContacts({ ...parts, resolver, stranger: resolver, now: Date.now })
    const entry = await people.get('Bob')
    assert.deepEqual([entry?.contact, entry?.shownAs, entry?.pinned], [null, 'Bob', true])
    assert.ok((await people.block({ id })).blockedAt !== null)
    assert.match(await people.export(), /"petname": "Bob"/)
    await people.forget({ id })
    assert.equal(await people.get(idText), null)
  })

  test('go with their pins, petnames and comparisons through an export of one’s own', async () => {
    const entry = await alice.contacts.add('bob@b.test', { petname: 'Bob' })
    await alice.contacts.markCompared(entry)
    const before = await listed(alice)
    const file = await alice.contacts.export()
    for (const one of before) await alice.contacts.forget(one)
    assert.deepEqual(await listed(alice), [])
    const report = await alice.contacts.import(file)
    assert.deepEqual([report.isOwn, report.added, report.passedOver], [true, [bob.idText], []])
    const [back] = await listed(alice)
    assert.deepEqual([back?.shownAs, back?.pinned, back?.status], ['Bob', true, 'name-unconfirmed'])
    assert.equal(back?.comparedAt, before[0]?.comparedAt)
    assert.equal((await alice.resolve('Bob', { policy: 'network' }))?.status, 'verified')
  })

  test('that somebody else wrote: only the id is taken over', async () => {
    const file = await alice.contacts.export()
    const carol = await federation.startNamed('carol@a.test')
    const report = await carol.contacts.import(file)
    assert.deepEqual([report.isOwn, report.added], [false, [bob.idText]])
    const [entry] = await listed(carol)
    assert.deepEqual(
      [entry?.petname, entry?.comparedAt, entry?.status, entry?.pinned],
      ['Bob', null, 'unverified', true],
    )
    assert.equal(entry?.contact?.domain, null)
    const link = await carol.connect('Bob')
    assert.deepEqual(link.contact.id, bob.id)
    assert.equal((await carol.contacts.get('Bob'))?.status, 'verified')
  })

  test('go through a vCard', async () => {
    const dave = await federation.startPeer('b.test')
    const report = await dave.contacts.import(await alice.contacts.export('vcard'))
    assert.deepEqual([report.format, report.added, report.passedOver], ['vcard', [bob.idText], []])
    const [entry] = await listed(dave)
    assert.deepEqual([entry?.petname, entry?.name?.text, entry?.status], ['Bob', 'bob@b.test', 'unverified'])
    assert.deepEqual((await dave.resolve('Bob'))?.pinned, true)
  })
})
