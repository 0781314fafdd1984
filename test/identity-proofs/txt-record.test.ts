import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isOpenPeerError } from '../../src/errors.ts'
import { formatTxtRecord, parseTxtRecord, txtName } from '../../src/identity-proofs/txt-record.ts'

const key = new Uint8Array(32).fill(1)
const nextKey = new Uint8Array(32).fill(2)
const KEY = 'AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE'
const NEXT = 'AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI'

test('the text is the documented one and is read back', () => {
  assert.equal(formatTxtRecord({ key }), `openpeer=1; key=${KEY}`)
  assert.equal(formatTxtRecord({ key, nextKey }), `openpeer=1; key=${KEY}; next=${NEXT}`)
  assert.deepEqual(parseTxtRecord(`openpeer=1; key=${KEY}`), { key })
  assert.deepEqual(parseTxtRecord(`openpeer=1; key=${KEY}; next=${NEXT}`), { key, nextKey })
  assert.equal(txtName('a.example'), '_openpeer.a.example')
})

test('spaces, a last semicolon, the order of tags and tags not known do not matter', () => {
  assert.deepEqual(parseTxtRecord(` openpeer=1;later=x=y ;next=${NEXT};  key=${KEY} ; `), { key, nextKey })
})

test('other records at the name are not ours', () => {
  for (const text of ['', 'v=spf1 -all', 'openpeer=2; key=x', `key=${KEY}; openpeer=1`, 'openpeer']) {
    assert.equal(parseTxtRecord(text), null, text)
  }
})

test('ours, but wrong: each says what', () => {
  const wrong: [string, RegExp][] = [
    ['openpeer=1', /"key" is not the base64url/],
    ['openpeer=1; key=', /"key" is not the base64url/],
    [`openpeer=1; key=${KEY}=`, /"key" is not the base64url/],
    [`openpeer=1; key=${KEY.slice(1)}`, /"key" is not the base64url/],
    [`openpeer=1; key=${KEY}; next=x`, /"next" is not the base64url/],
    [`openpeer=1; key=${KEY}; key=${NEXT}`, /"key" comes twice/],
    [`openpeer=1; key=${KEY}; hello`, /"hello" is not a tag/],
  ]
  for (const [text, message] of wrong)
    assert.throws(() => parseTxtRecord(text), { code: 'MALFORMED_MESSAGE', message }, text)
})

test('every pair of keys survives the way there and back; no text does anything but parse, be foreign or be malformed', () => {
  const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 })
  fc.assert(
    fc.property(bytes, bytes, (one, two) =>
      assert.deepEqual(parseTxtRecord(formatTxtRecord({ key: one, nextKey: two })), { key: one, nextKey: two }),
    ),
  )
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        parseTxtRecord(`openpeer=1;${text}`)
      } catch (error) {
        assert.ok(isOpenPeerError(error, 'MALFORMED_MESSAGE'))
      }
    }),
  )
})
