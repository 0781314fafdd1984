import { RecordEnvelope } from '@libp2p/peer-record'
import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../errors.ts'
import type { RecordKind } from './kinds.ts'
import { checkNetwork, domainString, kindOfPayloadType, MAX_RECORD_BYTES, RECORD_LIMITS } from './kinds.ts'
import type { Payloads } from './payload-codecs.ts'
import { decodePayload } from './payload-codecs.ts'

/** An envelope that is canonical and signed by `signer` (raw key), for this kind and network; no more is known yet. */
export interface OpenedEnvelope<K extends RecordKind> {
  kind: K
  network: string
  bytes: Uint8Array<ArrayBuffer>
  payload: Payloads[K]
  payloadBytes: Uint8Array<ArrayBuffer>
  signer: Uint8Array<ArrayBuffer>
}

/** One opened envelope of any kind. */
export type AnyOpenedEnvelope = { [K in RecordKind]: OpenedEnvelope<K> }[RecordKind]

/**
 * Checks 1 to 10 of docs/spec/records.md, "Order of the checks". Throws RECORD_TOO_LARGE, RECORD_MALFORMED,
 * WRONG_KEY_TYPE, RECORD_NOT_CANONICAL, WRONG_KIND, WRONG_NETWORK, LIMIT_EXCEEDED, BAD_SIGNATURE.
 */
export async function openEnvelope(given: Uint8Array, network: string): Promise<AnyOpenedEnvelope> {
  checkNetwork(network)
  const { envelope, bytes } = decodeCanonical(given, MAX_RECORD_BYTES)
  const kind = kindOfPayloadType(envelope.payloadType, network)
  ensureSize(bytes, RECORD_LIMITS[kind].maxBytes)
  const payload = decodePayload(kind, envelope.payload)
  await ensureSigned(envelope, domainString(network, kind))
  const signer = envelope.publicKey.raw
  return { kind, network, bytes, payload, payloadBytes: envelope.payload, signer } as AnyOpenedEnvelope
}

/**
 * An envelope in its one canonical encoding under an Ed25519 key, and a copy of its bytes; the signature is not checked.
 * Throws RECORD_TOO_LARGE, RECORD_MALFORMED, WRONG_KEY_TYPE, RECORD_NOT_CANONICAL.
 */
export function decodeCanonical(
  given: Uint8Array,
  maxBytes: number,
): { envelope: RecordEnvelope; bytes: Uint8Array<ArrayBuffer> } {
  ensureSize(given, maxBytes)
  // A copy: what was checked must not change afterwards, whoever else holds the buffer.
  const bytes = Uint8Array.from(given)
  const envelope = decodeEnvelope(bytes)
  if (envelope.publicKey.type !== 'Ed25519') {
    throw new OpenPeerError('WRONG_KEY_TYPE', `Only Ed25519 signs records, not ${envelope.publicKey.type}.`)
  }
  if (!equals(envelope.marshal(), bytes)) {
    throw new OpenPeerError('RECORD_NOT_CANONICAL', 'The envelope is not in its one canonical encoding.')
  }
  return { envelope, bytes }
}

/** Throws BAD_SIGNATURE unless the envelope's key signed it under this domain string (RFC 0002). */
export async function ensureSigned(envelope: RecordEnvelope, domain: string): Promise<void> {
  if (await isSigned(envelope, domain)) return
  throw new OpenPeerError('BAD_SIGNATURE', 'The signature does not fit the record.')
}

function ensureSize(bytes: Uint8Array, maxBytes: number): void {
  if (bytes.byteLength > maxBytes) throw tooLarge(bytes.byteLength, maxBytes)
}

function tooLarge(size: number, limit: number): OpenPeerError {
  return new OpenPeerError('RECORD_TOO_LARGE', `The record has ${size} bytes, at most ${limit} are allowed.`)
}

function decodeEnvelope(bytes: Uint8Array): RecordEnvelope {
  try {
    return RecordEnvelope.createFromProtobuf(bytes)
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'UnsupportedKeyTypeError') {
      throw new OpenPeerError('WRONG_KEY_TYPE', 'The record is signed by a key of an unknown type.', { cause })
    }
    throw new OpenPeerError('RECORD_MALFORMED', 'These bytes are no signed envelope.', { cause })
  }
}

async function isSigned(envelope: RecordEnvelope, domain: string): Promise<boolean> {
  try {
    return await envelope.validate(domain)
  } catch {
    // Some runtimes throw for a signature that is not 64 bytes, or a key that is no point of the curve.
    return false
  }
}
