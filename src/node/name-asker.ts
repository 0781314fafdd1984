import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../errors.ts'
import type { Federation } from '../federation/federation.ts'
import { claimsName } from '../records/name-history.ts'
import { type Name, parseName } from '../records/names.ts'
import { openEnvelope } from '../records/open-envelope.ts'
import { validateIdentity } from '../records/validate.ts'
import type { VerifiedIdentity } from '../records/verified-record.ts'
import type { RequestContext } from '../wire/serve-channel.ts'

export interface AskerOptions {
  network: string
  federation: Federation
  now: () => number
  /** Whether this identity may have what it asks for; throws if not. Asked before anything is stored. */
  check: (id: Uint8Array) => void
}

/** `alice` is alice at this domain; a full name must be of this domain. Throws INVALID_NAME, WRONG_DOMAIN. */
export function ownName(text: string, domain: string): Name {
  const name = parseName(/[@:/]/.test(text) ? text : `${text}@${domain}`)
  if (name.domain === domain) return name
  throw new OpenPeerError(
    'WRONG_DOMAIN',
    `This node gives names of ${domain}; ask a node of ${name.domain} for this one`,
  )
}

/**
 * Who asks for a name: the connection is from a publisher device of an identity that lists `name`, by the newest record of
 * it, which is stored and put to its holders. Answers that record's payload.
 *
 * Throws `validate`'s codes, WRONG_KIND, IDENTITY_REVOKED, DEVICE_NOT_LISTED, NAME_NOT_LISTED, CONFLICT, NO_QUORUM, and what
 * `check` throws. docs/spec/directory.md, "Register".
 */
export async function publisherAsks(
  identityRecord: Uint8Array,
  name: Name,
  context: RequestContext,
  options: AskerOptions,
): Promise<VerifiedIdentity['payload']> {
  const given = await readIdentity(identityRecord, options)
  checkAsker(given, name, context)
  options.check(given.payload.id)
  // A newer record may be held, without this device or this name: then that one counts.
  const best = await publishIdentity(given, options)
  if (best !== given) checkAsker(best, name, context)
  return best.payload
}

async function readIdentity(bytes: Uint8Array, { network, now }: AskerOptions): Promise<VerifiedIdentity> {
  const opened = await openEnvelope(bytes, network)
  if (opened.kind !== 'identity') throw new OpenPeerError('WRONG_KIND', 'Send the identity record with the name')
  return await validateIdentity(bytes, opened.payload.id, { network, now: now() })
}

async function publishIdentity(given: VerifiedIdentity, { federation }: AskerOptions): Promise<VerifiedIdentity> {
  const { outcome, record } = await federation.publish(given.bytes, given.routingKey)
  if (outcome === 'conflict') throw new OpenPeerError('CONFLICT', 'A contradicting key log of this identity is held')
  return record.kind === 'identity' && outcome === 'not-newest' ? record : given
}

function checkAsker(identity: VerifiedIdentity, name: Name, { remotePeer }: RequestContext): void {
  if (identity.keyState.tombstoned) throw new OpenPeerError('IDENTITY_REVOKED', 'This identity was revoked for good')
  const asker = remotePeer.toMultihash().bytes
  if (!identity.payload.devices.some(({ peerId, publisher }) => publisher && equals(peerId, asker))) {
    const text = 'Names are asked for by a device that the identity lists as publisher; this connection is from another'
    throw new OpenPeerError('DEVICE_NOT_LISTED', text)
  }
  if (claimsName(identity, name)) return
  throw new OpenPeerError('NAME_NOT_LISTED', `The identity record does not list ${name.text}: add it and sign it anew`)
}
