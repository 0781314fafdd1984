// Records as their owners, and liars, would sign them.
import { generateKeyPair } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { createKeys } from '../../src/peer/create-keys.ts'
import type { PublisherKeys } from '../../src/peer/key-store.ts'
import { createDeviceEntry } from '../../src/records/device-entry.ts'
import { replay } from '../../src/records/key-log.ts'
import { peerIdBytesFromRaw } from '../../src/records/keys.ts'
import { RECORD_LIMITS } from '../../src/records/kinds.ts'
import { type Name, parseName } from '../../src/records/names.ts'
import type { Payloads } from '../../src/records/payload-codecs.ts'
import { listedNameHash, nameHash } from '../../src/records/routing-key.ts'
import { sealRecord } from '../../src/records/seal-record.ts'

export const NETWORK = 'test'
/** 2027-01-15T08:00:00Z */
export const START = 1_800_000_000_000
export const DAY_MS = 24 * 3_600_000

/** A clock that tests move. */
export interface Clock {
  at: number
  readonly now: () => number
}

export function clockAt(at = START): Clock {
  const clock = { at, now: () => clock.at }
  return clock
}

export const rawOf = (key: Ed25519PrivateKey): Uint8Array<ArrayBuffer> => Uint8Array.from(key.publicKey.raw)
export const peerIdOf = (key: Ed25519PrivateKey): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(peerIdBytesFromRaw(key.publicKey.raw))
export const bytesOf = (address: string): Uint8Array<ArrayBuffer> => Uint8Array.from(multiaddr(address).bytes)

const times = (kind: keyof typeof RECORD_LIMITS, at: number) => ({
  seq: at,
  expiresAt: at + RECORD_LIMITS[kind].maxLifetimeMs,
})

/** Keyed by what is changed, signed by whom else, for which other network. */
export interface Lie<K extends keyof Payloads> {
  changes?: Partial<Payloads[K]>
  key?: Ed25519PrivateKey
  network?: string
}

export interface Domain {
  domain: string
  key: Ed25519PrivateKey
}

export async function newDomain(domain: string): Promise<Domain> {
  return { domain, key: await generateKeyPair('Ed25519') }
}

export function domainRecord({ domain, key }: Domain, at: number, lie: Lie<'domain'> = {}): Promise<Uint8Array> {
  const signer = lie.key ?? key
  const fields = { key: rawOf(signer), previousKeys: [], nodes: [], services: [], policy: [] }
  const payload = { domain, ...times('domain', at), ...fields, ...lie.changes }
  return sealRecord('domain', payload, signer, lie.network ?? NETWORK)
}

export function nameRecord(
  { key }: Domain,
  name: string,
  id: Uint8Array,
  at: number,
  lie: Lie<'name'> = {},
): Promise<Uint8Array> {
  const hash = Uint8Array.from(nameHash(parseName(name).local))
  const payload = { nameHash: hash, identityId: Uint8Array.from(id), ...times('name', at), since: at, ...lie.changes }
  return sealRecord('name', payload, lie.key ?? key, lie.network ?? NETWORK)
}

export interface Person {
  id: Uint8Array<ArrayBuffer>
  keys: PublisherKeys
  recoveryKey: Ed25519PrivateKey
  home: string
  names: Name[]
}

/** Somebody with one device, who says that these names are theirs. */
export async function newPerson(home: string, names: string[] = [], at = START): Promise<Person> {
  const { keys, recoveryKey } = await createKeys({ network: NETWORK, now: () => at })
  return { id: (await replay(keys.keyLog)).id, keys, recoveryKey, home, names: names.map(parseName) }
}

export function deviceEntryOf({ id, keys }: Person, deviceKey = keys.deviceKey) {
  const { sealingKey } = keys
  const owned = { deviceKey, identityId: id, network: NETWORK, sealingKey: sealingKey.publicKey, publisher: true }
  return createDeviceEntry(owned)
}

export async function identityRecord(person: Person, at: number, lie: Lie<'identity'> = {}): Promise<Uint8Array> {
  const { id, keys, home, names } = person
  const payload = {
    id,
    keyLog: keys.keyLog.map((event) => Uint8Array.from(event)),
    ...times('identity', at),
    homes: [home],
    devices: [await deviceEntryOf(person)],
    listedNames: names.map((name) => Uint8Array.from(listedNameHash(id, name))),
    ...lie.changes,
  }
  return sealRecord('identity', payload, lie.key ?? keys.identityKey, lie.network ?? NETWORK)
}

export function locationRecord({ id, keys }: Person, at: number, lie: Lie<'location'> = {}): Promise<Uint8Array> {
  const device = lie.key ?? keys.deviceKey
  const relay = '/ip4/203.0.113.7/tcp/4001/p2p/12D3KooWPjceQrSwdWXPyLLeABRXmuqt69Rg3sBYbU1Nft9HyQ6X/p2p-circuit'
  const addresses = { relayAddresses: [bytesOf(relay)], directAddresses: [] }
  const payload = { identityId: id, peerId: peerIdOf(device), ...times('location', at), ...addresses, ...lie.changes }
  return sealRecord('location', payload, device, lie.network ?? NETWORK)
}
