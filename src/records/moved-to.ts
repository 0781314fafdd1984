import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { fromString } from 'uint8arrays/from-string'
import { toString as toText } from 'uint8arrays/to-string'
import { OpenPeerError } from '../errors.ts'
import { type Name, parseName } from './names.ts'
import { lengthPrefixed } from './routing-key.ts'
import type { VerifiedName } from './verified-record.ts'

/** The longest name that a name record can say; what it says has always this size. A record of 512 bytes has room for it. */
export const MOVED_TO_BYTES = 192
const PURPOSE = 'openpeer/moved-to/1'

/** The record in which it stands. */
export interface MovedFrom {
  /** canonical local part of the name that moved */
  local: string
  /** raw key that signs the record */
  domainKey: Uint8Array
  /** of the record, ms: no two are hidden alike */
  seq: number
}

/**
 * `to` as a name record says it: who knows the old name can read it, and a walk over a holder's disk yields no name. `to` has at most
 * `MOVED_TO_BYTES` characters, else LIMIT_EXCEEDED. Spec: docs/spec/records.md, "Moved"
 */
export function hideMovedTo(to: Name, from: MovedFrom): Uint8Array<ArrayBuffer> {
  const text = fromString(to.text)
  if (text.byteLength > MOVED_TO_BYTES) {
    const message = `A name record has room for ${MOVED_TO_BYTES} characters: it cannot say where this name moved.`
    throw new OpenPeerError('LIMIT_EXCEEDED', message)
  }
  return padOf(from).map((byte, at) => byte ^ (text[at] ?? 0))
}

/**
 * The name that the holder of `name` has instead, by the word of its record; null where it says nothing of a move. Throws
 * RECORD_MALFORMED for what is no canonical name. Spec: docs/spec/records.md, "Moved"
 */
export function movedToOf({ payload, signer, seq }: VerifiedName, { local }: Name): Name | null {
  const { movedTo } = payload
  if (movedTo === undefined) return null
  const padded = padOf({ local, domainKey: signer, seq }).map((byte, at) => byte ^ (movedTo[at] ?? 0))
  try {
    const text = toText(padded, 'utf8').replace(/\0+$/, '')
    const name = parseName(text)
    if (name.text === text) return name
  } catch {
    // Told below.
  }
  throw new OpenPeerError('RECORD_MALFORMED', `The record of ${local} says that it moved, and not to a name.`)
}

function padOf({ local, domainKey, seq }: MovedFrom): Uint8Array<ArrayBuffer> {
  const info = lengthPrefixed(PURPOSE, String(seq))
  return Uint8Array.from(hkdf(sha256, fromString(local), domainKey, info, MOVED_TO_BYTES))
}
