import { fromString } from 'uint8arrays/from-string'
import { toString as toText } from 'uint8arrays/to-string'
import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import { identityIdText } from '../records/identity-id.ts'
import { parseName } from '../records/names.ts'
import { domainRoutingKey, identityRoutingKey, locationRoutingKey, nameRoutingKey } from '../records/routing-key.ts'
import { openRecord } from '../records/validate.ts'
import type { VerifiedDomain, VerifiedIdentity, VerifiedLocation, VerifiedName } from '../records/verified-record.ts'
import type { Check, Contact, ContactStatus, Proof } from './contact.ts'

/** What the owner bound the contact to when it was pinned; a domain key that differs later is told, not trusted. */
export interface Pin {
  /** ms */
  at: number
  domain: string | null
  domainKey: Uint8Array | null
  /** Its keys were in doubt while `head` was the end of its log; `accepted`: its owner knows, and took it all the same. */
  doubt?: { head: Uint8Array; accepted: boolean }
  /** A recovery dropped events of the log that was held. */
  undone?: boolean
}

export interface KnownContact {
  contact: Contact
  pin: Pin | null
}

/** A contact as it rests in a PeerStorage: the records as their signed bytes, opened and checked again when read. */
interface StoredContact {
  version: 1
  id: string
  name: string | null
  status: ContactStatus
  checks: Check[]
  pin: {
    at: number
    domain: string | null
    domainKey: string | null
    doubt?: { head: string; accepted: boolean }
    undone?: boolean
  } | null
  resolvedAt: number
  identity: string
  domain: string | null
  nameRecord: string | null
  homes: [domain: string, record: string][]
  locations: [peerId: string, record: string][]
  addresses: string[]
  /** missing in what earlier versions wrote */
  proofs?: Proof[]
}

export function encodeContact({ contact, pin }: KnownContact): Uint8Array {
  const stored: StoredContact = {
    version: 1,
    id: base64(contact.id),
    name: contact.name?.text ?? null,
    status: contact.status,
    checks: contact.checks,
    pin: pin === null ? null : storedPin(pin),
    resolvedAt: contact.resolvedAt,
    identity: base64(contact.identity.bytes),
    domain: contact.domain === null ? null : base64(contact.domain.bytes),
    nameRecord: contact.nameRecord === null ? null : base64(contact.nameRecord.bytes),
    homes: contact.homes.map((home) => [home.payload.domain, base64(home.bytes)]),
    locations: contact.locations.map((location) => [base64(location.payload.peerId), base64(location.bytes)]),
    addresses: contact.addresses.map(base64),
    proofs: contact.proofs,
  }
  return fromString(JSON.stringify(stored))
}

/**
 * Opens every record again (all checks but those of time). Throws their codes, or INVALID_NAME, when the storage was
 * tampered with, and RECORD_MALFORMED when it is damaged.
 */
export async function decodeContact(bytes: Uint8Array, network: string): Promise<KnownContact> {
  try {
    return await openContact(bytes, network)
  } catch (cause) {
    if (isOpenPeerError(cause)) throw cause
    const text =
      'What was kept of a contact is damaged. Forget the contact, and check who it is before you pin it again.'
    throw new OpenPeerError('RECORD_MALFORMED', text, { cause })
  }
}

async function openContact(bytes: Uint8Array, network: string): Promise<KnownContact> {
  const stored = JSON.parse(toText(bytes)) as StoredContact
  const lists: unknown[] = [stored.checks, stored.proofs ?? []]
  if (typeof stored.status !== 'string' || !lists.every(Array.isArray) || !isTime(stored.resolvedAt)) {
    throw new TypeError('a field is of another type')
  }
  const id = raw(stored.id)
  const name = stored.name === null ? null : parseName(stored.name)
  const open = (record: string, routingKey: Uint8Array) => openRecord(raw(record), routingKey, { network })
  const domain =
    stored.domain === null || name === null
      ? null
      : ((await open(stored.domain, domainRoutingKey(network, name.domain))) as VerifiedDomain)
  const nameRecord =
    stored.nameRecord === null || name === null || domain === null
      ? null
      : ((await open(stored.nameRecord, nameRoutingKey(network, domain.payload.key, name.local))) as VerifiedName)
  const contact: Contact = {
    id,
    idText: identityIdText(id),
    name,
    status: stored.status,
    movedFrom: null,
    checks: stored.checks,
    identity: (await open(stored.identity, identityRoutingKey(network, id))) as VerifiedIdentity,
    domain,
    nameRecord,
    homes: (await Promise.all(
      stored.homes.map(([home, record]) => open(record, domainRoutingKey(network, home))),
    )) as VerifiedDomain[],
    locations: (await Promise.all(
      stored.locations.map(([peerId, record]) => open(record, locationRoutingKey(network, id, raw(peerId)))),
    )) as VerifiedLocation[],
    addresses: stored.addresses.map(raw),
    proofs: stored.proofs ?? [],
    pinned: stored.pin !== null,
    resolvedAt: stored.resolvedAt,
    source: 'cache',
  }
  return { contact, pin: stored.pin === null ? null : openPin(stored.pin) }
}

function storedPin({ doubt, domainKey, ...pin }: Pin): NonNullable<StoredContact['pin']> {
  const kept = { ...pin, domainKey: domainKey === null ? null : base64(domainKey) }
  return doubt === undefined ? kept : { ...kept, doubt: { ...doubt, head: base64(doubt.head) } }
}

function openPin({ doubt, domainKey, ...pin }: NonNullable<StoredContact['pin']>): Pin {
  const kept = { ...pin, domainKey: domainKey === null ? null : raw(domainKey) }
  return doubt === undefined ? kept : { ...kept, doubt: { ...doubt, head: raw(doubt.head) } }
}

/**
 * What the oldest-first eviction needs to know, without opening a record; null for one that is damaged: it stays until
 * its owner forgets it, since it may have been pinned.
 */
export function readAge(bytes: Uint8Array): { pinned: boolean; resolvedAt: number } | null {
  try {
    const { pin, resolvedAt } = JSON.parse(toText(bytes)) as StoredContact
    return isTime(resolvedAt) ? { pinned: pin !== null, resolvedAt } : null
  } catch {
    return null
  }
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0
}

function base64(bytes: Uint8Array): string {
  return toText(bytes, 'base64')
}

function raw(text: string): Uint8Array {
  return fromString(text, 'base64')
}
