import { generateKeyPair } from '@libp2p/crypto/keys'
import { peerIdFromMultihash } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { decode as decodeDigest } from 'multiformats/hashes/digest'
import { createAdmission } from '../../../src/federation/admission.ts'
import {
  createOperatorTable,
  type NamedNode,
  namedNode,
  type OperatorTable,
} from '../../../src/federation/operator-table.ts'
import { HOLDERS } from '../../../src/federation/placement.ts'
import { peerIdBytesFromRaw } from '../../../src/records/keys.ts'
import { NETWORK } from '../sealed-records.ts'
import { domainRecord, seated, seatOf, sighting } from '../seats.ts'

/** One who wants to be an operator: its node may stand anywhere on the ring, as if ids could be had for the asking. */
export interface Applicant {
  domain: string
  address: string
  isHostile: boolean
  /** where its node stands; where its id falls unless given */
  at?: Uint8Array
}

export interface World {
  /** as one honest node sees it, which holds nothing */
  table: OperatorTable
  /** peer ids, as text, of the nodes of hostile applicants */
  hostile: ReadonlySet<string>
  random: () => number
}

/** A number from 0 to 1, the same row of them for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Applicants that are let through admission at once. */
const AT_ONCE = 500
const MINUTE_MS = 60_000
const MINUTES = 10

/**
 * A network whose table was filled by the real admission: every applicant shows a real domain record and has a website,
 * since domains are what an attacker pays for. Websites and sockets are not there.
 */
export async function createWorld(applicants: readonly Applicant[], random: () => number): Promise<World> {
  const self = seated(peerIdOf(random), ['/ip4/192.0.2.1/tcp/1'], seatOf('self.test', { addressGroups: ['192.0.2'] }))
  const table = createOperatorTable({ network: NETWORK, self, k: HOLDERS })
  const records = new Map<string, Uint8Array>()
  const clock = { now: Date.now() }
  const lifetime = new AbortController()
  let settled = 0
  let onSettled = () => {}
  const settle = () => {
    settled++
    onSettled()
  }
  const admission = createAdmission({
    network: NETWORK,
    bindings: { check: async (domain, key) => sighting(domain, key), known: () => null },
    askWitnesses: async () => [],
    introduce: async (node) => records.get(node.key) ?? new Uint8Array(),
    newest: async () => null,
    resolveHost: async () => [],
    sharedAddresses: false,
    usable: (addresses) => [...addresses],
    isConnected: () => true,
    table,
    onAdmitted: settle,
    onGone: () => {},
    onRefused: settle,
    now: () => clock.now,
    random,
    lifetime: lifetime.signal,
  })
  const hostile = new Set<string>()
  const nodes = await Promise.all(
    applicants.map(async (applicant) => {
      const node = nodeOf(applicant, random)
      const key = await generateKeyPair('Ed25519')
      const listed = [{ peerId: node.peerId, addresses: [applicant.address] }]
      records.set(node.key, await domainRecord(applicant.domain, key, listed, { seq: clock.now }))
      if (applicant.isHostile) hostile.add(node.key)
      return { node, met: multiaddr(applicant.address) }
    }),
  )
  for (let from = 0; from < nodes.length; from += AT_ONCE) {
    const some = nodes.slice(from, from + AT_ONCE)
    const expected = settled + some.length
    const { promise, resolve } = Promise.withResolvers<void>()
    onSettled = () => (settled >= expected ? resolve() : undefined)
    for (const { node, met } of some) admission.meet(node, met)
    await promise
  }
  // Those for whom there was no room come again, as they may for ten minutes.
  onSettled = () => {}
  for (let minute = 0; minute < MINUTES; minute++) {
    clock.now += MINUTE_MS
    admission.tick()
    await new Promise(setImmediate)
  }
  lifetime.abort()
  return { table, hostile, random }
}

function peerIdOf(random: () => number) {
  const raw = Uint8Array.from({ length: 32 }, () => Math.floor(random() * 256))
  return peerIdFromMultihash(decodeDigest(peerIdBytesFromRaw(raw)))
}

function nodeOf({ address, at }: Applicant, random: () => number): NamedNode {
  const node = namedNode(peerIdOf(random), [multiaddr(address)])
  return at === undefined ? node : { ...node, position: at }
}

/** A place within this share of the ring from `target`; the nearest one of 1,000 is to be expected at 0.001. */
export function near(target: Uint8Array, share: number, random: () => number): Uint8Array {
  const place = Uint8Array.from(target)
  const distance = Math.floor(share * random() * 2 ** 48)
  for (let index = 0; index < 6; index++) {
    place[index] = (place[index] ?? 0) ^ (Math.floor(distance / 2 ** (8 * (5 - index))) & 255)
  }
  return place
}
