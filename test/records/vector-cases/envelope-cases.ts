import { publicKeyFromRaw } from '@libp2p/crypto/keys'
import { RecordEnvelope } from '@libp2p/peer-record'
import { concat } from 'uint8arrays/concat'
import { fromString } from 'uint8arrays/from-string'
import { domainString, payloadType } from '../../../src/records/kinds.ts'
import { encodePayload } from '../../../src/records/payload-codecs.ts'
import {
  DAY_MS,
  filled,
  HOUR_MS,
  KEYS,
  NETWORK,
  NOW,
  PAYLOADS,
  ROUTING_KEYS,
  sealBytes,
  sealWith,
} from '../fixtures.ts'
import type { Vector } from './vector.ts'
import { refusedVector } from './vector.ts'

// Field 15, length-delimited, one byte: nobody's field.
const UNKNOWN_FIELD = Uint8Array.of(0x7a, 0x01, 0x00)
const name = encodePayload('name', PAYLOADS.name)

/** The envelope's own fields again, with another public key or signature. */
function envelopeWith(changes: Partial<RecordEnvelope>, bytes: Uint8Array): Uint8Array {
  const { publicKey, payloadType: type, payload, signature } = RecordEnvelope.createFromProtobuf(bytes)
  return new RecordEnvelope({ publicKey, payloadType: type, payload, signature, ...changes }).marshal()
}

/** The same message with the length of its first field (the public key) as two bytes instead of one. */
function withLongLength(bytes: Uint8Array): Uint8Array {
  const length = bytes[1] ?? 0
  return concat([bytes.subarray(0, 1), Uint8Array.of(length | 0x80, 0x00), bytes.subarray(2)])
}

