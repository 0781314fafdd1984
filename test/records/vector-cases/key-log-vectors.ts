import { concat } from 'uint8arrays/concat'
import { compareKeyLogs, replay } from '../../../src/records/key-log.ts'
import { encodePayload } from '../../../src/records/payload-codecs.ts'
import {
  DAY_MS,
  DEVICE_ENTRY,
  filled,
  ID,
  INCEPTION_EVENT,
  KEYS,
  LOG,
  NOW,
  type PAYLOADS,
  sealBytes,
  sealWith,
} from '../fixtures.ts'
import {
  FULL,
  forge,
  hashOf,
  INVALID_LOGS,
  OTHER_INCEPTION,
  RECOVERED,
  RECOVERED_AND_ROTATED,
  RECOVERED_OTHERWISE,
  ROTATED,
  ROTATED_OTHERWISE,
  ROTATED_TWICE,
  TOMBSTONED,
  TOMBSTONED_AFTER_RECOVERY,
  VALID_LOGS,
} from './key-log-cases.ts'
import type { Vector } from './vector.ts'
import { acceptedVector, asJson, expectCode, refusedVector } from './vector.ts'

const COMPARISONS: [name: string, a: Uint8Array[], b: Uint8Array[], description: string][] = [
  ['same', ROTATED, ROTATED, 'One log twice.'],
  ['longer', ROTATED_TWICE, ROTATED, 'A rotation beats nothing.'],
  ['forked', ROTATED, ROTATED_OTHERWISE, 'Two rotations of one key: the greater hash, and the log is forked.'],
  ['forked-longer', ROTATED_TWICE, ROTATED_OTHERWISE, 'The first difference decides, however long the rest is.'],
  ['recovery-beats-rotations', RECOVERED, FULL, 'A recovery beats any number of rotations.'],
  ['tombstone-beats-rotation', TOMBSTONED, ROTATED_TWICE, 'A tombstone beats a rotation.'],
  ['tombstone-beats-nothing', TOMBSTONED, LOG, 'A tombstone beats nothing.'],
  ['after-recovery', RECOVERED_AND_ROTATED, TOMBSTONED_AFTER_RECOVERY, 'Equal up to the recovery, then a tombstone.'],
  ['conflict-recoveries', RECOVERED, RECOVERED_OTHERWISE, 'Two recoveries under one commitment.'],
  [
    'conflict-recovery-tombstone',
    RECOVERED_AND_ROTATED,
    TOMBSTONED,
    'A recovery and a tombstone under one commitment.',
  ],
]

/** Key logs alone, pairs of them, and the identity records that hold them. */
export async function keyLogVectors(): Promise<Vector[]> {
  return (await Promise.all([validLogs(), invalidLogs(), comparisons(), identityRecords()])).flat()
}

async function validLogs(): Promise<Vector[]> {
  const vectors = VALID_LOGS.map(async ([name, events, description]) => {
    const content = { description, rule: 'key-log', operation: 'replay', events, expected: await replay(events) }
    return { path: `records/valid/key-log.${name}`, content: asJson(content) as Vector['content'] }
  })
  return await Promise.all(vectors)
}

async function invalidLogs(): Promise<Vector[]> {
  const vectors = INVALID_LOGS.map(async ([name, events, description]) => {
    const errorCode = name === 'log-size' ? 'LIMIT_EXCEEDED' : 'KEY_LOG_INVALID'
    await expectCode(name, errorCode, () => replay(events))
    const content = { description, rule: name.split('.')[0], operation: 'replay', events, errorCode }
    return { path: `records/invalid/${name}`, content: asJson(content) as Vector['content'] }
  })
  return await Promise.all(vectors)
}

async function comparisons(): Promise<Vector[]> {
  return COMPARISONS.map(([name, a, b, description]) => {
    const content = { description, rule: 'compare', operation: 'compareKeyLogs', a, b, expected: compareKeyLogs(a, b) }
    return { path: `records/valid/compare.${name}`, content: asJson(content) as Vector['content'] }
  })
}

const REVOKED = {
  keyLog: TOMBSTONED.map((event) => Uint8Array.from(event)),
  expiresAt: 0,
  homes: [],
  devices: [],
  listedNames: [],
}

