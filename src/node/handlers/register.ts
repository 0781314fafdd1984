import { createHash, timingSafeEqual } from 'node:crypto'
import { OpenPeerError } from '../../errors.ts'
import type { Federation } from '../../federation/federation.ts'
import type { Name } from '../../records/names.ts'
import { answering } from '../../wire/call.ts'
import { directory } from '../../wire/methods.ts'
import type { Handler } from '../../wire/serve-channel.ts'
import type { OperatorConfig } from '../config.ts'
import type { DomainRecordKeeper } from '../domain-record.ts'
import type { Log } from '../log.ts'
import { ownName, publisherAsks } from '../name-asker.ts'
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
    const name = ownName(request.name, domain)
    admit(registration, request.token, registry, name)
    const mayTake = (id: Uint8Array) => registry.checkFree(name.local, id)
    const { id } = await publisherAsks(request.identityRecord, name, context, { ...options, check: mayTake })
    const entry = registry.register(name.local, id, now())
    // A name leads nowhere before its domain's record is where people look.
    const [{ record, holders, needed }] = await Promise.all([nameRecords.issue(entry), domainRecord.offer()])
    log.info({ name: name.local }, 'a name was registered')
    return { nameRecord: record.bytes, holders, needed }
  })
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
