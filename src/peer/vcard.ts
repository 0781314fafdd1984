import { isOpenPeerError } from '../errors.ts'
import { formatUri, parseAddress } from '../records/uris.ts'
import type { ContactEntry } from './contact-entry.ts'
import { isPetname } from './petname.ts'

/** What one card says; nothing of it is checked. */
export interface Card {
  /** 32 bytes; null for a card without an identity of ours */
  id: Uint8Array | null
  domain: string | null
  /** canonical text */
  name: string | null
  petname: string | null
  /** to tell people which card is meant */
  label: string
}

/** Octets of a line before it is folded: RFC 6350, 3.2. */
const MAX_LINE_BYTES = 75
const MAX_LABEL_LENGTH = 64

/** People as vCard 4.0 (RFC 6350), a card each. docs/spec/contacts.md, "vCard". */
export function toVcards(entries: ContactEntry[]): string {
  return entries.map(toVcard).join('')
}

function toVcard({ id, idText, shownAs, petname, name, contact }: ContactEntry): string {
  const domain = contact?.identity.payload.homes[0] ?? name?.domain ?? null
  const lines = [
    'BEGIN:VCARD',
    'VERSION:4.0',
    `FN:${escapeText(petname ?? name?.text ?? shownAs)}`,
    ...(petname === null ? [] : [`NICKNAME:${escapeText(petname)}`]),
    `X-OPENPEER-ID:${idText}`,
    ...(domain === null ? [] : [`IMPP:${formatUri({ type: 'identity', id, domain })}`]),
    ...(name === null ? [] : [`IMPP:${formatUri({ type: 'name', name })}`]),
    'END:VCARD',
  ]
  return lines.map((line) => `${fold(line)}\r\n`).join('')
}

/** All cards of a text, also of other programs and versions; lines that cannot be read are passed over. Never throws. */
export function readVcards(text: string): Card[] {
  const cards: Card[] = []
  let lines: Line[] | null = null
  for (const row of text.replaceAll(/\r?\n[ \t]/g, '').split(/\r?\n/)) {
    const line = readLine(row)
    if (line === null) continue
    const { property, value } = line
    if (property === 'BEGIN' && /^vcard\s*$/i.test(value)) lines = []
    else if (property === 'END') {
      if (lines !== null) cards.push(readCard(lines))
      lines = null
    } else lines?.push(line)
  }
  return cards
}

interface Line {
  /** in capitals, without its group */
  property: string
  value: string
}

function readLine(row: string): Line | null {
  // A quoted parameter may hold a colon.
  const [, property, value] = /^(?:[\w-]+\.)?([\w-]+)(?:;(?:"[^"]*"|[^":])*)?:(.*)$/s.exec(row) ?? []
  return property === undefined || value === undefined ? null : { property: property.toUpperCase(), value }
}

function readCard(lines: Line[]): Card {
  const values = (wanted: string) => lines.filter(({ property }) => property === wanted).map(({ value }) => value)
  const [fullName = ''] = values('FN').map((value) => unescapeText(value))
  const nicknames = values('NICKNAME').flatMap((value) => value.split(/(?<!\\)(?:\\\\)*,/).map(unescapeText))
  const card: Card = { id: null, domain: null, name: null, petname: null, label: fullName.slice(0, MAX_LABEL_LENGTH) }
  card.petname = [...nicknames, fullName].find(isPetname)?.trim() ?? null
  for (const text of [...values('X-OPENPEER-ID'), ...values('IMPP')]) {
    const address = readAddress(text.trim())
    if (address?.type === 'name') card.name ??= address.name.text
    // One card is one person: an address of another id is passed over.
    else if (address?.type === 'identity' && (card.id === null || `${card.id}` === `${address.id}`)) {
      card.id = address.id
      card.domain ??= address.domain
    }
  }
  return card
}

function readAddress(text: string): ReturnType<typeof parseAddress> | null {
  try {
    return parseAddress(text)
  } catch (error) {
    if (isOpenPeerError(error)) return null
    throw error
  }
}

function escapeText(text: string): string {
  return text.replaceAll(/[\\,;]/g, '\\$&').replaceAll('\n', '\\n')
}

function unescapeText(text: string): string {
  return text.replaceAll(/\\(.)/gs, (_, escaped: string) => (escaped === 'n' || escaped === 'N' ? '\n' : escaped))
}

/** Lines of at most 75 octets, the first octet of each further one a space; no character is cut in two. */
function fold(line: string): string {
  const parts: string[] = []
  let part = ''
  let bytes = 0
  for (const character of line) {
    const size = new TextEncoder().encode(character).length
    if (bytes + size > MAX_LINE_BYTES) {
      parts.push(part)
      part = ''
      bytes = 1
    }
    part += character
    bytes += size
  }
  return [...parts, part].join('\r\n ')
}