/** Checks 1 to 11 and the times: whatever is not about one kind's fields. */
export async function envelopeVectors(): Promise<Vector[]> {
  const good = await sealWith('name')
  const { signature } = RecordEnvelope.createFromProtobuf(good)
  const flipped = Uint8Array.from(signature, (byte, index) => (index === 5 ? byte ^ 1 : byte))
  const secp = publicKeyFromRaw(fromString('0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798', 'hex'))
  const pad = (size: number) => concat([good, filled(0, size - good.byteLength)])
  const sealed = (payload: Uint8Array, lies = {}) => sealBytes('name', payload, KEYS.domain, lies)
  const times = { seq: NOW, expiresAt: NOW + DAY_MS }
  const refuse = (
    at: string,
    errorCode: Parameters<typeof refusedVector>[0]['errorCode'],
    bytes: Uint8Array,
    description: string,
  ) => refusedVector({ name: at, kind: 'name', bytes, errorCode, description })

  return await Promise.all([
    refuse('size', 'RECORD_TOO_LARGE', pad(12_801), 'No kind allows 12,801 bytes.'),
    refuse('envelope', 'RECORD_MALFORMED', good.subarray(0, -1), 'The last byte is missing.'),
    refuse('envelope-key.missing', 'WRONG_KEY_TYPE', new Uint8Array(), 'No bytes at all: not even a public key.'),
    refuse('envelope-key', 'WRONG_KEY_TYPE', envelopeWith({ publicKey: secp }, good), 'The key is secp256k1.'),
    refuse('envelope-canonical', 'RECORD_NOT_CANONICAL', concat([good, UNKNOWN_FIELD]), 'An unknown field appended.'),
    refuse('envelope-canonical.repeated', 'RECORD_NOT_CANONICAL', concat([good, good]), 'Every field twice.'),
    refuse('envelope-canonical.varint', 'RECORD_NOT_CANONICAL', withLongLength(good), 'A length in two bytes for one.'),
    refuse('payload-type', 'WRONG_KIND', await sealed(name, { type: fromString('/openpeer/test/rumour') }), 'No kind.'),
    refuse(
      'payload-type.prefix',
      'WRONG_KIND',
      await sealed(name, { type: fromString('/other/test/name') }),
      'Not ours.',
    ),
    refuse(
      'payload-type.suffix',
      'WRONG_KIND',
      await sealed(name, { type: fromString('/openpeer/test/name/2') }),
      'A part too many.',
    ),
    refuse(
      'payload-type.foreign',
      'WRONG_KIND',
      await sealed(name, { type: Uint8Array.of(0x03, 0x01), domain: 'libp2p-peer-record' }),
      'The payload type of a libp2p peer record.',
    ),
    refuse(
      'network',
      'WRONG_NETWORK',
      await sealed(name, { type: payloadType('main', 'name'), domain: domainString('main', 'name') }),
      'A good record of another network.',
    ),
    refuse(
      'kind-size',
      'RECORD_TOO_LARGE',
      await sealed(concat([name, filled(0, 400)])),
      'A name record above 512 bytes.',
    ),
    refuse(
      'payload.large-time',
      'RECORD_MALFORMED',
      await sealed(withLargeSeq()),
      'seq is 2^53: too large for a time.',
    ),
    refuse('payload', 'RECORD_MALFORMED', await sealed(name.subarray(0, -1)), 'The payload is cut short, and signed.'),
    refuse(
      'payload-canonical',
      'RECORD_NOT_CANONICAL',
      await sealed(concat([name, UNKNOWN_FIELD])),
      'An unknown field appended to the payload, and signed.',
    ),
    refuse(
      'payload-canonical.repeated',
      'RECORD_NOT_CANONICAL',
      await sealed(concat([encodePayload('name', { ...PAYLOADS.name, since: 1 }), name])),
      'Every field twice; a reader that takes the last would accept it.',
    ),
    refuse(
      'signature',
      'BAD_SIGNATURE',
      envelopeWith({ signature: flipped }, good),
      'One bit of the signature flipped.',
    ),
    refuse('signature.short', 'BAD_SIGNATURE', envelopeWith({ signature: signature.subarray(1) }, good), '63 bytes.'),
    refuse(
      'signature.malleable',
      'BAD_SIGNATURE',
      envelopeWith({ signature: plusOrder(signature) }, good),
      'S plus the group order: true for a careless verifier.',
    ),
    refuse(
      'signature.other-kind',
      'BAD_SIGNATURE',
      await sealed(name, { domain: domainString(NETWORK, 'domain') }),
      'Signed under the domain string of another kind.',
    ),
    refuse(
      'signature.other-network',
      'BAD_SIGNATURE',
      await sealed(name, { domain: domainString('main', 'name') }),
      'Says this network, signed for another.',
    ),
    refusedVector({
      name: 'routing-key',
      kind: 'name',
      bytes: good,
      routingKey: ROUTING_KEYS.domain,
      errorCode: 'WRONG_ROUTING_KEY',
      description: 'A good record under the routing key of another one.',
    }),
    refuse(
      'routing-key.name-signer',
      'WRONG_ROUTING_KEY',
      await sealWith('name', {}, KEYS.other),
      'A name by another key.',
    ),
    refuse(
      'lifetime-order',
      'RECORD_MALFORMED',
      await sealWith('name', { ...times, expiresAt: NOW }),
      'Ends as it begins.',
    ),
    refuse(
      'lifetime',
      'LIFETIME_TOO_LONG',
      await sealWith('name', { expiresAt: NOW + 30 * DAY_MS + 1 }),
      'A ms too long.',
    ),
    refusedVector({
      name: 'lifetime.location',
      kind: 'location',
      bytes: await sealWith('location', { expiresAt: NOW + 2 * HOUR_MS + 1 }),
      errorCode: 'LIFETIME_TOO_LONG',
      description: 'A location for more than two hours.',
    }),
    refusedVector({
      name: 'seq-in-future',
      kind: 'name',
      bytes: good,
      now: NOW - 5 * 60_000 - 1,
      errorCode: 'SEQ_IN_FUTURE',
      description: 'Signed a millisecond more than five minutes ahead of the reader.',
    }),
    refusedVector({
      name: 'expired',
      kind: 'name',
      bytes: good,
      now: PAYLOADS.name.expiresAt,
      errorCode: 'RECORD_EXPIRED',
      description: 'Read at the moment it ends.',
    }),
  ])
}

/** The first seq of the name payload (field 3) as 2^53, which protobuf can say and a reader must not round. */
function withLargeSeq(): Uint8Array {
  const seq = Uint8Array.of(0x18, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10)
  const before = encodePayload('name', { ...PAYLOADS.name, seq: 0, expiresAt: 0, since: 0 }).subarray(0, 68)
  return concat([before, seq, name.subarray(68 + 7)])
}

/** The signature with the order of the group added to S, its little-endian second half. */
function plusOrder(signature: Uint8Array): Uint8Array {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n
  const s = signature.subarray(32).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n) + order
  return signature.map((byte, index) => (index < 32 ? byte : Number((s >> BigInt(8 * (index - 32))) & 0xffn)))
}
