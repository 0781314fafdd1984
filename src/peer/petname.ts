import { OpenPeerError } from '../errors.ts'

/** In characters, and in bytes of UTF-8. */
export const MAX_PETNAME_LENGTH = 64
const MAX_PETNAME_BYTES = 192
/** What an address may look like: no petname does, so that a text never means both. */
const ADDRESS_LIKE = /[@:/]|^b[a-z2-7]{19,}$/i
/** Invisible characters, but the two joiners that some scripts are written with. */
const CONTROLS = /[\p{Cc}\p{Co}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/u
const JOINERS = /[\u200c\u200d]/g

/**
 * A name that the owner gives somebody, in NFC and without spaces around it. Throws INVALID_ARGUMENT for one that is empty,
 * too long, has control characters, or could be an address. docs/spec/contacts.md, "Petnames".
 */
export function parsePetname(input: string): string {
  const text = input
    .slice(0, 4 * MAX_PETNAME_LENGTH)
    .normalize('NFC')
    .trim()
  const bytes = new TextEncoder().encode(text).length
  const isShort = [...input].length <= 2 * MAX_PETNAME_LENGTH && [...text].length <= MAX_PETNAME_LENGTH
  if (
    petnameKey(text) !== '' &&
    isShort &&
    bytes <= MAX_PETNAME_BYTES &&
    !CONTROLS.test(text) &&
    !ADDRESS_LIKE.test(text)
  ) {
    return text
  }
  const message = `A petname has 1 to ${MAX_PETNAME_LENGTH} characters, none of them "@", ":", "/" or a control character, and is no id.`
  throw new OpenPeerError('INVALID_ARGUMENT', message)
}

/** True for a text that can be a petname, and therefore no address. */
export function isPetname(text: string): boolean {
  try {
    parsePetname(text)
    return true
  } catch {
    return false
  }
}

/** Two petnames with one key are one to people: case, compatible forms and joiners make no difference. */
export function petnameKey(petname: string): string {
  return petname.normalize('NFKC').replaceAll(JOINERS, '').toLowerCase()
}
