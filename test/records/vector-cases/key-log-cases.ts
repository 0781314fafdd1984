import type { Ed25519PrivateKey } from '@libp2p/interface'
import {
  createInception,
  createRecovery,
  createRotation,
  createTombstone,
} from '../../../src/records/create-key-event.ts'
import {
  decodeKeyEvent,
  INCEPTION,
  keyEventMessage,
  RECOVERY,
  ROTATION,
  TOMBSTONE,
  unsignedBytes,
} from '../../../src/records/key-event.ts'
import { replay } from '../../../src/records/key-log.ts'
import { KeyEvent } from '../../../src/records/payloads.js'
import { sha256 } from '../../../src/records/routing-key.ts'
import { DAY_MS, filled, INCEPTION_EVENT, KEYS, keyOf, LOG, NOW, rawOf } from '../fixtures.ts'

const EMPTY = new Uint8Array()
export const commitment = (key: Ed25519PrivateKey) => sha256(rawOf(key))
export const hashOf = (event: Uint8Array) => decodeKeyEvent(event).hash

/** Any event at all, signed: what a liar would send. */
export async function forge(fields: Partial<KeyEvent>, key: Ed25519PrivateKey): Promise<Uint8Array> {
  const event = {
    type: 0,
    prev: EMPTY,
    signingKey: EMPTY,
    recoveryCommitment: EMPTY,
    recoveryKey: EMPTY,
    time: NOW,
    ...fields,
  }
  return KeyEvent.encode({
    ...event,
    signature: Uint8Array.from(await key.sign(keyEventMessage(unsignedBytes(event)))),
  })
}

/** An inception and as many rotations as asked for, through keys of seeds 100, 101, … */
export async function rotated(times: number): Promise<Uint8Array[]> {
  let log: Uint8Array[] = LOG
  let currentKey = KEYS.identity
  for (let n = 0; n < times; n++) {
    const newKey = await keyOf(100 + n)
    log = await createRotation(log, { currentKey, newKey, time: NOW })
    currentKey = newKey
  }
  return log
}

const recovery = {
  recoveryKey: KEYS.recovery,
  newKey: KEYS.nextIdentity,
  newRecoveryPublicKey: rawOf(KEYS.nextRecovery),
}
export const ROTATED = await createRotation(LOG, { currentKey: KEYS.identity, newKey: KEYS.nextIdentity, time: NOW })
export const ROTATED_OTHERWISE = await createRotation(LOG, { currentKey: KEYS.identity, newKey: KEYS.other, time: NOW })
export const ROTATED_TWICE = await createRotation(ROTATED, {
  currentKey: KEYS.nextIdentity,
  newKey: KEYS.other,
  time: NOW + 1,
})
export const RECOVERED = await createRecovery(ROTATED_TWICE, { ...recovery, time: NOW })
export const RECOVERED_OTHERWISE = await createRecovery(LOG, { ...recovery, newKey: KEYS.other, time: NOW })
export const RECOVERED_AND_ROTATED = await createRotation(RECOVERED, {
  currentKey: KEYS.nextIdentity,
  newKey: KEYS.other,
  time: NOW + 2,
})
export const TOMBSTONED = await createTombstone(ROTATED, { recoveryKey: KEYS.recovery, time: NOW })
export const TOMBSTONED_AFTER_RECOVERY = await createTombstone(RECOVERED_AND_ROTATED, {
  recoveryKey: KEYS.nextRecovery,
  time: NOW + 3,
})
export const FULL = await rotated(27)
export const OTHER_INCEPTION = await createInception({
  signingKey: KEYS.other,
  recoveryPublicKey: filled(1),
  time: NOW,
})

export const VALID_LOGS: [name: string, log: Uint8Array[], description: string][] = [
  ['inception', LOG, 'An inception alone: its hash is the identity id.'],
  ['rotation', ROTATED, 'One rotation.'],
  ['rotations', ROTATED_TWICE, 'Two rotations.'],
  ['recovery', RECOVERED, 'A recovery after two rotations: they are gone from the log.'],
  ['recovery-and-rotation', RECOVERED_AND_ROTATED, 'A rotation after a recovery.'],
  ['tombstone', TOMBSTONED, 'A tombstone after a rotation, which it dropped.'],
  ['tombstone-after-recovery', TOMBSTONED_AFTER_RECOVERY, 'A tombstone by the second recovery key.'],
  ['full', FULL, '27 rotations: the most that fit.'],
]

const NEXT = { prev: hashOf(INCEPTION_EVENT) }
const rotation = { type: ROTATION, ...NEXT, signingKey: rawOf(KEYS.nextIdentity) }
const recoveryEvent = {
  type: RECOVERY,
  ...NEXT,
  signingKey: rawOf(KEYS.nextIdentity),
  recoveryCommitment: commitment(KEYS.nextRecovery),
  recoveryKey: rawOf(KEYS.recovery),
}
const tombstone = { type: TOMBSTONE, ...NEXT, recoveryKey: rawOf(KEYS.recovery) }
const inception = { type: INCEPTION, signingKey: rawOf(KEYS.identity), recoveryCommitment: commitment(KEYS.recovery) }
const afterRotation = { prev: hashOf(ROTATED[1] ?? EMPTY) }
const { identity, other, recovery: recoveryKey, nextIdentity } = KEYS
const appended = (event: Uint8Array) => Uint8Array.from([...event, 0x7a, 0x01, 0x00])
const tooLong = await rotated(27).then(async (log) => [
  ...log,
  await forge({ ...rotation, prev: (await replay(log)).head }, await keyOf(126)),
])

