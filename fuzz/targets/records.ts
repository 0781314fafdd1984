import { RecordEnvelope } from '@libp2p/peer-record'
import { equals } from 'uint8arrays/equals'
import type { ErrorCode } from '../../src/errors.ts'
import { domainString, payloadType, RECORD_KINDS, RECORD_LIMITS, type RecordKind } from '../../src/records/kinds.ts'
import { encodePayload } from '../../src/records/payload-codecs.ts'
import { select } from '../../src/records/select.ts'
import { validate } from '../../src/records/validate.ts'
import type { VerifiedRecord } from '../../src/records/verified-record.ts'
import {
  KEYS,
  NETWORK,
  NOW,
  PAYLOADS,
  ROUTING_KEYS,
  SIGNERS,
  sealBytes,
  sealWith,
} from '../../test/records/fixtures.ts'
import { mutateBytes } from '../mutate-bytes.ts'
import { mutateProtobuf } from '../mutate-protobuf.ts'
import { mutateValue } from '../mutate-value.ts'
import { pack, unpack } from '../packed.ts'
import type { Random } from '../random.ts'
import { decoder, promised, type Target } from '../target.ts'
import { secp256k1Key } from './foreign-key.ts'

/** What `validate` documents. */
export const VALIDATE_CODES: readonly ErrorCode[] = [
  'RECORD_TOO_LARGE',
  'RECORD_MALFORMED',
  'WRONG_KEY_TYPE',
  'RECORD_NOT_CANONICAL',
  'WRONG_KIND',
  'WRONG_NETWORK',
  'LIMIT_EXCEEDED',
  'BAD_SIGNATURE',
  'WRONG_ROUTING_KEY',
  'WRONG_SIGNER',
  'KEY_LOG_INVALID',
  'LIFETIME_TOO_LONG',
  'SEQ_IN_FUTURE',
  'RECORD_EXPIRED',
]

const SEALED = Object.fromEntries(
  await Promise.all(RECORD_KINDS.map(async (kind) => [kind, await sealWith(kind)])),
) as Record<RecordKind, Uint8Array>
const FOREIGN_KEY = await secp256k1Key()

/** An envelope that is wrong somewhere: outside, inside and signed all the same, or signed by or for somebody else. */
export async function hostileRecord(kind: RecordKind, random: Random): Promise<Uint8Array> {
  const good = SEALED[kind]
  const key = random.oneIn(20) ? KEYS.other : SIGNERS[kind]
  const payload = encodePayload(kind, PAYLOADS[kind])
  switch (random.below(10)) {
    case 0:
      return mutateBytes(good, random)
    case 1:
    case 2:
      return mutateProtobuf(good, random)
    case 3:
      return random.oneIn(2) ? random.bytes(random.below(300)) : mutateBytes(random.pick(Object.values(SEALED)), random)
    case 4:
      return await sealBytes(kind, mutateBytes(payload, random), key)
    case 5:
      return await sealedAs(kind, payload, random)
    case 6:
    case 7:
      return await sealBytes(kind, mutateProtobuf(payload, random), key)
    default:
      return await sealBytes(kind, changedPayload(kind, random), key)
  }
}

/** A payload that its codec wrote, so canonical, with fields that say what they should not. */
function changedPayload(kind: RecordKind, random: Random): Uint8Array {
  try {
    let payload: unknown = PAYLOADS[kind]
    for (let left = 1 + random.below(2); left > 0; left--) payload = mutateValue(payload, random, { anyType: false })
    return encodePayload(kind, payload as never)
  } catch {
    return encodePayload(kind, PAYLOADS[kind]) // a number that the codec cannot write
  }
}

/** Good payload, wrong envelope: another type, domain string or kind of key. */
async function sealedAs(kind: RecordKind, payload: Uint8Array, random: Random): Promise<Uint8Array> {
  const other = random.pick(RECORD_KINDS)
  const network = random.pick([NETWORK, 'other', '', 'a/b'])
  const type = random.oneIn(3) ? mutateBytes(payloadType('test', kind), random) : typeOf(network, other)
  const domain = random.oneIn(2) ? domainString(NETWORK, other) : `openpeer/${network}/${kind}/2`
  if (!random.oneIn(4)) return await sealBytes(kind, payload, SIGNERS[kind], { type, domain })
  const record = {
    domain: domainString(NETWORK, kind),
    codec: payloadType(NETWORK, kind),
    marshal: () => payload,
    equals: () => false,
  }
  return (await RecordEnvelope.seal(record, FOREIGN_KEY)).marshal()
}

function typeOf(network: string, kind: RecordKind): Uint8Array {
  return new TextEncoder().encode(`/openpeer/${network}/${kind}`)
}

/** Every check of a record, one target a kind. An input is the routing key that it is given for, and the envelope. */
export const recordTargets: readonly Target[] = RECORD_KINDS.map((kind) =>
  decoder({
    name: `record-${kind}`,
    weight: 2,
    codes: VALIDATE_CODES,
    async generate(random) {
      const routingKey = random.oneIn(30) ? mutateBytes(ROUTING_KEYS[kind], random) : ROUTING_KEYS[kind]
      return pack(routingKey, random.oneIn(200) ? SEALED[kind] : await hostileRecord(kind, random))
    },
    async act(input) {
      const [routingKey = input, bytes = input] = unpack(input)
      checkAccepted(await validate(bytes, routingKey, { network: NETWORK, now: NOW }), bytes, routingKey)
    },
  }),
)

function checkAccepted(record: VerifiedRecord, bytes: Uint8Array, routingKey: Uint8Array): void {
  const { kind, payload, seq, expiresAt } = record
  const envelope = RecordEnvelope.createFromProtobuf(bytes)
  promised(equals(envelope.marshal(), bytes) && equals(record.bytes, bytes), 'an accepted envelope is canonical')
  promised(equals(encodePayload(kind, payload as never), envelope.payload), 'an accepted payload is canonical')
  promised(equals(record.routingKey, routingKey), 'an accepted record is of the key that was asked for')
  promised(equals(envelope.publicKey.raw, record.signer), 'the signer is the one of the envelope')
  promised(bytes.length <= RECORD_LIMITS[kind].maxBytes, 'an accepted record has the size of its kind')
  promised(expiresAt === null || (seq < expiresAt && expiresAt > NOW), 'an accepted record is not over')
  const same = select(record, record)
  promised(!same.conflict && same.winner === 'same', 'a record is the same as itself')
}
