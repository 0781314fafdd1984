import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../errors.ts'
import { RAW_KEY_BYTES } from './keys.ts'
import { KeyEvent } from './payloads.js'
import { lengthPrefixed, sha256 } from './routing-key.ts'

/** Numbers, not an enum: they are on the wire. Spec: docs/spec/key-log.md */
export const INCEPTION = 1
export const ROTATION = 2
export const RECOVERY = 3
export const TOMBSTONE = 4

const HASH_BYTES = 32
const EMPTY = new Uint8Array()

type BytesField = 'prev' | 'signingKey' | 'recoveryCommitment' | 'recoveryKey'
const FIELD_BYTES: Record<BytesField, number> = {
  prev: HASH_BYTES,
  signingKey: RAW_KEY_BYTES,
  recoveryCommitment: HASH_BYTES,
  recoveryKey: RAW_KEY_BYTES,
}

/** The fields that each type of event has. All others must be absent: nothing unsigned-for may ride along. */
const FIELDS: Record<number, BytesField[]> = {
  [INCEPTION]: ['signingKey', 'recoveryCommitment'],
  [ROTATION]: ['prev', 'signingKey'],
  [RECOVERY]: ['prev', 'signingKey', 'recoveryCommitment', 'recoveryKey'],
  [TOMBSTONE]: ['prev', 'recoveryKey'],
}

/** One decoded event: `hash` is sha256 of `unsigned`, its canonical bytes without the signature. */
export interface DecodedKeyEvent extends KeyEvent {
  hash: Uint8Array<ArrayBuffer>
  unsigned: Uint8Array<ArrayBuffer>
}

export function keyLogInvalid(why: string, cause?: unknown): OpenPeerError {
  return new OpenPeerError('KEY_LOG_INVALID', `The key log is not valid: ${why}.`, { cause })
}

function decode(bytes: Uint8Array): KeyEvent {
  try {
    return KeyEvent.decode(bytes)
  } catch (error) {
    throw keyLogInvalid('an event cannot be decoded', error)
  }
}

/** One event, canonical and with exactly the fields of its type; signatures are `replay`'s. Throws KEY_LOG_INVALID. */
export function decodeKeyEvent(bytes: Uint8Array): DecodedKeyEvent {
  const event = decode(bytes)
  if (!equals(KeyEvent.encode(event), bytes)) throw keyLogInvalid('an event is not in its canonical encoding')
  const fields = FIELDS[event.type]
  if (fields === undefined) throw keyLogInvalid(`an event has the unknown type ${event.type}`)
  for (const [field, size] of Object.entries(FIELD_BYTES) as [BytesField, number][]) {
    const expected = fields.includes(field) ? size : 0
    if (event[field].byteLength !== expected) {
      throw keyLogInvalid(`${field} has ${event[field].byteLength} bytes where type ${event.type} has ${expected}`)
    }
  }
  if (event.time === 0) throw keyLogInvalid('an event has no time')
  const unsigned = unsignedBytes(event)
  return { ...event, unsigned, hash: sha256(unsigned) }
}

/** The canonical bytes that are hashed and signed: all of the event but its signature. */
export function unsignedBytes(event: Omit<KeyEvent, 'signature'>): Uint8Array<ArrayBuffer> {
  return KeyEvent.encode({ ...event, signature: EMPTY })
}

/** What an event's signature covers: lp("openpeer/key-event/1"), lp(the unsigned bytes). */
export function keyEventMessage(unsigned: Uint8Array): Uint8Array<ArrayBuffer> {
  return lengthPrefixed('openpeer/key-event/1', unsigned)
}

/** True for the two events that only the recovery key can make, and that undo rotations. */
export function isByRecoveryKey(event: KeyEvent): boolean {
  return event.type === RECOVERY || event.type === TOMBSTONE
}

/** The total size of a log's events, as the 4 KiB limit counts it. */
export function keyLogBytes(events: Uint8Array[]): number {
  return events.reduce((total, event) => total + event.byteLength, 0)
}
