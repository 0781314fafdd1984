import { concat } from 'uint8arrays/concat'
import type { ErrorCode } from '../../../src/errors.ts'
import { SealedContent } from '../../../src/records/payloads.js'
import { lengthPrefixed } from '../../../src/records/routing-key.ts'
import { sealIdentity } from '../../../src/records/sealed-record.ts'
import { DAY_MS, filled, KEYS, NETWORK, NOW, rawOf, sealWith } from '../fixtures.ts'
import {
  CAPABILITY,
  CONTENT,
  NONCE,
  openAsGuest,
  padded,
  READ_SECRET,
  sealPlain,
  TIMES,
  written,
} from '../sealed-fixtures.ts'
import { asJson, expectCode, type Vector } from './vector.ts'

const common = { network: NETWORK, capability: CAPABILITY, readSecret: READ_SECRET, operation: 'openSealed' }

async function accepted(name: string, content: SealedContent | null, size: number, description: string) {
  const key = { network: NETWORK, capabilityKey: KEYS.capability, readSecret: READ_SECRET, nonce: NONCE }
  const bytes = await sealIdentity({ ...key, ...TIMES, content, size })
  const opened = await openAsGuest(bytes)
  const expected = opened === null ? null : { id: opened.identity.payload.id, homes: opened.homes }
  const vector = { description, rule: 'sealed-open', ...common, now: NOW, bytes, expected }
  return { path: `sealed/valid/${name}`, content: asJson(vector) as Vector['content'] }
}

interface Refused {
  readSecret?: Uint8Array
  now?: number
}

async function refused(
  name: string,
  errorCode: ErrorCode,
  bytes: Uint8Array,
  description: string,
  { readSecret = READ_SECRET, now = NOW }: Refused = {},
): Promise<Vector> {
  await expectCode(name, errorCode, () => openAsGuest(bytes, readSecret, now))
  const rule = name.split('.')[0] ?? name
  const vector = { description, rule, ...common, readSecret, now, bytes, errorCode }
  return { path: `sealed/invalid/${name}`, content: asJson(vector) as Vector['content'] }
}

const plainOf = (changes: Partial<SealedContent>) => padded(written({ ...CONTENT, ...changes }))
const home = (domain: string, key: Uint8Array = rawOf(KEYS.domain)) => ({ domain, key: Uint8Array.from(key) })
const LATER = { seq: NOW + 1, expiresAt: TIMES.expiresAt }

/** Sealed records that a guest opens, and each way in which one does not open. docs/spec/sealed-records.md */
export async function sealedVectors(): Promise<Vector[]> {
  const message = SealedContent.encode(CONTENT)
  const withUnknown = lengthPrefixed(concat([message, Uint8Array.of(0x7a, 0x01, 0x00)]))
  const dirty = padded(written(CONTENT))
  dirty[dirty.byteLength - 1] = 1
  const tooMany = ['a.example', 'b.example', 'c.example', 'd.example', 'e.example'].map((domain) => home(domain))
  const nameRecord = Uint8Array.from(await sealWith('name'))
  const forged = Uint8Array.from(await sealWith('identity', {}, KEYS.other))
  const long = { ...CONTENT, identityRecord: Uint8Array.from(filled(1, 8193)) }
  const over = { now: NOW + 79 * DAY_MS }
  const old = Uint8Array.from(await sealWith('identity', { expiresAt: NOW + 78 * DAY_MS }))

  return await Promise.all([
    accepted('identity', CONTENT, 1024, 'An identity record with a home, in the smallest size.'),
    accepted('identity.padded', CONTENT, 4096, 'The same in a larger size.'),
    accepted('identity.largest', CONTENT, 12_288, 'The same in the largest size.'),
    accepted('identity.no-home', { ...CONTENT, homes: [] }, 1024, 'Without the key of a home.'),
    accepted('withdrawn', null, 1024, 'A withdrawn invitation: nothing inside.'),

    refused('sealed-key', 'RECORD_MALFORMED', await sealPlain(plainOf({})), 'Another read secret.', {
      readSecret: filled(0x5f),
    }),
    refused(
      'sealed-key.moved',
      'RECORD_MALFORMED',
      await sealPlain(plainOf({}), { times: LATER }),
      'The ciphertext of a record with another time.',
    ),
    refused(
      'sealed-length',
      'RECORD_MALFORMED',
      await sealPlain(padded(concat([Uint8Array.of(0xff, 0xff, 0x03), message]))),
      'A length that goes beyond the end.',
    ),
    refused(
      'sealed-length.huge',
      'RECORD_MALFORMED',
      await sealPlain(padded(concat([filled(0xff, 7), Uint8Array.of(0x7f), message]))),
      'A length above 2^53.',
    ),
    refused(
      'sealed-length.long',
      'RECORD_MALFORMED',
      await sealPlain(padded(concat([longVarint(message.byteLength), message]))),
      'A length in more bytes than it needs.',
    ),
    refused('sealed-zeros', 'RECORD_MALFORMED', await sealPlain(dirty), 'The last byte of the padding is 1.'),
    refused(
      'sealed-content',
      'RECORD_MALFORMED',
      await sealPlain(padded(lengthPrefixed(message.subarray(0, -1)))),
      'The content is cut short.',
    ),
    refused('sealed-count', 'LIMIT_EXCEEDED', await sealPlain(plainOf({ homes: tooMany })), 'Five homes.'),
    refused('sealed-canonical', 'RECORD_NOT_CANONICAL', await sealPlain(padded(withUnknown)), 'An unknown field.'),
    refused(
      'sealed-home',
      'RECORD_MALFORMED',
      await sealPlain(plainOf({ homes: [home('B.example')] })),
      'In capitals.',
    ),
    refused(
      'sealed-home.key',
      'RECORD_MALFORMED',
      await sealPlain(plainOf({ homes: [home('b.example', filled(1, 31))] })),
      'A domain key of 31 bytes.',
    ),
    refused(
      'sealed-home.distinct',
      'RECORD_MALFORMED',
      await sealPlain(plainOf({ homes: [home('b.example'), home('b.example')] })),
      'One home twice.',
    ),
    refused(
      'sealed-withdrawn',
      'RECORD_MALFORMED',
      await sealPlain(plainOf({ identityRecord: new Uint8Array(0) })),
      'No identity record, and a home.',
    ),
    refused('sealed-size', 'RECORD_MALFORMED', await sealPlain(padded(written(long))), '8,193 bytes.'),
    refused('sealed-kind', 'WRONG_KIND', await sealPlain(plainOf({ identityRecord: nameRecord })), 'A name record.'),
    refused(
      'sealed-inner',
      'WRONG_SIGNER',
      await sealPlain(plainOf({ identityRecord: forged })),
      'An identity record that is signed by another key than its log says.',
    ),
    refused(
      'sealed-over',
      'RECORD_EXPIRED',
      await sealPlain(plainOf({ identityRecord: old })),
      'The identity record is over, the sealed one is not.',
      over,
    ),
    refused(
      'sealed-stranger',
      'RECORD_MALFORMED',
      await sealPlain(plainOf({ homes: [home('z.example')] })),
      'A home that the identity does not name.',
    ),
  ])
}

/** Three bytes where two would do. */
function longVarint(value: number): Uint8Array {
  return Uint8Array.of((value & 127) | 128, (value >> 7) | 128, 0)
}
