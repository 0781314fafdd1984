import { fromString, toString as toText } from 'uint8arrays'

const PUBLIC_KEY_BYTES = 32
const PUBLIC_KEY_TEXT_LENGTH = 43

/** A raw Ed25519 public key as base64url without padding: 43 characters. */
export function publicKeyText(key: Uint8Array): string {
  return toText(key, 'base64url')
}

/**
 * The 32 bytes of a public key, or null when the text is not exactly their base64url: padding and bits left over in
 * the last character are refused, so that a key has one spelling.
 */
export function parsePublicKeyText(text: string): Uint8Array | null {
  if (text.length !== PUBLIC_KEY_TEXT_LENGTH) return null
  try {
    const key = fromString(text, 'base64url')
    return key.length === PUBLIC_KEY_BYTES ? key : null
  } catch {
    return null
  }
}
