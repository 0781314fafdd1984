import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../errors.ts'
import {
  ensure,
  ensureBytes,
  ensureDistinct,
  ensureDomain,
  ensureMultiaddrs,
  ensureText,
  ensureTime,
  textOf,
} from './field-checks.ts'
import { IDENTITY_ID_BYTES } from './identity-id.ts'
import { RAW_KEY_BYTES, rawFromPeerId, SIGNATURE_BYTES } from './keys.ts'
import type { RecordKind } from './kinds.ts'
import { MOVED_TO_BYTES } from './moved-to.ts'
import { parseName } from './names.ts'
import type { Payloads } from './payload-codecs.ts'
import type { Profile } from './payloads.js'
import { listedNameHash } from './routing-key.ts'

const HASH_BYTES = 32
/** How long a domain may go on naming a key that it replaced. */
export const MAX_PREVIOUS_KEY_MS = 30 * 24 * 3_600_000
export const MAX_SERVICE_URI_BYTES = 256
export const MAX_POLICY_VALUE_BYTES = 256
export const MAX_DISPLAY_NAME_BYTES = 256
export const MAX_CLAIM_BYTES = 256
/** Long enough to be random at each of many renewals; the key of each record is made from it. */
export const SEALED_NONCE_BYTES = 24
/** Ciphertexts, tag included, have one of these sizes, so that the size tells nothing about what is inside. */
export const SEALED_SIZES = [1024, 4096, 12_288]
const WORD = /^[a-z0-9][a-z0-9.-]{0,31}$/
const URI = /^[a-z][a-z0-9+.-]*:[\x21-\x7e]+$/

const CHECKS: { [K in RecordKind]: (payload: Payloads[K]) => void } = {
  domain(payload) {
    ensureDomain(payload.domain, 'domain')
    ensureBytes(payload.key, RAW_KEY_BYTES, 'key')
    ensureDistinct([payload.key, ...payload.previousKeys.map((previous) => previous.publicKey)].map(textOf), 'the keys')
    for (const previous of payload.previousKeys) {
      ensureBytes(previous.publicKey, RAW_KEY_BYTES, 'a previous key')
      ensureTime(previous.until, 'until')
      if (previous.until - payload.seq > MAX_PREVIOUS_KEY_MS) {
        throw new OpenPeerError('LIFETIME_TOO_LONG', 'A previous key may be named for at most 30 days.')
      }
    }
    ensureDistinct(
      payload.nodes.map((node) => textOf(node.peerId)),
      'nodes',
    )
    for (const node of payload.nodes) {
      rawFromPeerId(node.peerId)
      ensureMultiaddrs(node.multiaddrs, "a node's multiaddrs", 'any')
    }
    for (const service of payload.services) {
      ensure(WORD.test(service.type), 'a service has no type')
      ensureText(service.uri, MAX_SERVICE_URI_BYTES, 'the URI of a service')
      ensure(URI.test(service.uri), 'the URI of a service is none')
    }
    ensureDistinct(
      payload.policy.map((entry) => entry.name),
      'policy',
    )
    for (const entry of payload.policy) {
      ensure(WORD.test(entry.name), 'a policy has no name')
      ensureText(entry.value, MAX_POLICY_VALUE_BYTES, 'the value of a policy')
    }
  },

  name(payload) {
    ensureBytes(payload.nameHash, HASH_BYTES, 'nameHash')
    ensureBytes(payload.identityId, IDENTITY_ID_BYTES, 'identityId')
    ensureTime(payload.since, 'since')
    ensure(payload.since <= payload.seq, 'since is later than the signing time')
    if (payload.previousId !== undefined) {
      ensureBytes(payload.previousId, IDENTITY_ID_BYTES, 'previousId')
      ensure(!equals(payload.previousId, payload.identityId), 'previousId is the present identity')
    }
    if (payload.movedTo !== undefined) ensureBytes(payload.movedTo, MOVED_TO_BYTES, 'movedTo')
  },

  identity(payload) {
    ensureBytes(payload.id, IDENTITY_ID_BYTES, 'id')
    for (const home of payload.homes) ensureDomain(home, 'a home')
    ensureDistinct(payload.homes, 'homes')
    ensureDistinct(
      payload.devices.map((device) => textOf(device.peerId)),
      'devices',
    )
    for (const device of payload.devices) {
      rawFromPeerId(device.peerId)
      ensureBytes(device.sealingKey, RAW_KEY_BYTES, 'a sealing key')
      ensureBytes(device.signature, SIGNATURE_BYTES, 'a device signature')
    }
    for (const hash of payload.listedNames) ensureBytes(hash, HASH_BYTES, 'a listed name')
    ensureDistinct(payload.listedNames.map(textOf), 'listedNames')
    if (payload.profile !== undefined) checkProfile(payload.profile, payload)
  },

  sealed(payload) {
    ensureBytes(payload.capability, RAW_KEY_BYTES, 'capability')
    ensureBytes(payload.nonce, SEALED_NONCE_BYTES, 'nonce')
    ensure(SEALED_SIZES.includes(payload.ciphertext.byteLength), 'the ciphertext is not padded to 1, 4 or 12 KiB')
  },

  location(payload) {
    ensureBytes(payload.identityId, IDENTITY_ID_BYTES, 'identityId')
    rawFromPeerId(payload.peerId)
    ensureMultiaddrs(payload.relayAddresses, 'relayAddresses', 'relay')
    ensureMultiaddrs(payload.directAddresses, 'directAddresses', 'direct')
  },
}

function checkProfile(profile: Profile, identity: Payloads['identity']): void {
  ensureText(profile.displayName, MAX_DISPLAY_NAME_BYTES, 'the display name')
  ensureDistinct(profile.names, 'the names of the profile')
  for (const text of profile.names) {
    const name = parseCanonicalName(text)
    ensure(name !== null, 'a name of the profile is not canonical')
    const hash = listedNameHash(identity.id, name)
    const isListed = identity.listedNames.some((listed) => equals(listed, hash))
    ensure(isListed, 'a name of the profile is not among the listed names')
  }
  ensureDistinct(profile.claims, 'the claims')
  for (const claim of profile.claims) {
    ensureText(claim, MAX_CLAIM_BYTES, 'a claim')
    ensure(claim !== '', 'a claim is empty')
  }
}

function parseCanonicalName(text: string) {
  try {
    const name = parseName(text)
    return name.text === text ? name : null
  } catch {
    return null
  }
}

/**
 * The fields of a payload on their own: sizes, forms, no entry twice, Ed25519 peer ids. Throws RECORD_MALFORMED,
 * LIMIT_EXCEEDED, WRONG_KEY_TYPE or (previous keys) LIFETIME_TOO_LONG. Spec: docs/spec/records.md, "Payloads".
 */
export function checkPayload<K extends RecordKind>(kind: K, payload: Payloads[K]): void {
  ensureTime(payload.seq, 'seq')
  CHECKS[kind](payload)
}
