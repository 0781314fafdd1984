import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../errors.ts'
import { certify } from './certify.ts'
import type { RecordKind } from './kinds.ts'
import { MAX_SEQ_AHEAD_MS } from './kinds.ts'
import type { Name } from './names.ts'
import { openEnvelope } from './open-envelope.ts'
import {
  domainRoutingKey,
  identityRoutingKey,
  locationRoutingKey,
  nameRoutingKey,
  sealedRoutingKey,
} from './routing-key.ts'
import type {
  VerifiedDomain,
  VerifiedIdentity,
  VerifiedLocation,
  VerifiedName,
  VerifiedOf,
  VerifiedRecord,
  VerifiedSealed,
} from './verified-record.ts'

/** The network that a record must be of, and the reader's clock in ms. */
export interface ValidateOptions {
  network: string
  now: number
}

/**
 * Every check that does not depend on the time: for what a holder already holds. Throws INVALID_ARGUMENT (the
 * network's name), RECORD_TOO_LARGE, RECORD_MALFORMED, WRONG_KEY_TYPE, RECORD_NOT_CANONICAL, WRONG_KIND,
 * WRONG_NETWORK, LIMIT_EXCEEDED, BAD_SIGNATURE, WRONG_ROUTING_KEY, WRONG_SIGNER, KEY_LOG_INVALID, LIFETIME_TOO_LONG.
 * Spec: docs/spec/records.md, "Order of the checks".
 */
export async function openRecord(
  bytes: Uint8Array,
  routingKey: Uint8Array,
  options: { network: string },
): Promise<VerifiedRecord> {
  return await certify(await openEnvelope(bytes, options.network), routingKey)
}

/** All checks: those of `openRecord`, then the times. Throws what `openRecord` and `checkTimes` throw. */
export async function validate(
  bytes: Uint8Array,
  routingKey: Uint8Array,
  options: ValidateOptions,
): Promise<VerifiedRecord> {
  const record = await openRecord(bytes, routingKey, options)
  checkTimes(record, options.now)
  return record
}

/** Throws SEQ_IN_FUTURE (signed more than 5 minutes after `now`) or RECORD_EXPIRED (`now`, ms, is at or after its end). */
export function checkTimes(record: Pick<VerifiedRecord, 'kind' | 'seq' | 'expiresAt'>, now: number): void {
  if (record.seq > now + MAX_SEQ_AHEAD_MS) {
    const [signed, here] = [new Date(record.seq).toISOString(), new Date(now).toISOString()]
    const text = `The ${record.kind} record was signed at ${signed}, and here it is ${here}: compare the clocks.`
    throw new OpenPeerError('SEQ_IN_FUTURE', text)
  }
  if (record.expiresAt !== null && record.expiresAt <= now) {
    const end = new Date(record.expiresAt).toISOString()
    throw new OpenPeerError('RECORD_EXPIRED', `The ${record.kind} record ended at ${end}: its owner must renew it.`)
  }
}

/** A domain record of `domain` (A-label). Throws what `validate` throws. */
export async function validateDomain(
  bytes: Uint8Array,
  domain: string,
  options: ValidateOptions,
): Promise<VerifiedDomain> {
  return await validateAs('domain', bytes, domainRoutingKey(options.network, domain), options)
}

/** A name record of `name` under a raw domain key; by any other key it is WRONG_SIGNER. Throws what `validate` throws. */
export async function validateName(
  bytes: Uint8Array,
  domainKey: Uint8Array,
  name: Name,
  options: ValidateOptions,
): Promise<VerifiedName> {
  const routingKey = nameRoutingKey(options.network, domainKey, name.local)
  return await validateAs('name', bytes, routingKey, options, domainKey)
}

/** The identity record of an identity id (32 bytes). Throws what `validate` throws. */
export async function validateIdentity(
  bytes: Uint8Array,
  id: Uint8Array,
  options: ValidateOptions,
): Promise<VerifiedIdentity> {
  return await validateAs('identity', bytes, identityRoutingKey(options.network, id), options)
}

/** The sealed record of a raw capability public key. Throws what `validate` throws. */
export async function validateSealed(
  bytes: Uint8Array,
  capability: Uint8Array,
  options: ValidateOptions,
): Promise<VerifiedSealed> {
  return await validateAs('sealed', bytes, sealedRoutingKey(options.network, capability), options)
}

/**
 * A location record of this identity: of the device with these peer id bytes, or (null) of any. That the identity
 * lists the device is the caller's check. Throws what `validate` throws.
 */
export async function validateLocation(
  bytes: Uint8Array,
  identityId: Uint8Array,
  peerId: Uint8Array | null,
  options: ValidateOptions,
): Promise<VerifiedLocation> {
  const routingKey = (device: Uint8Array) => locationRoutingKey(options.network, identityId, device)
  if (peerId !== null) return await validateAs('location', bytes, routingKey(peerId), options)
  const opened = await openEnvelope(bytes, options.network)
  if (opened.kind !== 'location') throw wrongKind('location', opened.kind)
  const record = (await certify(opened, routingKey(opened.payload.peerId))) as VerifiedLocation
  checkTimes(record, options.now)
  return record
}

async function validateAs<K extends RecordKind>(
  kind: K,
  bytes: Uint8Array,
  routingKey: Uint8Array,
  options: ValidateOptions,
  signer?: Uint8Array,
): Promise<VerifiedOf<K>> {
  const opened = await openEnvelope(bytes, options.network)
  if (opened.kind !== kind) throw wrongKind(kind, opened.kind)
  // Before the routing key, which for a name is made from the signer: the reader wants the cause.
  if (signer !== undefined && !equals(signer, opened.signer)) {
    throw new OpenPeerError('WRONG_SIGNER', `This ${kind} record is signed by another key than it must be.`)
  }
  const record = await certify(opened, routingKey)
  checkTimes(record, options.now)
  return record as VerifiedOf<K>
}

function wrongKind(expected: RecordKind, found: RecordKind): OpenPeerError {
  return new OpenPeerError('WRONG_KIND', `This is a record of kind ${found} where ${expected} was asked for.`)
}
