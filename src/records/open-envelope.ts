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
  if (given.byteLength > MAX_RECORD_BYTES) throw tooLarge(given.byteLength, MAX_RECORD_BYTES)
  // A copy: what was checked must not change afterwards, whoever else holds the buffer.
  const bytes = Uint8Array.from(given)
  const envelope = decodeEnvelope(bytes)
  if (envelope.publicKey.type !== 'Ed25519') {
    throw new OpenPeerError('WRONG_KEY_TYPE', `Only Ed25519 signs records, not ${envelope.publicKey.type}.`)
  }
  if (!equals(envelope.marshal(), bytes)) {
    throw new OpenPeerError('RECORD_NOT_CANONICAL', 'The envelope is not in its one canonical encoding.')
  }
  const kind = kindOfPayloadType(envelope.payloadType, network)
  if (bytes.byteLength > RECORD_LIMITS[kind].maxBytes) throw tooLarge(bytes.byteLength, RECORD_LIMITS[kind].maxBytes)
  const payload = decodePayload(kind, envelope.payload)
  if (!(await isSigned(envelope, domainString(network, kind)))) {
    throw new OpenPeerError('BAD_SIGNATURE', 'The signature does not fit the record.')
  }
  const signer = envelope.publicKey.raw
  return { kind, network, bytes, payload, payloadBytes: envelope.payload, signer } as AnyOpenedEnvelope
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
