import { compare } from 'uint8arrays/compare'
import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../errors.ts'
import type { DecodedKeyEvent } from './key-event.ts'
import {
  decodeKeyEvent,
  INCEPTION,
  isByRecoveryKey,
  keyEventMessage,
  keyLogBytes,
  keyLogInvalid,
  RECOVERY,
  ROTATION,
  TOMBSTONE,
} from './key-event.ts'
import { verifies } from './keys.ts'
import { sha256 } from './routing-key.ts'

/** All events of a log together. About 27 rotations fit; a recovery drops them. */
export const MAX_KEY_LOG_BYTES = 4096

/**
 * What a valid key log says: keys raw Ed25519 (32 bytes), hashes sha256 (32 bytes). `head` is the last event's
 * hash; `committedAt` the hash of the event that made the commitment in force; `recordKey` signs the identity
 * record: the signing key, or in a tombstoned log (whose signing key is the last one it had) the recovery key.
 */
export interface KeyState {
  id: Uint8Array<ArrayBuffer>
  signingKey: Uint8Array<ArrayBuffer>
  recoveryCommitment: Uint8Array<ArrayBuffer>
  recordKey: Uint8Array<ArrayBuffer>
  head: Uint8Array<ArrayBuffer>
  committedAt: Uint8Array<ArrayBuffer>
  /** Time of the last event, ms. */
  time: number
  tombstoned: boolean
  /** Number of events. */
  length: number
}

/**
 * The state after all events, each checked: canonical, right fields, chained to the one before, allowed there, and
 * signed by the key that may. Pure. Throws KEY_LOG_INVALID, or LIMIT_EXCEEDED above 4 KiB.
 * Spec: docs/spec/key-log.md, "Replay".
 */
export async function replay(events: Uint8Array[]): Promise<KeyState> {
  const size = keyLogBytes(events)
  if (size > MAX_KEY_LOG_BYTES) {
    throw new OpenPeerError(
      'LIMIT_EXCEEDED',
      `The key log has ${size} bytes, at most ${MAX_KEY_LOG_BYTES} are allowed.`,
    )
  }
  const [first, ...rest] = events.map(decodeKeyEvent)
  if (first === undefined) throw keyLogInvalid('it is empty')
  if (first.type !== INCEPTION) throw keyLogInvalid('its first event is no inception')
  await checkSignature(first, first.signingKey)
  let state = incepted(first)
  for (const event of rest) {
    const signer = allowedSigner(event, state)
    await checkSignature(event, signer)
    state = advanced(event, state)
  }
  return state
}

function incepted(event: DecodedKeyEvent): KeyState {
  return {
    id: event.hash,
    signingKey: event.signingKey,
    recoveryCommitment: event.recoveryCommitment,
    recordKey: event.signingKey,
    head: event.hash,
    committedAt: event.hash,
    time: event.time,
    tombstoned: false,
    length: 1,
  }
}

/** The key that must have signed `event`, if it may follow `state` at all. */
function allowedSigner(event: DecodedKeyEvent, state: KeyState): Uint8Array<ArrayBuffer> {
  if (state.tombstoned) throw keyLogInvalid('an event follows the tombstone')
  // No second inception gets past this: it has no prev.
  if (!equals(event.prev, state.head)) throw keyLogInvalid('an event does not follow the one before it')
  if (event.time < state.time) throw keyLogInvalid('an event is older than the one before it')
  if (event.type === ROTATION) return state.signingKey
  if (!equals(state.head, state.committedAt)) {
    throw keyLogInvalid('a recovery or tombstone follows a rotation, which it must have dropped')
  }
  if (!equals(sha256(event.recoveryKey), state.recoveryCommitment)) {
    throw keyLogInvalid('the recovery key is not the one that was committed to')
  }
  if (event.type === RECOVERY && equals(event.recoveryCommitment, state.recoveryCommitment)) {
    throw keyLogInvalid('a recovery commits to the recovery key that it has just shown')
  }
  return event.recoveryKey
}

function advanced(event: DecodedKeyEvent, state: KeyState): KeyState {
  const next = { ...state, head: event.hash, time: event.time, length: state.length + 1 }
  if (event.type === TOMBSTONE) return { ...next, tombstoned: true, recordKey: event.recoveryKey }
  const keys = { signingKey: event.signingKey, recordKey: event.signingKey }
  if (event.type === ROTATION) return { ...next, ...keys }
  return { ...next, ...keys, recoveryCommitment: event.recoveryCommitment, committedAt: event.hash }
}

async function checkSignature(event: DecodedKeyEvent, signer: Uint8Array): Promise<void> {
  if (!(await verifies(signer, keyEventMessage(event.unsigned), event.signature))) {
    throw keyLogInvalid('an event is not signed by the key that may sign it')
  }
}

/** Which of two logs of one identity holds; `forked`: the identity key signed two different rotations. */
export type KeyLogComparison = { winner: 'a' | 'b' | 'same'; forked: boolean } | { conflict: true }

/**
 * Compares two logs, each of which `replay` accepted, at their first differing event: recovery or tombstone beats
 * rotation beats nothing; of two rotations the greater hash wins and the log is `forked`; two different events by the
 * recovery key are a conflict. Symmetric. Throws INVALID_ARGUMENT for logs of two identities, KEY_LOG_INVALID for
 * what is no log. Spec: docs/spec/key-log.md, "Comparing".
 */
export function compareKeyLogs(a: Uint8Array[], b: Uint8Array[]): KeyLogComparison {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [bytesA, bytesB] = [a[index], b[index]]
    if (bytesA === undefined) return { winner: 'b', forked: false }
    if (bytesB === undefined) return { winner: 'a', forked: false }
    if (equals(bytesA, bytesB)) continue
    const [eventA, eventB] = [decodeKeyEvent(bytesA), decodeKeyEvent(bytesB)]
    // By hash, not by bytes: one event signed twice is still one event.
    const order = compare(eventA.hash, eventB.hash)
    if (order === 0) continue
    if (index === 0) throw new OpenPeerError('INVALID_ARGUMENT', 'These key logs are of two different identities.')
    const [strongA, strongB] = [isByRecoveryKey(eventA), isByRecoveryKey(eventB)]
    if (strongA && strongB) return { conflict: true }
    if (strongA !== strongB) return { winner: strongA ? 'a' : 'b', forked: false }
    return { winner: order > 0 ? 'a' : 'b', forked: true }
  }
  return { winner: 'same', forked: false }
}
