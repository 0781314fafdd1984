import { publicKeyFromRaw } from '@libp2p/crypto/keys'
import { RecordEnvelope } from '@libp2p/peer-record'
import { concat } from 'uint8arrays/concat'
import { fromString } from 'uint8arrays/from-string'
import type { ErrorCode } from '../../../src/errors.ts'
import { WitnessPayload } from '../../../src/records/payloads.js'
import { openWitness, sealWitness } from '../../../src/records/witness-statement.ts'
import { filled, KEYS, NETWORK, NOW, rawOf } from '../fixtures.ts'
import { asJson, expectCode, type Vector } from './vector.ts'

const GOOD: WitnessPayload = {
  witness: 'c.example',
  domain: 'b.example',
  key: rawOf(KEYS.domain),
  website: true,
  dns: true,
  seenAt: NOW,
}
const UNKNOWN_FIELD = Uint8Array.of(0x7a, 0x01, 0x00)

async function seal(payload: Uint8Array, lies: { type?: string; domain?: string } = {}): Promise<Uint8Array> {
  const record = {
    domain: lies.domain ?? `openpeer/${NETWORK}/witness/1`,
    codec: fromString(lies.type ?? `/openpeer/${NETWORK}/witness`),
    marshal: () => payload,
    equals: () => false,
  }
  return (await RecordEnvelope.seal(record, KEYS.other)).marshal()
}

const sealWith = (changes: Partial<WitnessPayload>) => sealWitness({ ...GOOD, ...changes }, KEYS.other, NETWORK)

async function accepted(name: string, description: string, bytes: Uint8Array): Promise<Vector> {
  const { payload, signer } = await openWitness(bytes, NETWORK)
  const content = { description, rule: 'statement', operation: 'openWitness', network: NETWORK, bytes }
  return {
    path: `witnesses/valid/${name}`,
    content: asJson({ ...content, expected: { payload, signer } }) as Vector['content'],
  }
}

async function refused(name: string, errorCode: ErrorCode, bytes: Uint8Array, description: string): Promise<Vector> {
  await expectCode(name, errorCode, () => openWitness(bytes, NETWORK))
  const rule = name.split('.')[0] ?? name
  const content = { description, rule, operation: 'openWitness', network: NETWORK, bytes, errorCode }
  return { path: `witnesses/invalid/${name}`, content: asJson(content) as Vector['content'] }
}

/** What a witness signs, and each way in which it is not one. docs/spec/witnesses.md */
export async function witnessVectors(): Promise<Vector[]> {
  const good = await sealWith({})
  const payload = WitnessPayload.encode(GOOD)
  const secp = publicKeyFromRaw(fromString('0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798', 'hex'))
  const { publicKey, payloadType: type, signature } = RecordEnvelope.createFromProtobuf(good)
  const envelope = (changes: Partial<RecordEnvelope>) =>
    new RecordEnvelope({ publicKey, payloadType: type, payload, signature, ...changes }).marshal()
  const pad = concat([good, filled(0, 1025 - good.byteLength)])
  const lied = (lies: Parameters<typeof seal>[1]) => seal(payload, lies)

  return await Promise.all([
    accepted('website-and-dns', 'The website and the TXT record showed the key.', good),
    accepted('website', 'Only the website showed the key.', await sealWith({ dns: false })),
    accepted('dns', 'Only the TXT record showed the key.', await sealWith({ website: false })),
    refused('witness-size', 'RECORD_TOO_LARGE', pad, '1,025 bytes.'),
    refused('witness-envelope', 'RECORD_MALFORMED', good.subarray(0, -1), 'The last byte is missing.'),
    refused('witness-envelope-key', 'WRONG_KEY_TYPE', envelope({ publicKey: secp }), 'The key is secp256k1.'),
    refused('witness-envelope-canonical', 'RECORD_NOT_CANONICAL', concat([good, UNKNOWN_FIELD]), 'An unknown field.'),
    refused(
      'witness-type',
      'WRONG_KIND',
      await lied({ type: '/openpeer/test/domain' }),
      'The type of a domain record.',
    ),
    refused('witness-type.suffix', 'WRONG_KIND', await lied({ type: '/openpeer/test/witness/2' }), 'A part too many.'),
    refused(
      'witness-network',
      'WRONG_NETWORK',
      await lied({ type: '/openpeer/main/witness', domain: 'openpeer/main/witness/1' }),
      'A good statement of another network.',
    ),
    refused('witness-payload', 'RECORD_MALFORMED', await seal(Uint8Array.of(0xff)), 'The payload is no message.'),
    refused(
      'witness-payload-canonical',
      'RECORD_NOT_CANONICAL',
      await seal(concat([payload, UNKNOWN_FIELD])),
      'An unknown field in the payload.',
    ),
    refused(
      'witness-signature',
      'BAD_SIGNATURE',
      envelope({ payload: WitnessPayload.encode({ ...GOOD, seenAt: NOW + 1 }) }),
      'The time was changed.',
    ),
    refused(
      'witness-signature.domain-string',
      'BAD_SIGNATURE',
      await lied({ domain: 'openpeer/test/domain/1' }),
      'Signed as a domain record.',
    ),
    refused('witness-domain', 'RECORD_MALFORMED', await sealWith({ domain: 'B.example' }), 'A capital letter.'),
    refused('witness-domain.witness', 'RECORD_MALFORMED', await sealWith({ witness: '' }), 'No witness.'),
    refused('witness-itself', 'RECORD_MALFORMED', await sealWith({ witness: 'b.example' }), 'Its own witness.'),
    refused('witness-key', 'RECORD_MALFORMED', await sealWith({ key: filled(1, 31) }), '31 bytes.'),
    refused('witness-seen', 'RECORD_MALFORMED', await sealWith({ website: false, dns: false }), 'Nothing was seen.'),
    refused('witness-seen-at', 'RECORD_MALFORMED', await sealWith({ seenAt: 0 }), 'At no time.'),
  ])
}