/** The payload of an ended identity; `profile` must be absent, so it is built without one. */
function revoked(changes: Partial<typeof PAYLOADS.identity> = {}): Uint8Array {
  return encodePayload('identity', { id: ID, seq: NOW, ...REVOKED, ...changes })
}

async function identityRecords(): Promise<Vector[]> {
  const accept = async (name: string, bytes: Uint8Array, description: string, now = NOW) =>
    await acceptedVector({ name, kind: 'identity', bytes, description, now })
  const refuse = async (
    name: string,
    errorCode: Parameters<typeof refusedVector>[0]['errorCode'],
    bytes: Uint8Array,
    description: string,
  ) => await refusedVector({ name, kind: 'identity', bytes, errorCode, description })
  const revokedBy = (payload: Uint8Array) => sealBytes('identity', payload, KEYS.recovery)
  const keyLog = ROTATED.map((event) => Uint8Array.from(event))
  const bareIdentity = encodePayload('identity', { ...REVOKED, id: ID, keyLog: LOG, seq: NOW, expiresAt: NOW + DAY_MS })
  const strangeDevice = { ...DEVICE_ENTRY, sealingKey: filled(0x52) }
  const badLog = [
    INCEPTION_EVENT,
    await forge({ type: 2, prev: hashOf(INCEPTION_EVENT), signingKey: filled(1) }, KEYS.other),
  ]
  return await Promise.all([
    accept('identity', await sealWith('identity'), 'An identity record with every field.'),
    accept(
      'identity.bare',
      await sealBytes('identity', bareIdentity),
      'Nothing but the key log: no profile, no name, no device.',
    ),
    accept(
      'identity.rotated',
      await sealWith('identity', { keyLog }, KEYS.nextIdentity),
      'Signed by the key after a rotation.',
    ),
    accept(
      'identity.revoked',
      await revokedBy(revoked()),
      'A tombstone has no end: read ten years later.',
      NOW + 3650 * DAY_MS,
    ),
    refuse(
      'signer.rotated-away',
      'WRONG_SIGNER',
      await sealWith('identity', { keyLog }),
      'Signed by the key before the rotation.',
    ),
    refuse(
      'signer.revoked',
      'WRONG_SIGNER',
      await sealBytes('identity', revoked()),
      'A tombstone record by the identity key.',
    ),
    refuse(
      'key-log',
      'KEY_LOG_INVALID',
      await sealWith('identity', { keyLog: badLog.map((event) => Uint8Array.from(event)) }),
      'A key log that replay refuses.',
    ),
    refuse(
      'key-log.other-identity',
      'KEY_LOG_INVALID',
      await sealWith('identity', { keyLog: [OTHER_INCEPTION] }, KEYS.other),
      'The log of another identity.',
    ),
    refuse(
      'device-signature',
      'BAD_SIGNATURE',
      await sealWith('identity', { devices: [strangeDevice] }),
      'A device that did not agree to this sealing key.',
    ),
    refuse(
      'revoked-empty',
      'RECORD_MALFORMED',
      await revokedBy(revoked({ homes: ['b.example'] })),
      'A revoked identity with a home.',
    ),
    refuse(
      'revoked-empty.device',
      'RECORD_MALFORMED',
      await revokedBy(revoked({ devices: [DEVICE_ENTRY] })),
      'A revoked identity with a device.',
    ),
    refuse(
      'revoked-empty.profile',
      'RECORD_MALFORMED',
      await revokedBy(revoked({ profile: { displayName: 'Bob', names: [], claims: [] } })),
      'A revoked identity with a profile.',
    ),
    refuse(
      'revoked-end',
      'RECORD_MALFORMED',
      await revokedBy(revoked({ expiresAt: NOW + DAY_MS })),
      'A revoked identity with an end.',
    ),
    refuse(
      'lifetime-order.none',
      'RECORD_MALFORMED',
      await sealWith('identity', { expiresAt: 0 }),
      'Only a revoked identity has no end.',
    ),
    refuse(
      'payload.events',
      'RECORD_MALFORMED',
      await sealBytes('identity', concat([bareIdentity, Uint8Array.of(0x12, 0x05)])),
      'The last event is cut off.',
    ),
  ])
}
