import type { Ed25519PrivateKey } from '@libp2p/interface'
import { RecordEnvelope } from '@libp2p/peer-record'
import { equals } from 'uint8arrays/equals'
import { fromString } from 'uint8arrays/from-string'
import { toString as textFromBytes } from 'uint8arrays/to-string'
import { withArrayBuffer } from 'uint8arrays/with-array-buffer'
import { OpenPeerError } from '../errors.ts'
import { ensure, ensureBytes, ensureDomain, ensureTime } from './field-checks.ts'
import { RAW_KEY_BYTES } from './keys.ts'
import { checkNetwork } from './kinds.ts'
import { decodeCanonical, ensureSigned } from './open-envelope.ts'
import { WitnessPayload } from './payloads.js'
import type { Unsealed } from './seal-record.ts'

/** Of the whole envelope; the longest two domains need about 750. */
export const MAX_WITNESS_BYTES = 1024

/** A statement that is well-formed and signed by `signer`. Whose key that is, and what it is worth, others judge. */
export interface VerifiedWitness {
  readonly network: string
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly payload: WitnessPayload
  /** raw Ed25519 public key; counts only if it is the domain key of `payload.witness` */
  readonly signer: Uint8Array<ArrayBuffer>
}

/**
 * The bytes of a signed witness statement. It checks nothing but the network's name: `openWitness` says whether the
 * result is any good. Spec: docs/spec/witnesses.md, "The statement".
 */
export async function sealWitness(
  payload: Unsealed<WitnessPayload>,
  key: Ed25519PrivateKey,
  network: string,
): Promise<Uint8Array<ArrayBuffer>> {
  checkNetwork(network)
  const record = {
    domain: domainString(network),
    codec: payloadType(network),
    marshal: () => WitnessPayload.encode(payload as WitnessPayload),
    equals: () => false,
  }
  return withArrayBuffer((await RecordEnvelope.seal(record, key)).marshal())
}

/**
 * Every check that needs neither a clock nor other records, in the order of docs/spec/witnesses.md. Throws
 * INVALID_ARGUMENT (the network's name), RECORD_TOO_LARGE, RECORD_MALFORMED, WRONG_KEY_TYPE, RECORD_NOT_CANONICAL,
 * WRONG_KIND, WRONG_NETWORK, BAD_SIGNATURE.
 */
export async function openWitness(given: Uint8Array, network: string): Promise<VerifiedWitness> {
  checkNetwork(network)
  const { envelope, bytes } = decodeCanonical(given, MAX_WITNESS_BYTES)
  checkPayloadType(envelope.payloadType, network)
  const payload = decodePayload(envelope.payload)
  await ensureSigned(envelope, domainString(network))
  ensureDomain(payload.witness, 'witness')
  ensureDomain(payload.domain, 'domain')
  ensure(payload.witness !== payload.domain, 'a domain is its own witness')
  ensureBytes(payload.key, RAW_KEY_BYTES, 'key')
  ensure(payload.website || payload.dns, 'neither the website nor DNS was seen')
  ensureTime(payload.seenAt, 'seenAt')
  return { network, bytes, payload, signer: withArrayBuffer(envelope.publicKey.raw) }
}

function domainString(network: string): string {
  return `openpeer/${network}/witness/1`
}

function payloadType(network: string): Uint8Array<ArrayBuffer> {
  return fromString(`/openpeer/${network}/witness`)
}

function checkPayloadType(type: Uint8Array, network: string): void {
  const [empty, openpeer, named, kind, ...rest] = textFromBytes(type).split('/')
  if (empty !== '' || openpeer !== 'openpeer' || named === undefined || kind !== 'witness' || rest.length > 0) {
    throw new OpenPeerError('WRONG_KIND', 'The envelope holds no witness statement.')
  }
  if (named !== network) {
    throw new OpenPeerError('WRONG_NETWORK', `The statement is of another network, not of "${network}".`)
  }
}

function decodePayload(bytes: Uint8Array): WitnessPayload {
  const payload = decode(bytes)
  if (equals(WitnessPayload.encode(payload), bytes)) return payload
  throw new OpenPeerError('RECORD_NOT_CANONICAL', 'The payload is not in its one canonical encoding.')
}

function decode(bytes: Uint8Array): WitnessPayload {
  try {
    return WitnessPayload.decode(bytes)
  } catch (cause) {
    throw new OpenPeerError('RECORD_MALFORMED', 'The payload is no witness payload.', { cause })
  }
}
