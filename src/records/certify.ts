import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../errors.ts'
import { verifyDeviceEntry } from './device-entry.ts'
import { ensure } from './field-checks.ts'
import type { KeyState } from './key-log.ts'
import { replay } from './key-log.ts'
import { rawFromPeerId } from './keys.ts'
import { RECORD_LIMITS } from './kinds.ts'
import type { AnyOpenedEnvelope, OpenedEnvelope } from './open-envelope.ts'
import { checkPayload } from './payload-checks.ts'
import {
  domainRoutingKey,
  identityRoutingKey,
  locationRoutingKey,
  nameHashRoutingKey,
  sealedRoutingKey,
  sha256,
} from './routing-key.ts'
import type { VerifiedRecord } from './verified-record.ts'

/**
 * Checks 11 to 17 of docs/spec/records.md, and the only place that makes a `VerifiedRecord`. Throws RECORD_MALFORMED,
 * LIMIT_EXCEEDED, WRONG_KEY_TYPE, WRONG_ROUTING_KEY, WRONG_SIGNER, KEY_LOG_INVALID, BAD_SIGNATURE, LIFETIME_TOO_LONG.
 */
export async function certify(opened: AnyOpenedEnvelope, routingKey: Uint8Array): Promise<VerifiedRecord> {
  const { kind, network, bytes, payload, payloadBytes, signer } = opened
  checkPayload(kind, payload)
  if (!equals(routingKeyOf(opened), routingKey)) {
    throw new OpenPeerError(
      'WRONG_ROUTING_KEY',
      `This ${kind} record does not belong under the key that was asked for.`,
    )
  }
  const keyState = opened.kind === 'identity' ? await checkIdentity(opened) : null
  if (keyState === null && !equals(signer, requiredSigner(opened))) throw wrongSigner(kind)
  const expiresAt = keyState?.tombstoned ? null : checkLifetime(opened)
  const record = {
    kind,
    network,
    routingKey: Uint8Array.from(routingKey),
    bytes,
    payload,
    payloadHash: sha256(payloadBytes),
    seq: payload.seq,
    expiresAt,
    signer,
    ...(keyState === null ? {} : { keyState }),
  }
  return Object.freeze(record) as unknown as VerifiedRecord
}

function routingKeyOf({ kind, network, payload, signer }: AnyOpenedEnvelope): Uint8Array {
  switch (kind) {
    case 'domain':
      return domainRoutingKey(network, payload.domain)
    case 'name':
      return nameHashRoutingKey(network, signer, payload.nameHash)
    case 'identity':
      return identityRoutingKey(network, payload.id)
    case 'sealed':
      return sealedRoutingKey(network, payload.capability)
    case 'location':
      return locationRoutingKey(network, payload.identityId, payload.peerId)
  }
}

/** Who must have signed. A name's signer was settled by its routing key, which is made from it. */
function requiredSigner({ kind, payload, signer }: AnyOpenedEnvelope): Uint8Array {
  switch (kind) {
    case 'domain':
      return payload.key
    case 'sealed':
      return payload.capability
    case 'location':
      return rawFromPeerId(payload.peerId)
    default:
      return signer
  }
}

function wrongSigner(kind: string): OpenPeerError {
  return new OpenPeerError('WRONG_SIGNER', `This ${kind} record is not signed by the key that it must be signed by.`)
}

async function checkIdentity({ payload, signer, network }: OpenedEnvelope<'identity'>): Promise<KeyState> {
  const state = await replay(payload.keyLog)
  if (!equals(state.id, payload.id)) {
    throw new OpenPeerError('KEY_LOG_INVALID', 'The key log is that of another identity.')
  }
  if (!equals(state.recordKey, signer)) throw wrongSigner('identity')
  if (state.tombstoned) {
    const entries = payload.homes.length + payload.devices.length + payload.listedNames.length
    ensure(entries === 0 && payload.profile === undefined, 'a revoked identity holds more than its key log')
    ensure(payload.expiresAt === 0, 'a revoked identity has an end')
  }
  for (const device of payload.devices) await verifyDeviceEntry(device, payload.id, network)
  return state
}

function checkLifetime({ kind, payload }: AnyOpenedEnvelope): number {
  const { seq, expiresAt } = payload
  ensure(expiresAt > seq, 'expiresAt is not later than seq')
  const { maxLifetimeMs } = RECORD_LIMITS[kind]
  if (expiresAt - seq > maxLifetimeMs) {
    throw new OpenPeerError('LIFETIME_TOO_LONG', `A ${kind} record lives at most ${maxLifetimeMs / 3_600_000} hours.`)
  }
  return expiresAt
}
