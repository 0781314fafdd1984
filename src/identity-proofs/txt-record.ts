import { OpenPeerError } from '../errors.ts'
import { showForeign } from './foreign-text.ts'
import { parsePublicKeyText, publicKeyText } from './public-key-text.ts'

/** What `_openpeer.<domain>` says. docs/spec/domain-binding.md, "The TXT record". */
export interface TxtRecord {
  key: Uint8Array
  nextKey?: Uint8Array
}

/** Where a domain's TXT record stands. */
export function txtName(domain: string): string {
  return `_openpeer.${domain}`
}

/** 'openpeer=1; key=…', with '; next=…' while the key is about to change. The opposite of `parseTxtRecord`. */
export function formatTxtRecord({ key, nextKey }: TxtRecord): string {
  return `openpeer=1; key=${publicKeyText(key)}${nextKey === undefined ? '' : `; next=${publicKeyText(nextKey)}`}`
}

/**
 * Reads one TXT record; null when it is not one of ours ("openpeer=1" does not come first). Tags that it does not
 * know are passed over.
 *
 * Throws MALFORMED_MESSAGE: no key, a key that is not the base64url of 32 bytes, a tag that comes twice or has no "=".
 */
export function parseTxtRecord(text: string): TxtRecord | null {
  const [first, ...rest] = text.split(';').map((part) => part.trim())
  if (first !== 'openpeer=1') return null
  const tags = new Map<string, string>()
  for (const part of rest) {
    if (part === '') continue
    const [, name, value] = /^([a-z]+)=(.*)$/.exec(part) ?? []
    if (name === undefined || value === undefined) throw malformed(`"${showForeign(part)}" is not a tag and its value`)
    if (tags.has(name)) throw malformed(`"${name}" comes twice`)
    tags.set(name, value)
  }
  const nextKey = tags.has('next') ? requireKey(tags, 'next') : undefined
  return { key: requireKey(tags, 'key'), ...(nextKey === undefined ? {} : { nextKey }) }
}

function requireKey(tags: Map<string, string>, name: string): Uint8Array {
  const key = parsePublicKeyText(tags.get(name) ?? '')
  if (key === null) throw malformed(`"${name}" is not the base64url of 32 bytes`)
  return key
}

function malformed(reason: string): OpenPeerError {
  return new OpenPeerError('MALFORMED_MESSAGE', `The TXT record is not valid: ${reason}.`)
}
