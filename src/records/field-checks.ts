import { CODE_P2P_CIRCUIT, multiaddr } from '@multiformats/multiaddr'
import { equals } from 'uint8arrays/equals'
import { toString as textFromBytes } from 'uint8arrays/to-string'
import { OpenPeerError } from '../errors.ts'
import { parseDomain } from './names.ts'

/** The longest multiaddr that any transport of ours needs, in bytes of its binary form. */
export const MAX_MULTIADDR_BYTES = 256

// Control characters, and those that turn the direction of text around: they make one text look like another.
const UNSHOWABLE = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u

function malformed(why: string, cause?: unknown): OpenPeerError {
  return new OpenPeerError('RECORD_MALFORMED', `The record is malformed: ${why}.`, { cause })
}

/** Throws RECORD_MALFORMED with the reason unless `isTrue`. */
export function ensure(isTrue: boolean, why: string): asserts isTrue {
  if (!isTrue) throw malformed(why)
}

/** Throws RECORD_MALFORMED unless the bytes are exactly as many. */
export function ensureBytes(bytes: Uint8Array, size: number, what: string): void {
  ensure(bytes.byteLength === size, `${what} has ${bytes.byteLength} bytes instead of ${size}`)
}

/** A time in ms. (What no number holds exactly, from 2^53, the decoder refuses.) Throws RECORD_MALFORMED. */
export function ensureTime(time: number, what: string): void {
  ensure(time > 0, `${what} is no time`)
}

/** Throws RECORD_MALFORMED where two entries are the same. */
export function ensureDistinct(texts: string[], what: string): void {
  ensure(new Set(texts).size === texts.length, `${what} holds an entry twice`)
}

/** Bytes as a comparable text, for `ensureDistinct`. */
export function textOf(bytes: Uint8Array): string {
  return textFromBytes(bytes, 'base64')
}

/** Text that every reader decodes alike and may show. Throws LIMIT_EXCEEDED above `maxBytes` of UTF-8, RECORD_MALFORMED. */
export function ensureText(text: string, maxBytes: number, what: string): void {
  // Lone surrogates would pass the canonical check in JavaScript and no other language.
  ensure(text.isWellFormed(), `${what} is no UTF-8`)
  ensure(!UNSHOWABLE.test(text), `${what} holds a control character`)
  if (new TextEncoder().encode(text).byteLength > maxBytes) {
    throw new OpenPeerError('LIMIT_EXCEEDED', `${what} has more than ${maxBytes} bytes.`)
  }
}

/** A domain in its canonical form. Throws RECORD_MALFORMED. */
export function ensureDomain(domain: string, what: string): void {
  ensure(canonicalDomain(domain) === domain, `${what} is no canonical domain`)
}

function canonicalDomain(domain: string): string | null {
  try {
    return parseDomain(domain)
  } catch {
    return null
  }
}

/** A list of distinct binary multiaddrs. Throws LIMIT_EXCEEDED (one is too long) or RECORD_MALFORMED. */
export function ensureMultiaddrs(addresses: Uint8Array[], what: string, through: 'relay' | 'direct' | 'any'): void {
  ensureDistinct(addresses.map(textOf), what)
  for (const bytes of addresses) {
    if (bytes.byteLength > MAX_MULTIADDR_BYTES) {
      throw new OpenPeerError('LIMIT_EXCEEDED', `An address in ${what} has more than ${MAX_MULTIADDR_BYTES} bytes.`)
    }
    const isRelayed = protocolCodes(bytes, what).includes(CODE_P2P_CIRCUIT)
    ensure(through === 'any' || isRelayed === (through === 'relay'), `${what} holds an address of the other sort`)
  }
}

function protocolCodes(bytes: Uint8Array, what: string): number[] {
  try {
    const address = multiaddr(bytes)
    // By way of the text, because parsing bytes alone lets a truncated last part pass.
    if (bytes.byteLength > 0 && equals(multiaddr(address.toString()).bytes, bytes)) {
      return address.getComponents().map((component) => component.code)
    }
  } catch (cause) {
    throw malformed(`${what} holds what is no multiaddr`, cause)
  }
  throw malformed(`${what} holds a multiaddr that is not canonical`)
}
