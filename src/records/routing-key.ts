import { sha256 as hash } from '@noble/hashes/sha2.js'
import { encode as varint } from 'uint8-varint'
import { concat } from 'uint8arrays/concat'
import { fromString } from 'uint8arrays/from-string'
import type { RecordKind } from './kinds.ts'
import { checkNetwork } from './kinds.ts'
import type { Name } from './names.ts'

/** sha256, 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return hash(bytes)
}

/**
 * The fields one after another, each preceded by its length in bytes as an unsigned varint; strings as UTF-8.
 * Two different lists of fields never give the same bytes. Spec: docs/spec/records.md, "Routing keys".
 */
export function lengthPrefixed(...fields: (string | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  return concat(
    fields.flatMap((field) => {
      const bytes = typeof field === 'string' ? fromString(field) : field
      return [varint(bytes.byteLength), bytes]
    }),
  )
}

function routingKey(network: string, kind: RecordKind, ...fields: (string | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  checkNetwork(network)
  return sha256(lengthPrefixed(network, kind, ...fields))
}

/** Where the domain record of an A-label domain (see `parseDomain`) is held: 32 bytes. */
export function domainRoutingKey(network: string, domain: string): Uint8Array<ArrayBuffer> {
  return routingKey(network, 'domain', domain)
}

/** Where the name record of `local` (canonical, see `parseName`) under a raw domain key is held: 32 bytes. */
export function nameRoutingKey(network: string, domainKey: Uint8Array, local: string): Uint8Array<ArrayBuffer> {
  return nameHashRoutingKey(network, domainKey, nameHash(local))
}

/** As `nameRoutingKey`, from the hash that the record holds. */
export function nameHashRoutingKey(
  network: string,
  domainKey: Uint8Array,
  hashOfName: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return routingKey(network, 'name', domainKey, hashOfName)
}

/** Where the identity record of an identity id (32 bytes) is held: 32 bytes. */
export function identityRoutingKey(network: string, id: Uint8Array): Uint8Array<ArrayBuffer> {
  return routingKey(network, 'identity', id)
}

/** Where the sealed record of a raw capability public key is held: 32 bytes. */
export function sealedRoutingKey(network: string, capability: Uint8Array): Uint8Array<ArrayBuffer> {
  return routingKey(network, 'sealed', capability)
}

/** The key of a device's location record at the identity's homes; it is never in the DHT: 32 bytes. */
export function locationRoutingKey(
  network: string,
  identityId: Uint8Array,
  peerIdBytes: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return routingKey(network, 'location', identityId, peerIdBytes)
}

/** What a name record holds in place of the name: sha256 of the canonical local part. */
export function nameHash(local: string): Uint8Array<ArrayBuffer> {
  return sha256(fromString(local))
}

/** How an identity record lists a name without showing it: sha256(lp("lists"), lp(id), lp(local@domain)). */
export function listedNameHash(id: Uint8Array, name: Name): Uint8Array<ArrayBuffer> {
  return sha256(lengthPrefixed('lists', id, name.text))
}
