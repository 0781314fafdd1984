import { equals } from 'uint8arrays/equals'
import { fromString } from 'uint8arrays/from-string'
import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import { identityIdText, parseIdentityId } from '../records/identity-id.ts'
import { parseDomain, parseName } from '../records/names.ts'
import { domainRoutingKey, identityRoutingKey, nameRoutingKey } from '../records/routing-key.ts'
import { checkTimes, openRecord } from '../records/validate.ts'
import type { VerifiedDomain, VerifiedIdentity, VerifiedName } from '../records/verified-record.ts'
import type { Comparison } from './address-book.ts'
import type { Contact } from './contact.ts'
import { listsName } from './contact-entry.ts'
import { isPetname, parsePetname } from './petname.ts'
import type { Pin } from './stored-contact.ts'

/** One person of a file, every record opened and checked (all checks but those of time), no status taken over. */
export interface ReadContact {
  id: Uint8Array
  petname: string | null
  name: string | null
  domain: string | null
  /** Null where the file has no identity record, or one that does not hold. */
  contact: Contact | null
  /** Only from a file of one's own. */
  pin: Pin | null
  compared: Comparison | null
  blockedAt: number | null
}

/** Reads one person. Throws INVALID_ARGUMENT, INVALID_URI, INVALID_NAME and the codes of records. */
export async function readFiled(
  value: unknown,
  { network, now, isOwn }: { network: string; now: number; isOwn: boolean },
): Promise<ReadContact> {
  const filed = object(value)
  const id = parseIdentityId(text(filed.id) ?? '')
  const petname = text(filed.petname)
  const name = text(filed.name)
  const domain = text(filed.domain)
  const records = filed.records == null ? {} : object(filed.records)
  const identityBytes = raw(records.identity)
  const contact =
    identityBytes === null
      ? null
      : await readContact(id, { network, now, name: isOwn ? name : null, identityBytes, records })
  return {
    id,
    petname: petname !== null && isPetname(petname) ? parsePetname(petname) : null,
    name: name === null ? null : parseName(name).text,
    domain: domain === null ? null : parseDomain(domain),
    contact,
    pin: isOwn && filed.pin != null ? readPin(object(filed.pin)) : null,
    compared: isOwn && filed.compared != null ? readComparison(object(filed.compared)) : null,
    blockedAt: isOwn && filed.blockedAt != null ? time(filed.blockedAt) : null,
  }
}

interface Given {
  network: string
  now: number
  name: string | null
  identityBytes: Uint8Array
  records: Record<string, unknown>
}

async function readContact(id: Uint8Array, given: Given): Promise<Contact> {
  const { network, now, identityBytes } = given
  const identity = (await openRecord(identityBytes, identityRoutingKey(network, id), { network })) as VerifiedIdentity
  checkNotInFuture(identity, now)
  const named = await readNamed(identity, given)
  return {
    id,
    idText: identityIdText(id),
    name: null,
    domain: null,
    nameRecord: null,
    ...named,
    status: named === null ? 'unverified' : 'name-unconfirmed',
    movedFrom: null,
    checks: [
      { name: 'key-log', result: 'ok', detail: 'From a file: its keys lead to its id. Nothing else was checked.' },
    ],
    identity,
    homes: [],
    locations: [],
    addresses: [],
    proofs: [],
    pinned: false,
    resolvedAt: now,
    source: 'cache',
  }
}

/** One that has ended is a start all the same; one of the future would outlast all that the person says from now on. */
function checkNotInFuture(identity: VerifiedIdentity, now: number): void {
  try {
    checkTimes(identity, now)
  } catch (error) {
    if (!isOpenPeerError(error, 'RECORD_EXPIRED')) throw error
  }
}

/** Name and domain as their records say them; null where these do not hold together. */
async function readNamed(
  identity: VerifiedIdentity,
  { network, name: given, records }: Given,
): Promise<Pick<Contact, 'name' | 'domain' | 'nameRecord'> | null> {
  const [domainBytes, nameBytes] = [raw(records.domain), raw(records.name)]
  if (given === null || domainBytes === null || nameBytes === null) return null
  const name = parseName(given)
  const open = (bytes: Uint8Array, routingKey: Uint8Array) => openRecord(bytes, routingKey, { network })
  const domain = (await open(domainBytes, domainRoutingKey(network, name.domain))) as VerifiedDomain
  const { key } = domain.payload
  const nameRecord = (await open(nameBytes, nameRoutingKey(network, key, name.local))) as VerifiedName
  const isTheirs = equals(nameRecord.payload.identityId, identity.payload.id) && listsName(identity, name)
  return isTheirs ? { name, domain, nameRecord } : null
}

function readPin(pin: Record<string, unknown>): Pin {
  const domain = text(pin.domain)
  const doubt = pin.doubt == null ? null : object(pin.doubt)
  const kept = {
    at: time(pin.at),
    domain: domain === null ? null : parseDomain(domain),
    domainKey: raw(pin.domainKey),
  }
  return doubt === null ? kept : { ...kept, doubt: { head: needed(doubt.head), accepted: doubt.accepted === true } }
}

function readComparison(compared: Record<string, unknown>): Comparison {
  const { ownKey, theirKey } = compared
  if (text(ownKey) === null || text(theirKey) === null) throw malformed()
  return { at: time(compared.at), ownKey: ownKey as string, theirKey: theirKey as string }
}

function object(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw malformed()
}

function text(value: unknown): string | null {
  if (value == null) return null
  if (typeof value === 'string' && value.length <= 1024) return value
  throw malformed()
}

function raw(value: unknown): Uint8Array | null {
  return value == null ? null : needed(value)
}

function needed(value: unknown): Uint8Array {
  try {
    if (typeof value === 'string' && value.length <= 64 * 1024) return fromString(value, 'base64url')
  } catch {
    // Not base64url.
  }
  throw malformed()
}

function time(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw malformed()
}

function malformed(): OpenPeerError {
  return new OpenPeerError(
    'INVALID_ARGUMENT',
    'This contact of the file is damaged: a field is missing or of another type.',
  )
}
