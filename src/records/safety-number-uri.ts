import { compare } from 'uint8arrays/compare'
import { identityIdText } from './identity-id.ts'

/**
 * What a QR code for comparing carries: the safety number and both ids (32 bytes each), the same text on both sides. In
 * capitals, since a QR code holds those in half the room; readers ignore case. Spec: docs/spec/safety-number.md
 */
export function safetyNumberUri(number: string, a: Uint8Array, b: Uint8Array): string {
  const ids = [a, b].sort(compare).map(identityIdText)
  return `openpeer:safety/1/${ids.join('/')}/${number}`.toUpperCase()
}
