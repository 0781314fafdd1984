import { toString as bytesToText } from 'uint8arrays/to-string'
import { lengthPrefixed, sha256 } from '../records/routing-key.ts'

/**
 * The ETag of an answer that shows these bytes. Weak, because what stands around them (who answered, how many agreed) may
 * differ from one answer to the next while the records are the same.
 */
export function etagOf(...parts: Uint8Array[]): string {
  return `W/"${bytesToText(sha256(lengthPrefixed(...parts)), 'base64url')}"`
}

/** Whether an If-None-Match header names this ETag, by the weak comparison of RFC 9110 §13.1.2. */
export function matchesEtag(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false
  const opaque = (tag: string) => tag.trim().replace(/^W\//, '')
  return ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || opaque(tag) === opaque(etag))
}
