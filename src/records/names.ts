import { OpenPeerError } from '../errors.ts'
import { mixesScripts } from './mixed-scripts.ts'
import { decodePunycode } from './punycode.ts'

/** A name in its one canonical form, all ASCII: `text` is `local@domain`. Spec: docs/spec/names.md */
export interface Name {
  local: string
  domain: string
  text: string
}

export const MAX_LOCAL_LENGTH = 64
export const MAX_DOMAIN_LENGTH = 253
/** Longer input is refused before anything looks at it. */
export const MAX_NAME_INPUT_LENGTH = 1024
const MAX_LABEL_LENGTH = 63

const LOCAL = /^[a-z0-9](?:[a-z0-9_-]|\.(?!\.))*$/
const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/
// A last label of digits or 0x… would be read as an IPv4 address by every URL parser.
const NUMBER_LABEL = /^(?:[0-9]+|0x[0-9a-f]*)$/
const ASCII = /^[\x21-\x7e]*$/
const TYPEABLE = /^[A-Za-z0-9._-]*$/

function invalid(input: string, why: string): OpenPeerError {
  const shown = JSON.stringify(input.length > 80 ? `${input.slice(0, 80)}…` : input)
  return new OpenPeerError('INVALID_NAME', `${shown} is no name: ${why}. Names look like alice@a.example.`)
}

/** UTS-46 as every browser does it for host names (non-transitional): lower case, NFC, punycode. Null if it refuses. */
function toAscii(text: string): string | null {
  // Everything that a URL parser gives a meaning of its own must be gone before it sees the text.
  if ([...text].some((char) => ASCII.test(char) && !TYPEABLE.test(char))) return null
  if (/[\s\p{Cc}]/u.test(text)) return null
  try {
    // With ".x" behind it a label of digits stays a label.
    return new URL(`http://${text}.x`).hostname.slice(0, -2)
  } catch {
    return null
  }
}

/** False for `xn--` labels that do not come back from their Unicode form: they would be a second spelling. */
function isGoodLabel(label: string): boolean {
  if (!label.startsWith('xn--')) return true
  const unicode = decodePunycode(label.slice(4))
  return unicode !== null && !ASCII.test(unicode) && toAscii(unicode) === label
}

function canonical(text: string, input: string): string {
  const folded = TYPEABLE.test(text) ? text.toLowerCase() : toAscii(text)
  if (folded === null) throw invalid(input, 'it holds a character that names cannot have')
  if (!folded.split('.').every(isGoodLabel)) throw invalid(input, 'it holds a label with broken punycode')
  return folded
}

function parseLocal(text: string, input: string): string {
  const local = canonical(text, input)
  if (local.length > MAX_LOCAL_LENGTH) throw invalid(input, `more than ${MAX_LOCAL_LENGTH} characters before the "@"`)
  if (!LOCAL.test(local) || !/[a-z0-9]$/.test(local)) {
    throw invalid(input, 'before the "@" are letters, digits and single ". _ -", with a letter or digit at both ends')
  }
  return local
}

/**
 * The canonical domain: lower case, A-labels, at least two of them, at most 253 characters; no IP address,
 * no port, no final dot. Throws INVALID_NAME. Spec: docs/spec/names.md, "Domains".
 */
export function parseDomain(input: string): string {
  if (input.length > MAX_NAME_INPUT_LENGTH) throw invalid(input, 'it is too long')
  const domain = canonical(input, input)
  const labels = domain.split('.')
  if (labels.length < 2) throw invalid(input, 'a domain has a dot, as in a.example')
  if (domain.length > MAX_DOMAIN_LENGTH) throw invalid(input, `a domain has at most ${MAX_DOMAIN_LENGTH} characters`)
  if (!labels.every((label) => label.length <= MAX_LABEL_LENGTH && LABEL.test(label))) {
    throw invalid(input, 'between its dots a domain has 1 to 63 letters, digits and inner hyphens')
  }
  if (NUMBER_LABEL.test(labels.at(-1) ?? '')) throw invalid(input, 'an IP address is no domain')
  return domain
}

/**
 * A name from what a person types or copies: `Bob@B.example`, `acct:bob@b.example` or `identity://b.example/bob`.
 * Unicode is accepted and becomes A-labels, before the "@" as well. Throws INVALID_NAME.
 */
export function parseName(input: string): Name {
  if (input.length > MAX_NAME_INPUT_LENGTH) throw invalid(input, 'it is too long')
  const uri = /^identity:\/\/([^/]*)\/([^/]*)$/i.exec(input)
  const address = /^(?:acct:)?([^@]*)@([^@]*)$/i.exec(input)
  const local = uri?.[2] ?? address?.[1]
  const domain = uri?.[1] ?? address?.[2]
  if (local === undefined || domain === undefined) throw invalid(input, 'it needs exactly one "@"')
  const canonicalDomain = parseDomain(domain)
  const canonicalLocal = parseLocal(local, input)
  return { local: canonicalLocal, domain: canonicalDomain, text: `${canonicalLocal}@${canonicalDomain}` }
}

/** How to show a canonical name, local part or domain to people: `xn--` labels in Unicode. Never compare these. */
export function displayText(canonicalText: string): string {
  return canonicalText.replace(/(?<=^|[.@])xn--[a-z0-9-]+/g, (label) => decodePunycode(label.slice(4)) ?? label)
}

/**
 * True when a label of the name mixes scripts that no language writes together, as "pаypal" with a Cyrillic "а": a
 * display then shows the `xn--` form and a warning. A hint for people, never a reason to refuse.
 */
export function mixedScripts(name: Name): boolean {
  return displayText(name.text).split(/[.@]/).some(mixesScripts)
}
