import type { Ed25519PrivateKey } from '@libp2p/interface'
import { fromString } from 'uint8arrays/from-string'
import { toString as toText } from 'uint8arrays/to-string'
import { OpenPeerError } from '../errors.ts'
import { verifies } from '../records/keys.ts'
import type { BookEntry, Comparison } from './address-book.ts'
import type { KnownContact } from './stored-contact.ts'

/** In UTF-16 units. */
export const MAX_FILE_LENGTH = 8 * 1024 * 1024
export const MAX_FILE_CONTACTS = 5_000
const FORMAT = 'openpeer-contacts'

/** One person of a JSON export; bytes are base64url, times ms. docs/spec/contacts.md, "JSON". */
export interface FiledContact {
  id: string
  petname: string | null
  name: string | null
  /** a domain where the id may be asked for */
  domain: string | null
  pin: { at: number; domain: string | null; domainKey: string | null; doubt: FiledDoubt | null } | null
  /** highest `seq` seen, and the hash of the last key event; both are in the identity record too */
  seq: number | null
  keyLogHead: string | null
  compared: Comparison | null
  blockedAt: number | null
  records: { identity: string | null; domain: string | null; name: string | null }
}

interface FiledDoubt {
  head: string
  accepted: boolean
}

interface ContactsFile {
  format: typeof FORMAT
  version: 1
  network: string
  /** whose it is: the id as text */
  by: string
  exportedAt: number
  contacts: FiledContact[]
}

/** One person as they are written. */
export function toFiled(idText: string, book: BookEntry | null, known: KnownContact | null): FiledContact {
  const contact = known?.contact ?? null
  const pin = known?.pin ?? null
  const record = (bytes: Uint8Array | undefined) => (bytes === undefined ? null : base64(bytes))
  return {
    id: idText,
    petname: book?.petname ?? null,
    name: contact?.name?.text ?? book?.claimedName ?? null,
    domain: contact?.identity.payload.homes[0] ?? book?.domain ?? null,
    pin:
      pin === null
        ? null
        : {
            at: pin.at,
            domain: pin.domain,
            domainKey: pin.domainKey === null ? null : base64(pin.domainKey),
            doubt: pin.doubt === undefined ? null : { ...pin.doubt, head: base64(pin.doubt.head) },
          },
    seq: contact?.identity.seq ?? null,
    keyLogHead: contact === null ? null : base64(contact.identity.keyState.head),
    compared: book?.compared ?? null,
    blockedAt: book?.blockedAt ?? null,
    records: {
      identity: record(contact?.identity.bytes),
      domain: record(contact?.domain?.bytes),
      name: record(contact?.nameRecord?.bytes),
    },
  }
}

export interface FileSigner {
  network: string
  /** own id as text */
  by: string
  /** the identity key in force */
  key: Ed25519PrivateKey
}

/** The file, signed, so that its writer knows it again. */
export async function writeContactsFile(
  contacts: FiledContact[],
  { network, by, key }: FileSigner,
  now: number,
): Promise<string> {
  const file: ContactsFile = { format: FORMAT, version: 1, network, by, exportedAt: now, contacts }
  const signature = base64(await key.sign(signedBytes(file, network)))
  return `${JSON.stringify({ ...file, signature }, null, 2)}\n`
}

/**
 * What a file says; `isOwn`: it was written by this very identity, under the key in force. The people in it are not looked
 * at. Throws INVALID_ARGUMENT for what is no such file or of another network, LIMIT_EXCEEDED.
 */
export async function readContactsFile(
  text: string,
  own: { network: string; by: string; key: Uint8Array },
): Promise<{ contacts: unknown[]; isOwn: boolean }> {
  const { signature, ...file } = parse(text)
  const { format, version, network, by, contacts } = file
  if (format !== FORMAT || version !== 1 || !Array.isArray(contacts)) throw notOurs()
  if (network !== own.network) {
    const message = `These contacts are of another network than yours, which is "${own.network}": nothing was taken.`
    throw new OpenPeerError('INVALID_ARGUMENT', message)
  }
  if (contacts.length > MAX_FILE_CONTACTS) {
    throw new OpenPeerError('LIMIT_EXCEEDED', `A file has at most ${MAX_FILE_CONTACTS} contacts: split it.`)
  }
  const isOwn = by === own.by && typeof signature === 'string' && (await isSigned(signature))
  return { contacts, isOwn }

  async function isSigned(given: string): Promise<boolean> {
    try {
      return await verifies(own.key, signedBytes(file, own.network), fromString(given, 'base64url'))
    } catch {
      return false
    }
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch (cause) {
    throw notOurs(cause)
  }
  throw notOurs()
}

function notOurs(cause?: unknown): OpenPeerError {
  const message = 'This is neither an export of contacts in JSON, version 1, nor a vCard file.'
  return new OpenPeerError('INVALID_ARGUMENT', message, { cause })
}

/** Members stay in the order of the file: whoever writes and whoever reads sees the same text. */
function signedBytes(file: object, network: string): Uint8Array {
  return fromString(`openpeer/${network}/contacts-file/1\n${JSON.stringify(file)}`)
}

function base64(bytes: Uint8Array): string {
  return toText(bytes, 'base64url')
}
