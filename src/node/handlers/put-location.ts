import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../../errors.ts'
import type { Federation } from '../../federation/federation.ts'
import type { LookupPolicy } from '../../federation/lookup-policy.ts'
import { openEnvelope } from '../../records/open-envelope.ts'
import { identityRoutingKey } from '../../records/routing-key.ts'
import { validateIdentity, validateLocation } from '../../records/validate.ts'
import type { VerifiedIdentity, VerifiedLocation } from '../../records/verified-record.ts'
import { answering } from '../../wire/call.ts'
import { directory } from '../../wire/methods.ts'
import type { Handler } from '../../wire/serve-channel.ts'
import type { OperatorConfig } from '../config.ts'
import type { Locations } from '../locations.ts'
import type { UnlistedLocations } from '../unlisted-locations.ts'

export interface PutLocationOptions {
  domain: string
  network: string
  locations: Locations
  unlisted: Pick<UnlistedLocations, 'put'>
  /** unlisted people have no name: only `open` domains are a home to those */
  registration: OperatorConfig['registration']
  federation: Federation
  now: () => number
}

/**
 * `putLocation`: keeps where a device of somebody at home here can be reached (docs/spec/directory.md, "Locations").
 *
 * With an identity record the identity is unlisted: the record is looked at, kept in memory with the location, and neither
 * stored nor handed on (docs/spec/directory.md, "Unlisted identities").
 *
 * Codes: `validate`'s, NOT_REGISTERED (this is no home of the identity), DEVICE_NOT_LISTED, NOT_NEWEST, STORE_FULL,
 * LIMIT_EXCEEDED, CONFLICT, REGISTRATION_CLOSED (an unlisted identity, and this domain takes no guests).
 */
export function putLocationHandler(options: PutLocationOptions): Handler {
  const { domain, network, locations, unlisted, now } = options
  return answering(directory.putLocation, async ({ envelope, identityRecord }, { remotePeer }) => {
    const opened = await openEnvelope(envelope, network)
    if (opened.kind !== 'location') throw new OpenPeerError('WRONG_KIND', 'putLocation takes location records only')
    const { identityId } = opened.payload
    const location = await validateLocation(envelope, identityId, null, { network, now: now() })
    if (identityRecord.byteLength > 0) {
      if (options.registration.mode !== 'open') {
        const text = `${domain} is a home of people with a name there only: an unlisted identity needs another home`
        throw new OpenPeerError('REGISTRATION_CLOSED', text)
      }
      const identity = await validateIdentity(identityRecord, identityId, { network, now: now() })
      const isOwn = equals(location.payload.peerId, remotePeer.toMultihash().bytes)
      const refusal = isOwn ? admission(location, domain, identity) : notListed()
      if (refusal !== null) throw refusal
      return { expiresAt: unlisted.put(location, identity).expiresAt ?? 0 }
    }
    // What is held here may be a version behind; the holders are asked before anybody is turned away.
    const isAdmitted = admission(location, domain, await identityOf(identityId, 'cache-first', options)) === null
    if (!isAdmitted) {
      const identity = await identityOf(identityId, 'network', options)
      if (identity !== null) locations.review(identity)
      const refusal = admission(location, domain, identity)
      if (refusal !== null) throw refusal
    }
    return { expiresAt: locations.put(location).expiresAt ?? 0 }
  })
}

async function identityOf(
  id: Uint8Array,
  policy: LookupPolicy,
  { network, federation }: PutLocationOptions,
): Promise<VerifiedIdentity | null> {
  const { record } = await federation.lookup(identityRoutingKey(network, id), { policy })
  return record as VerifiedIdentity | null
}

/** Null when the location may be kept, else why not. */
function admission(
  location: VerifiedLocation,
  domain: string,
  identity: VerifiedIdentity | null,
): OpenPeerError | null {
  if (!identity?.payload.homes.includes(domain) || identity.keyState.tombstoned) {
    const text = `${domain} is no home of this identity: publish the identity record that lists it as one first`
    return new OpenPeerError('NOT_REGISTERED', text)
  }
  if (identity.payload.devices.some(({ peerId }) => equals(peerId, location.payload.peerId))) return null
  return notListed()
}

function notListed(): OpenPeerError {
  return new OpenPeerError('DEVICE_NOT_LISTED', 'The identity record does not list this device: publish one that does')
}
