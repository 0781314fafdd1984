import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../../errors.ts'
import type { Federation } from '../../federation/federation.ts'
import type { LookupPolicy } from '../../federation/lookup-policy.ts'
import { openEnvelope } from '../../records/open-envelope.ts'
import { identityRoutingKey } from '../../records/routing-key.ts'
import { validateLocation } from '../../records/validate.ts'
import type { VerifiedIdentity, VerifiedLocation } from '../../records/verified-record.ts'
import { answering } from '../../wire/call.ts'
import { directory } from '../../wire/methods.ts'
import type { Handler } from '../../wire/serve-channel.ts'
import type { Locations } from '../locations.ts'

export interface PutLocationOptions {
  domain: string
  network: string
  locations: Locations
  federation: Federation
  now: () => number
}

/**
 * `putLocation`: keeps where a device of somebody at home here can be reached (docs/spec/directory.md, "Locations").
 *
 * Codes: `validate`'s, NOT_REGISTERED (this is no home of the identity), DEVICE_NOT_LISTED, NOT_NEWEST, STORE_FULL,
 * LIMIT_EXCEEDED.
 */
export function putLocationHandler(options: PutLocationOptions): Handler {
  const { network, locations, now } = options
  return answering(directory.putLocation, async ({ envelope }) => {
    const opened = await openEnvelope(envelope, network)
    if (opened.kind !== 'location') throw new OpenPeerError('WRONG_KIND', 'putLocation takes location records only')
    const { identityId } = opened.payload
    const location = await validateLocation(envelope, identityId, null, { network, now: now() })
    // What is held here may be a version behind; the holders are asked before anybody is turned away.
    const isAdmitted =
      admission(location, options.domain, await identityOf(identityId, 'cache-first', options)) === null
    const refusal = isAdmitted
      ? null
      : admission(location, options.domain, await identityOf(identityId, 'network', options))
    if (refusal !== null) throw refusal
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
  return new OpenPeerError('DEVICE_NOT_LISTED', 'The identity record does not list this device: publish one that does')
}
