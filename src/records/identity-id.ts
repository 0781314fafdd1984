import { base32 } from 'multiformats/bases/base32'
import { OpenPeerError } from '../errors.ts'

/** An identity id is a sha256. */
export const IDENTITY_ID_BYTES = 32
// 52 characters hold 260 bits. The four spare ones, in the last character, are zero, or two texts would mean one id.
const IDENTITY_ID_TEXT = /^b[a-z2-7]{51}[aq]$/

/** The id as multibase base32, lower-case: `b` and 52 characters. Spec: docs/spec/names.md, "Identity ids". */
export function identityIdText(id: Uint8Array): string {
  return base32.encode(id)
}

/** The 32 bytes of an id's text. Throws INVALID_URI, also for a second spelling of the same bytes. */
export function parseIdentityId(text: string): Uint8Array<ArrayBuffer> {
  if (IDENTITY_ID_TEXT.test(text)) return base32.decode(text)
  throw new OpenPeerError('INVALID_URI', 'An identity id is "b" and 52 characters of a-z and 2-7: check the copy.')
}
