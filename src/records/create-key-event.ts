import type { Ed25519PrivateKey } from '@libp2p/interface'
import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../errors.ts'
import {
  decodeKeyEvent,
  INCEPTION,
  keyEventMessage,
  keyLogBytes,
  RECOVERY,
  ROTATION,
  TOMBSTONE,
  unsignedBytes,
} from './key-event.ts'
import { MAX_KEY_LOG_BYTES, replay } from './key-log.ts'
import { RAW_KEY_BYTES, rawPublicKey } from './keys.ts'
import { KeyEvent } from './payloads.js'
import { sha256 } from './routing-key.ts'

const EMPTY = new Uint8Array()
/** The size of a tombstone: a recovery must leave room for one, or the identity could never be ended. */
const TOMBSTONE_BYTES = 160

async function signed(fields: Partial<KeyEvent> & { type: number; time: number }, key: Ed25519PrivateKey) {
  const event = { prev: EMPTY, signingKey: EMPTY, recoveryCommitment: EMPTY, recoveryKey: EMPTY, ...fields }
  const signature = Uint8Array.from(await key.sign(keyEventMessage(unsignedBytes(event))))
  return KeyEvent.encode({ ...event, signature })
}

/** sha256 of a raw recovery public key (32 bytes). Throws WRONG_KEY_TYPE. */
function commitmentTo(recoveryPublicKey: Uint8Array): Uint8Array<ArrayBuffer> {
  if (recoveryPublicKey.byteLength !== RAW_KEY_BYTES) {
    throw new OpenPeerError('WRONG_KEY_TYPE', 'A recovery public key is 32 raw Ed25519 bytes.')
  }
  return sha256(recoveryPublicKey)
}

/**
 * The first event of a new identity; its hash is the identity id. `time` in ms. The recovery key itself stays
 * offline: only its hash is in the event. Throws WRONG_KEY_TYPE. Spec: docs/spec/key-log.md, "Events".
 */
export async function createInception(options: {
  signingKey: Ed25519PrivateKey
  recoveryPublicKey: Uint8Array
  time: number
}): Promise<Uint8Array<ArrayBuffer>> {
  const { signingKey, recoveryPublicKey, time } = options
  const fields = { signingKey: rawPublicKey(signingKey.publicKey), recoveryCommitment: commitmentTo(recoveryPublicKey) }
  return await signed({ type: INCEPTION, ...fields, time }, signingKey)
}

/**
 * The new log: `log` and a rotation to `newKey`, signed by the current key.
 * Throws WRONG_SIGNER (another key, or a tombstoned log), LIMIT_EXCEEDED (log full: a recovery makes room), KEY_LOG_INVALID.
 */
export async function createRotation(
  log: Uint8Array[],
  options: { currentKey: Ed25519PrivateKey; newKey: Ed25519PrivateKey; time: number },
): Promise<Uint8Array[]> {
  const { currentKey, newKey, time } = options
  const state = await replay(log)
  if (state.tombstoned) throw new OpenPeerError('IDENTITY_REVOKED', 'A revoked identity cannot rotate its key.')
  if (!equals(state.signingKey, rawPublicKey(currentKey.publicKey))) {
    throw new OpenPeerError('WRONG_SIGNER', 'Only the current identity key can rotate; use the recovery key instead.')
  }
  const signingKey = rawPublicKey(newKey.publicKey)
  const fields = { prev: state.head, signingKey, time: Math.max(time, state.time) }
  const event = await signed({ type: ROTATION, ...fields }, currentKey)
  return withinLimit([...log, event], MAX_KEY_LOG_BYTES)
}

/**
 * The new log after a recovery: everything up to the event that made the commitment, and the recovery; the rotations
 * since are gone. Throws WRONG_SIGNER (not the committed recovery key), INVALID_ARGUMENT (the new recovery key is the
 * old one), IDENTITY_REVOKED, LIMIT_EXCEEDED, KEY_LOG_INVALID.
 */
export async function createRecovery(
  log: Uint8Array[],
  options: {
    recoveryKey: Ed25519PrivateKey
    newKey: Ed25519PrivateKey
    newRecoveryPublicKey: Uint8Array
    time: number
  },
): Promise<Uint8Array[]> {
  const { recoveryKey, newKey, newRecoveryPublicKey, time } = options
  const base = await recoverable(log, recoveryKey)
  const recoveryCommitment = commitmentTo(newRecoveryPublicKey)
  if (equals(newRecoveryPublicKey, base.recoveryKey)) {
    throw new OpenPeerError('INVALID_ARGUMENT', 'A recovery shows its recovery key: make a new one for the next time.')
  }
  const fields = { ...base, signingKey: rawPublicKey(newKey.publicKey), recoveryCommitment }
  const event = await signed({ type: RECOVERY, ...fields, time: Math.max(time, base.time) }, recoveryKey)
  return withinLimit([...committed(log, base.prev), event], MAX_KEY_LOG_BYTES - TOMBSTONE_BYTES)
}

/** The new log that ends the identity for good. Throws WRONG_SIGNER, IDENTITY_REVOKED, KEY_LOG_INVALID. */
export async function createTombstone(
  log: Uint8Array[],
  options: { recoveryKey: Ed25519PrivateKey; time: number },
): Promise<Uint8Array[]> {
  const base = await recoverable(log, options.recoveryKey)
  const time = Math.max(options.time, base.time)
  const event = await signed({ type: TOMBSTONE, ...base, time }, options.recoveryKey)
  return [...committed(log, base.prev), event]
}

async function recoverable(log: Uint8Array[], key: Ed25519PrivateKey) {
  const state = await replay(log)
  if (state.tombstoned) throw new OpenPeerError('IDENTITY_REVOKED', 'This identity was revoked for good.')
  const recoveryKey = rawPublicKey(key.publicKey)
  if (!equals(sha256(recoveryKey), state.recoveryCommitment)) {
    throw new OpenPeerError('WRONG_SIGNER', 'This is not the recovery key that the identity committed to.')
  }
  return { prev: state.committedAt, recoveryKey, time: state.time }
}

function committed(log: Uint8Array[], committedAt: Uint8Array): Uint8Array[] {
  return log.slice(0, 1 + log.findIndex((event) => equals(decodeKeyEvent(event).hash, committedAt)))
}

function withinLimit(log: Uint8Array[], maxBytes: number): Uint8Array[] {
  if (keyLogBytes(log) > maxBytes) {
    throw new OpenPeerError('LIMIT_EXCEEDED', 'The key log is full; a recovery drops its rotations and makes room.')
  }
  return log
}
