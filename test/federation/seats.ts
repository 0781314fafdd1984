import { generateKeyPair } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey, Libp2p, PeerId } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import type { DomainBindings, Sighting } from '../../src/federation/domain-bindings.ts'
import { namedNode, type OperatorEntry } from '../../src/federation/operator-table.ts'
import type { MembershipOptions } from '../../src/federation/own-seat.ts'
import type { Seat } from '../../src/federation/seat.ts'
import { sealRecord } from '../../src/records/seal-record.ts'
import { DAY_MS, NETWORK } from './sealed-records.ts'

/** The seat of a domain with one node, in a network whose nodes share one address. */
export function seatOf(domain: string, fields: Partial<Seat> = {}): Seat {
  return { domain, registrableDomain: domain, rank: 0, addressGroups: [], ...fields }
}

/** An admitted node. */
export function seated(peerId: PeerId, addresses: readonly string[], seat: Seat): OperatorEntry {
  return {
    ...namedNode(
      peerId,
      addresses.map((address) => multiaddr(address)),
    ),
    seat,
  }
}

/** A domain record that lists these nodes, in this order. */
export async function domainRecord(
  domain: string,
  key: Ed25519PrivateKey,
  nodes: readonly { peerId: PeerId; addresses: readonly string[] }[],
  { seq = Date.now(), network = NETWORK } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const listed = nodes.map(({ peerId, addresses }) => ({
    peerId: Uint8Array.from(peerId.toMultihash().bytes),
    multiaddrs: addresses.map((address) => Uint8Array.from(multiaddr(address).bytes)),
  }))
  const rest = { key: Uint8Array.from(key.publicKey.raw), previousKeys: [], services: [], policy: [] }
  return await sealRecord('domain', { domain, seq, expiresAt: seq + DAY_MS, nodes: listed, ...rest }, key, network)
}

/** A sighting as a domain's website gives it. */
export function sighting(domain: string, key: Uint8Array, fields: Partial<Sighting> = {}): Sighting {
  const at = Date.now()
  const seen = { website: true, dns: false, seenAt: at, checkedAt: at, nextLookAt: at + 3_600_000 }
  return { domain, key, status: 'verified', detail: 'shown by the website', ...seen, ...fields }
}

/** All domains stand behind the keys that their nodes show: for federations without websites. */
export const ALL_BOUND: Pick<DomainBindings, 'check' | 'known'> = {
  check: async (domain, key) => sighting(domain, key),
  known: () => null,
}

/** A node's own domain with its record, as the only node that it lists. */
export async function ownDomain(
  domain: string,
  libp2p: Libp2p,
  bindings: MembershipOptions['bindings'] = ALL_BOUND,
  now: () => number = Date.now,
): Promise<MembershipOptions> {
  const key = await generateKeyPair('Ed25519')
  const nodes = [{ peerId: libp2p.peerId, addresses: libp2p.getMultiaddrs().map(String) }]
  const bytes = await domainRecord(domain, key, nodes, { seq: now() })
  return {
    ...{ domain, bindings, sharedAddresses: true },
    ownRecord: async () => bytes,
    askWitnesses: async () => [],
    resolveHost: async () => [],
  }
}
