// vCards: what is written is RFC 6350 and comes back; what others write is taken as far as it goes.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { isOpenPeerError } from '../../src/errors.ts'
import { createAddressBook } from '../../src/peer/address-book.ts'
import { contactEntry } from '../../src/peer/contact-entry.ts'
import { isPetname, MAX_PETNAME_LENGTH, parsePetname, petnameKey } from '../../src/peer/petname.ts'
import { memoryStorage } from '../../src/peer/storage.ts'
import { readVcards, toVcards } from '../../src/peer/vcard.ts'
import { identityIdText } from '../../src/records/identity-id.ts'

const ids = fc.uint8Array({ minLength: 32, maxLength: 32 })
const petnames = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }).filter(isPetname)
const names = fc.constantFrom(
  'bob@b.test',
  'a.very.long.name.of-somebody@sub.domain.of.example',
  'müller@bücher.example',
)

function entryOf(id: Uint8Array, petname: string | null, claimedName: string | null) {
  const book = { petname, claimedName, domain: null, addedAt: 0, kept: true, compared: null, blockedAt: null }
  const idText = identityIdText(id)
  return contactEntry({ idText, book: { ...book, idText }, contact: null, names: [], keys: { own: '', theirs: null } })
}

describe('vCards', () => {
  test('come back the same, whatever the petnames', () => {
    const people = fc.array(fc.record({ id: ids, petname: fc.option(petnames), name: fc.option(names) }), {
      maxLength: 5,
    })
    fc.assert(
      fc.property(people, (all) => {
        const entries = all.map(({ id, petname, name }) =>
          entryOf(id, petname === null ? null : parsePetname(petname), name),
        )
        const text = toVcards(entries)
        for (const line of text.split('\r\n')) {
          assert.ok(Buffer.byteLength(line) <= 75, line)
          assert.ok(!line.includes('\n') && line.isWellFormed())
        }
        const cards = readVcards(text)
        assert.deepEqual(
          cards.map(({ id, petname, name }) => [id === null ? null : identityIdText(id), petname, name]),
          entries.map(({ idText, petname, name }) => [idText, petname, name?.text ?? null]),
        )
      }),
    )
  })

  test('are folded between characters, with commas and semicolons escaped', () => {
    const text = toVcards([entryOf(new Uint8Array(32), 'Bob, the "1st"; ü\\'.padEnd(60, 'é'), 'bob@b.test')])
    assert.match(text, /^BEGIN:VCARD\r\nVERSION:4\.0\r\nFN:Bob\\, the "1st"\\; ü\\\\é+\r\n é+\r\nNICKNAME:/)
    assert.match(text, /X-OPENPEER-ID:ba{52}\r\nIMPP:peer:\/\/b\.test\/ba{52}\r\nIMPP:identity:/)
  })

  test('of other programs are read as far as they go', () => {
    const id = identityIdText(new Uint8Array(32))
    const [first, second, third] = readVcards(
      [
        'BEGIN:VCARD\nVERSION:3.0\nitem1.FN;CHARSET="a:b":Bob\nIMPP;PREF=1:xmpp:bob@b.example',
        `impp;type=home:peer://b.example/\n ${id}\nEND:VCARD`,
        'begin:vcard\nFN:two\nno property\nEND:VCARD',
        `BEGIN:VCARD\nFN:bob@b.example\nNICKNAME:B\\,ob,Bobby\nX-OPENPEER-ID:${id}\nEND:VCARD\nBEGIN:VCARD\nFN:no end`,
      ].join('\n'),
    )
    assert.deepEqual([first?.id, first?.domain, first?.petname], [new Uint8Array(32), 'b.example', 'Bob'])
    assert.deepEqual([second?.id, second?.label], [null, 'two'])
    assert.equal(third?.petname, 'B,ob')
  })

  test('that are no vCards are read without a throw, in a time that grows with their length', () => {
    const pieces = fc.constantFrom(
      'BEGIN:VCARD\n',
      'END:VCARD\n',
      'FN:',
      ';',
      '"',
      ':',
      '\\',
      ',',
      '\r\n ',
      'IMPP:peer://',
      '\u0000',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 40 }), (all) => void readVcards(all.join(''))),
    )
    const start = performance.now()
    for (const piece of ['FN;"', 'a;', 'NICKNAME:\\', ',', '\\', 'a-', '":']) {
      readVcards(`BEGIN:VCARD\nNICKNAME:${piece.repeat(50_000)}\n${piece.repeat(50_000)}\nEND:VCARD`)
    }
    assert.ok(performance.now() - start < 10_000)
  })
})

describe('petnames', () => {
  test('are never what an address may be, nor longer than they may', () => {
    const id = identityIdText(new Uint8Array(32))
    const bad = [
      '',
      ' ',
      'bob@b.test',
      'acct:bob',
      'a/b',
      id,
      id.toUpperCase(),
      'a\nb',
      'a\u202eb',
      'x'.repeat(MAX_PETNAME_LENGTH + 1),
    ]
    for (const text of bad)
      assert.throws(
        () => parsePetname(text),
        (error) => isOpenPeerError(error, 'INVALID_ARGUMENT'),
        text,
      )
    assert.equal(parsePetname(' Bob \u0041\u030a '), 'Bob \u00c5')
    assert.equal(petnameKey('ＢＯＢ'), petnameKey('b\u200dob'))
    assert.equal(parsePetname('می\u200cخواهم'), 'می\u200cخواهم')
  })

  test('belong to one person each, and damage lets nobody in who was blocked', async () => {
    const storage = memoryStorage()
    const book = createAddressBook({ storage, now: () => 5, maxEntries: 2 })
    const [one, two, three] = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte)) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ]
    await book.change(one, { petname: 'Bob' })
    await assert.rejects(book.change(two, { petname: 'BOB' }), (error) => isOpenPeerError(error, 'INVALID_ARGUMENT'))
    await book.change(two, { blockedAt: 5 })
    await assert.rejects(book.change(three, {}), (error) => isOpenPeerError(error, 'LIMIT_EXCEEDED'))
    await storage.put(`book/${identityIdText(two)}`, new TextEncoder().encode('{"blockedAt":'))
    const again = createAddressBook({ storage, now: () => 6 })
    assert.notEqual((await again.get(two))?.blockedAt, null)
    assert.equal((await again.byPetname('bob'))?.idText, identityIdText(one))
  })
})