/** Each: the rule it breaks, the log, what is wrong with it. Their code is KEY_LOG_INVALID, `log-size` apart. */
export const INVALID_LOGS: [name: string, log: Uint8Array[], description: string][] = [
  ['log-size', tooLong, 'A good rotation too many: more than 4,096 bytes.'],
  ['log-empty', [], 'No event.'],
  ['event', [Uint8Array.of(0x0a, 0x20)], 'Bytes that are no event.'],
  ['event-canonical', [appended(INCEPTION_EVENT)], 'An unknown field appended to the inception.'],
  ['event-type', [INCEPTION_EVENT, await forge({ ...NEXT, type: 5 }, identity)], 'An event of type 5.'],
  [
    'event-fields.extra',
    [INCEPTION_EVENT, await forge({ ...rotation, recoveryCommitment: commitment(other) }, identity)],
    'A rotation that changes the commitment.',
  ],
  [
    'event-fields.missing',
    [await forge({ ...inception, recoveryCommitment: EMPTY }, identity)],
    'An inception without a commitment.',
  ],
  [
    'event-fields.size',
    [INCEPTION_EVENT, await forge({ ...rotation, signingKey: filled(1, 31) }, identity)],
    'A signing key of 31 bytes.',
  ],
  [
    'event-fields.tombstone',
    [INCEPTION_EVENT, await forge({ ...tombstone, signingKey: rawOf(other) }, recoveryKey)],
    'A tombstone with a new signing key.',
  ],
  [
    'log-inception-signer.short',
    [KeyEvent.encode({ ...inception, time: NOW, signature: filled(1, 63) })],
    'A signature of 63 bytes.',
  ],
  ['event-time', [await forge({ ...inception, time: 0 }, identity)], 'No time.'],
  ['log-inception-first', [await forge(rotation, nextIdentity)], 'It begins with a rotation.'],
  ['log-chain.second-inception', [INCEPTION_EVENT, await forge(inception, identity)], 'A second inception.'],
  [
    'log-chain',
    [INCEPTION_EVENT, await forge({ ...rotation, prev: filled(1) }, identity)],
    'A rotation of another log.',
  ],
  [
    'log-time',
    [INCEPTION_EVENT, await forge({ ...rotation, time: NOW - 2 * DAY_MS }, identity)],
    'A rotation older than the inception.',
  ],
  [
    'log-after-tombstone',
    [...TOMBSTONED, await forge({ ...rotation, prev: hashOf(TOMBSTONED[1] ?? EMPTY) }, identity)],
    'A rotation after the tombstone.',
  ],
  ['log-rotation-signer', [INCEPTION_EVENT, await forge(rotation, other)], 'A rotation by a stranger.'],
  [
    'log-rotation-signer.new-key',
    [INCEPTION_EVENT, await forge(rotation, nextIdentity)],
    'A rotation by the key that it brings.',
  ],
  [
    'log-rotation-signer.old-key',
    [...ROTATED, await forge({ ...rotation, ...afterRotation, signingKey: rawOf(other) }, identity)],
    'A second rotation by the key before the first.',
  ],
  [
    'log-rotation-signer.recovery-key',
    [INCEPTION_EVENT, await forge(rotation, recoveryKey)],
    'A rotation by the recovery key.',
  ],
  ['log-inception-signer', [await forge(inception, other)], 'An inception by another key than the one it names.'],
  [
    'log-recovery-base',
    [...ROTATED, await forge({ ...recoveryEvent, ...afterRotation }, recoveryKey)],
    'A recovery that keeps a rotation before it.',
  ],
  [
    'log-recovery-base.tombstone',
    [...ROTATED, await forge({ ...tombstone, ...afterRotation }, recoveryKey)],
    'A tombstone that keeps a rotation before it.',
  ],
  [
    'log-recovery-base.kept',
    [...ROTATED, await forge(recoveryEvent, recoveryKey)],
    'A good recovery, but the rotation that it undoes is still there.',
  ],
  [
    'log-recovery-key',
    [INCEPTION_EVENT, await forge({ ...recoveryEvent, recoveryKey: rawOf(other) }, other)],
    'A recovery by a key that nobody committed to.',
  ],
  [
    'log-recovery-key.tombstone',
    [INCEPTION_EVENT, await forge({ ...tombstone, recoveryKey: rawOf(identity) }, identity)],
    'A tombstone by the identity key.',
  ],
  [
    'log-recovery-signer',
    [INCEPTION_EVENT, await forge(recoveryEvent, identity)],
    'A recovery that shows the recovery key and is signed by another.',
  ],
  [
    'log-new-commitment',
    [INCEPTION_EVENT, await forge({ ...recoveryEvent, recoveryCommitment: commitment(recoveryKey) }, recoveryKey)],
    'A recovery that commits to the key it has just shown.',
  ],
]
