import { toString as bytesToText } from 'uint8arrays/to-string'
import { OpenPeerError } from '../errors.ts'
import { lengthPrefixed, sha256 } from '../records/routing-key.ts'

/** Most bytes of one message's text, in UTF-8. Longer things are files. docs/spec/chat.md. */
export const MAX_TEXT_BYTES = 16 * 1024

/** Numbers are times in ms, so 16 digits sort as text until the year 318857. */
const NUMBER_DIGITS = 16

/** The conversation of two identities: the same on both sides. 32 bytes. */
export function conversationOf(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const [first, second] = bytesToText(a, 'hex') < bytesToText(b, 'hex') ? [a, b] : [b, a]
  return sha256(lengthPrefixed('openpeer/conversation/1', first, second))
}

/** Throws INVALID_ARGUMENT for a text that is empty or longer than MAX_TEXT_BYTES. */
export function checkText(text: string): void {
  if (text === '') throw new OpenPeerError('INVALID_ARGUMENT', 'An empty message says nothing: write something.')
  const bytes = new TextEncoder().encode(text).byteLength
  if (bytes > MAX_TEXT_BYTES) {
    throw new OpenPeerError('INVALID_ARGUMENT', `A message has ${MAX_TEXT_BYTES} bytes at most, this one ${bytes}.`)
  }
}

/** Where a message that is not yet delivered waits. */
export function pendingKey(identityId: Uint8Array, number: number): string {
  return `${pendingPrefix}${bytesToText(identityId, 'hex')}/${digits(number)}`
}

export const pendingPrefix = 'chat/out/'

/** The number of the last of our messages that was delivered. */
export function lastKey(identityId: Uint8Array): string {
  return `chat/last/${bytesToText(identityId, 'hex')}`
}

/** Where a message that came stays until it was handed to the app. */
export function newKey(identityId: Uint8Array, number: number, device: string): string {
  return `${newPrefix(identityId)}${digits(number)}/${device}`
}

/** Of all of them, or of those of one identity. */
export function newPrefix(identityId: Uint8Array | null): string {
  return identityId === null ? 'chat/new/' : `chat/new/${bytesToText(identityId, 'hex')}/`
}

/** Where a message of a conversation stays; `device` is null for our own. */
export function logKey(identityId: Uint8Array, number: number, device: string | null): string {
  return `${logPrefix(identityId)}${digits(number)}/${device === null ? 'out' : `in/${device}`}`
}

export function logPrefix(identityId: Uint8Array): string {
  return `chat/log/${bytesToText(identityId, 'hex')}/`
}

function digits(number: number): string {
  return String(number).padStart(NUMBER_DIGITS, '0')
}
