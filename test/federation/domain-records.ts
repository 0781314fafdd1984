import type { Ed25519PrivateKey } from '@libp2p/interface'
import { peerIdBytesFromRaw, rawPublicKey } from '../../src/records/keys.ts'
import { domainRoutingKey } from '../../src/records/routing-key.ts'
import { sealRecord } from '../../src/records/seal-record.ts'
import { validateDomain } from '../../src/records/validate.ts'
import type { VerifiedDomain } from '../../src/records/verified-record.ts'
import { DAY_MS, NETWORK } from './sealed-records.ts'

export interface DomainFields {
  seq?: number
  lifetimeMs?: number
  /** peer ids (multihash bytes) of the nodes that it lists; one made from the domain's key unless given */
  nodes?: Uint8Array[]
  previous?: Ed25519PrivateKey
}

/** The peer id that {@link domainRecord} lists unless told otherwise. */
export function nodeOf(key: Ed25519PrivateKey): Uint8Array<ArrayBuffer> {
  return peerIdBytesFromRaw(rawPublicKey(key.publicKey))
}

/** A domain record under any key: whether the domain has it is for others to find out. */
export async function domainRecord(
  domain: string,
  key: Ed25519PrivateKey,
  { seq = Date.now(), lifetimeMs = DAY_MS, nodes = [nodeOf(key)], previous }: DomainFields = {},
): Promise<VerifiedDomain> {
  const previousKeys =
    previous === undefined ? [] : [{ publicKey: rawPublicKey(previous.publicKey), until: seq + DAY_MS }]
  const payload = {
    ...{ domain, seq, expiresAt: seq + lifetimeMs, key: rawPublicKey(key.publicKey), previousKeys },
    nodes: nodes.map((peerId) => ({ peerId: Uint8Array.from(peerId), multiaddrs: [] })),
    ...{ services: [], policy: [] },
  }
  const bytes = await sealRecord('domain', payload, key, NETWORK)
  return await validateDomain(bytes, domain, { network: NETWORK, now: seq })
}

export function routingKeyOf(domain: string): Uint8Array {
  return domainRoutingKey(NETWORK, domain)
}
