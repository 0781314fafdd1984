import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../errors.ts'
import type { RecordKind } from './kinds.ts'
import { DomainPayload, IdentityPayload, LocationPayload, NamePayload, SealedPayload } from './payloads.js'

/** The payload of each kind. */
export interface Payloads {
  domain: DomainPayload
  name: NamePayload
  identity: IdentityPayload
  sealed: SealedPayload
  location: LocationPayload
}

/** How many entries each list may have; decoding stops at the first one too many. Spec: docs/spec/records.md. */
export const MAX_COUNTS = {
  previousKeys: 2,
  nodes: 8,
  nodeMultiaddrs: 8,
  services: 16,
  policy: 16,
  keyLog: 32,
  homes: 4,
  devices: 16,
  listedNames: 16,
  profileNames: 16,
  claims: 16,
  relayAddresses: 4,
  directAddresses: 4,
} as const

const { nodeMultiaddrs, previousKeys, nodes, services, policy } = MAX_COUNTS
const { keyLog, homes, devices, listedNames, profileNames, claims, relayAddresses, directAddresses } = MAX_COUNTS

const DECODERS: { [K in RecordKind]: (bytes: Uint8Array) => Payloads[K] } = {
  domain: (bytes) =>
    DomainPayload.decode(bytes, {
      limits: { previousKeys, nodes, nodes$: { multiaddrs: nodeMultiaddrs }, services, policy },
    }),
  name: (bytes) => NamePayload.decode(bytes),
  identity: (bytes) =>
    IdentityPayload.decode(bytes, {
      limits: { keyLog, homes, devices, listedNames, profile: { names: profileNames, claims } },
    }),
  sealed: (bytes) => SealedPayload.decode(bytes),
  location: (bytes) => LocationPayload.decode(bytes, { limits: { relayAddresses, directAddresses } }),
}

const ENCODERS: { [K in RecordKind]: (payload: Payloads[K]) => Uint8Array<ArrayBuffer> } = {
  domain: DomainPayload.encode,
  name: NamePayload.encode,
  identity: IdentityPayload.encode,
  sealed: SealedPayload.encode,
  location: LocationPayload.encode,
}

/** The canonical bytes of a payload; nothing is checked. */
export function encodePayload<K extends RecordKind>(kind: K, payload: Payloads[K]): Uint8Array<ArrayBuffer> {
  return ENCODERS[kind](payload)
}

/** Throws RECORD_MALFORMED (no protobuf of this kind), LIMIT_EXCEEDED (too many entries) or RECORD_NOT_CANONICAL. */
export function decodePayload<K extends RecordKind>(kind: K, bytes: Uint8Array): Payloads[K] {
  const payload = decode(kind, bytes)
  if (!equals(encodePayload(kind, payload), bytes)) {
    throw new OpenPeerError('RECORD_NOT_CANONICAL', 'The payload is not in its one canonical encoding.')
  }
  return payload
}

function decode<K extends RecordKind>(kind: K, bytes: Uint8Array): Payloads[K] {
  try {
    return DECODERS[kind](bytes)
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'MaxLengthError') {
      throw new OpenPeerError('LIMIT_EXCEEDED', `The ${kind} record holds too many entries in one list.`, { cause })
    }
    throw new OpenPeerError('RECORD_MALFORMED', `The payload is no ${kind} payload.`, { cause })
  }
}
