import { base32 } from 'multiformats/bases/base32'
import { base36 } from 'multiformats/bases/base36'
import { base58btc } from 'multiformats/bases/base58'

/**
 * How some bytes may stand in other bytes: as they are, in hex, base64 (with each of the three alignments that a place inside a longer
 * text gives them), base64url, base32, base36 and base58. Texts are compared in lower case where their alphabet has one case.
 */
export function spellings(bytes: Uint8Array): Uint8Array[] {
  const buffer = Buffer.from(bytes)
  const hex = buffer.toString('hex')
  const texts = [
    hex,
    hex.toUpperCase(),
    ...[0, 1, 2].flatMap((shift) => {
      // The first and last characters depend on the neighbours: left out.
      const text = Buffer.concat([Buffer.alloc(shift), buffer])
        .toString('base64')
        .replaceAll('=', '')
      const inner = text.slice(Math.ceil((shift * 4) / 3), -1)
      return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')]
    }),
    base32.encode(bytes).slice(1, -1),
    base32.encode(bytes).slice(1, -1).toUpperCase(),
    base36.encode(bytes).slice(1),
    base58btc.encode(bytes).slice(1),
  ]
  return [buffer, ...texts.filter((text) => text.length >= 6).map((text) => Buffer.from(text))]
}

/** A text as it may stand somewhere: also in upper and lower case, percent-encoded, and in every spelling of its bytes. */
export function textSpellings(text: string): Uint8Array[] {
  const forms = new Set([text, text.toLowerCase(), text.toUpperCase(), encodeURIComponent(text)])
  return [...forms].flatMap((form) => spellings(Buffer.from(form)))
}

/** A domain: as text, and as DNS writes it. */
export function domainSpellings(domain: string): Uint8Array[] {
  const labels = domain.split('.').map((label) => String.fromCharCode(label.length) + label)
  return [...textSpellings(domain), Buffer.from(labels.join(''))]
}

/** An IPv4 address: as text, and as the bytes of a multiaddr's ip4 part. Four bytes alone would be found by chance. */
export function addressSpellings(address: string): Uint8Array[] {
  const bytes = Uint8Array.from([4, ...address.split('.').map(Number)])
  return [...textSpellings(address), ...spellings(bytes)]
}

/** Whether one of these spellings stands in the bytes. */
export function contains(bytes: Uint8Array, needles: readonly Uint8Array[]): boolean {
  const haystack = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return needles.some((needle) => haystack.includes(Buffer.from(needle)))
}
