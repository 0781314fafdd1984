import { createHash, timingSafeEqual } from 'node:crypto'
import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../../errors.ts'
import type { Federation } from '../../federation/federation.ts'
import { type Name, parseName } from '../../records/names.ts'
import { openEnvelope } from '../../records/open-envelope.ts'
import { listedNameHash } from '../../records/routing-key.ts'
import { validateIdentity } from '../../records/validate.ts'
import type { VerifiedIdentity } from '../../records/verified-record.ts'
import { answering } from '../../wire/call.ts'
import { directory } from '../../wire/methods.ts'
import type { Handler, RequestContext } from '../../wire/serve-channel.ts'
import type { OperatorConfig } from '../config.ts'
import type { DomainRecordKeeper } from '../domain-record.ts'
import type { Log } from '../log.ts'
import type { NameRecords } from '../name-records.ts'
import type { NameRegistry } from '../name-registry.ts'

export interface RegisterOptions {
  domain: string
  network: string
  registration: OperatorConfig['registration']
  registry: NameRegistry
  nameRecords: NameRecords
  domainRecord: Pick<DomainRecordKeeper, 'offer'>
  federation: Federation
  log: Log
  now: () => number
}

/**
 * `register`: gives a name to the identity that asks for it by one of its publisher devices and lists it already
 * (docs/spec/directory.md, "Register"). Asking again is harmless; the registry decides, on disk, before anything is signed.
 *
 * Codes: REGISTRATION_CLOSED (also without a valid token), INVALID_NAME, WRONG_DOMAIN, `validate`'s,
 * IDENTITY_REVOKED, DEVICE_NOT_LISTED, NAME_NOT_LISTED, NAME_OWNED_BY_ANOTHER, LIMIT_EXCEEDED, CONFLICT, NO_QUORUM.
 */
export function registerHandler(options: RegisterOptions): Handler {
  const { domain, registration, registry, nameRecords, domainRecord, log, now } = options
  return answering(directory.register, async (request, context) => {
    const name = nameOf(request.name, domain)
    admit(registration, request.token, registry, name)
    const given = await readIdentity(request.identityRecord, options)
    checkAsker(given, name, context)
    registry.checkFree(name.local, given.payload.id)
    // A newer record may be held, without this device or this name: then that one counts.
    const best = await publishIdentity(given, options)
    if (best !== given) checkAsker(best, name, context)
    const entry = registry.register(name.local, given.payload.id, now())
    // A name leads nowhere before its domain's record is where people look.
    const [{ record, holders, needed }] = await Promise.all([nameRecords.issue(entry), domainRecord.offer()])
    log.info({ name: name.local }, 'a name was registered')
    return { nameRecord: record.bytes, holders, needed }
  })
}

/** `alice` is alice at this domain; a full name must be of this domain. */
function nameOf(text: string, domain: string): Name {
  const name = parseName(/[@:/]/.test(text) ? text : `${text}@${domain}`)
  if (name.domain === domain) return name
  throw new OpenPeerError(
    'WRONG_DOMAIN',
    `This node gives names of ${domain}; ask a node of ${name.domain} for this one`,
  )
}

/** Whoever has a name already may confirm it at any time: that takes nothing from anybody. */
function admit(
  { mode, tokens }: OperatorConfig['registration'],
  token: string,
  registry: NameRegistry,
  { local }: Name,
): void {
  if (mode === 'open' || registry.get(local) !== null) return
  if (mode === 'closed') {
    throw new OpenPeerError('REGISTRATION_CLOSED', 'This domain gives no names to strangers: ask its operator')
  }
  // Every token is compared, and in the same time: how long it took must tell nothing.
  const isKnown = tokens.map((known) => sameText(known, token)).includes(true)
  if (!isKnown)
    throw new OpenPeerError('REGISTRATION_CLOSED', 'This domain gives names with a token: ask its operator for one')
}

function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

async function readIdentity(bytes: Uint8Array, { network, now }: RegisterOptions): Promise<VerifiedIdentity> {
  const opened = await openEnvelope(bytes, network)
  if (opened.kind !== 'identity') throw new OpenPeerError('WRONG_KIND', 'Send the identity record with the name')
  return await validateIdentity(bytes, opened.payload.id, { network, now: now() })
}

async function publishIdentity(given: VerifiedIdentity, { federation }: RegisterOptions): Promise<VerifiedIdentity> {
  const { outcome, record } = await federation.publish(given.bytes, given.routingKey)
  if (outcome === 'conflict') throw new OpenPeerError('CONFLICT', 'A contradicting key log of this identity is held')
  return record.kind === 'identity' && outcome === 'not-newest' ? record : given
}

function checkAsker(identity: VerifiedIdentity, name: Name, { remotePeer }: RequestContext): void {
  const { id, devices, listedNames } = identity.payload
  if (identity.keyState.tombstoned) throw new OpenPeerError('IDENTITY_REVOKED', 'This identity was revoked for good')
  const asker = remotePeer.toMultihash().bytes
  if (!devices.some(({ peerId, publisher }) => publisher && equals(peerId, asker))) {
    const text =
      'A name is registered by a device that the identity lists as publisher; this connection is from another'
    throw new OpenPeerError('DEVICE_NOT_LISTED', text)
  }
  const hash = listedNameHash(id, name)
  if (listedNames.some((listed) => equals(listed, hash))) return
  throw new OpenPeerError('NAME_NOT_LISTED', `The identity record does not list ${name.text}: add it and sign it anew`)
}
