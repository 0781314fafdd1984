import assert from 'node:assert/strict'
import { test } from 'node:test'
import { identityIdText } from '../../src/records/identity-id.ts'
import { safetyNumberUri } from '../../src/records/safety-number-uri.ts'

test('what the QR code of a safety number holds is the same on both sides, in characters that take half the room', () => {
  const [a, b] = [new Uint8Array(32).fill(200), new Uint8Array(32).fill(7)]
  const number = '0123456789'.repeat(6)
  const uri = safetyNumberUri(number, a, b)
  assert.equal(uri, safetyNumberUri(number, b, a))
  assert.equal(uri.toLowerCase(), `openpeer:safety/1/${identityIdText(b)}/${identityIdText(a)}/${number}`)
  assert.match(uri, /^[0-9A-Z $%*+\-./:]+$/)
})
