import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import fc from 'fast-check'
import { isOpenPeerError } from '../../src/errors.ts'
import { createDeviceEntry } from '../../src/records/device-entry.ts'
import {
  formatDeviceRequest,
  MAX_DEVICE_REQUEST_CHARACTERS,
  openDeviceRequest,
  parseDeviceRequest,
} from '../../src/records/device-request.ts'

const identityId = new Uint8Array(32).fill(5)
const network = 'a-network-with-a-very-long-name1'
const deviceKey = await generateKeyPair('Ed25519')
const sealingKey = new Uint8Array(32).fill(9)
const entry = await createDeviceEntry({ deviceKey, identityId, network, sealingKey, publisher: false })
const text = formatDeviceRequest({ network, identityId, entry })
const fields = text.split('/')
const withField = (at: number, field: string) => fields.map((one, index) => (index === at ? field : one)).join('/')

describe('a device request', () => {
  test('says what was put in, in either case, and fits the limit', async () => {
    for (const spelling of [text, text.toLowerCase(), ` ${text}\n`]) {
      assert.deepEqual(await openDeviceRequest(spelling), { network, identityId, entry })
    }
    assert.match(text, /^[0-9A-Z/:-]+$/, 'what a QR code holds in half the room')
    assert.ok(text.length < MAX_DEVICE_REQUEST_CHARACTERS)
  })

  test('never makes a publisher', async () => {
    const asked = formatDeviceRequest({ network, identityId, entry: { ...entry, publisher: true } })
    assert.equal((await openDeviceRequest(asked)).entry.publisher, false)
  })

  test('is refused when any of it was changed: BAD_SIGNATURE', async () => {
    const other = await createDeviceEntry({
      ...{ deviceKey: await generateKeyPair('Ed25519'), identityId, network, publisher: false },
      sealingKey: new Uint8Array(32).fill(1),
    })
    const otherFields = formatDeviceRequest({ network: 'other', identityId: new Uint8Array(32), entry: other }).split(
      '/',
    )
    for (const at of [2, 3, 4, 5, 6]) {
      await assert.rejects(openDeviceRequest(withField(at, otherFields[at] ?? '')), { code: 'BAD_SIGNATURE' })
    }
  })

  test('is refused in any other form: INVALID_URI', () => {
    const spare = `${fields[4]?.slice(0, -1)}7` // the last character has bits that stand for nothing
    const bad = [
      '',
      text.slice(0, -1),
      `${text}/x`,
      text.replace(':', '://'),
      text.replace('/1/', '/2/'),
      withField(2, 'a_b'),
      withField(2, `${network}2`),
      withField(4, spare),
      withField(6, fields[5] ?? ''),
      ' '.repeat(MAX_DEVICE_REQUEST_CHARACTERS) + text,
    ]
    for (const one of bad) assert.throws(() => parseDeviceRequest(one), { code: 'INVALID_URI' }, one)
  })

  test('whatever is given, the answer is a request that is written the same again, or a code', async () => {
    const mutated = fc.tuple(fc.nat(text.length - 1), fc.string({ maxLength: 3 })).map(([at, inserted]) => {
      return text.slice(0, at) + inserted + text.slice(at + 1)
    })
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), mutated), async (given) => {
        try {
          const request = parseDeviceRequest(given)
          assert.equal(formatDeviceRequest(request), given.trim().toUpperCase())
        } catch (error) {
          assert.ok(isOpenPeerError(error, 'INVALID_URI'), String(error))
        }
      }),
      { numRuns: 1_000 },
    )
  })
})
