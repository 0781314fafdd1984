// Fixed keys, times and payloads: what is made from them is the same on every machine and every day.
import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { RecordEnvelope } from '@libp2p/peer-record'
import { multiaddr } from '@multiformats/multiaddr'
import { createInception } from '../../src/records/create-key-event.ts'
import { createDeviceEntry } from '../../src/records/device-entry.ts'
import { replay } from '../../src/records/key-log.ts'
import { peerIdBytesFromRaw } from '../../src/records/keys.ts'
import type { RecordKind } from '../../src/records/kinds.ts'
import { domainString, payloadType } from '../../src/records/kinds.ts'
import { hideMovedTo } from '../../src/records/moved-to.ts'
import { parseName } from '../../src/records/names.ts'
import type { Payloads } from '../../src/records/payload-codecs.ts'
import { encodePayload } from '../../src/records/payload-codecs.ts'
import {
  domainRoutingKey,
  identityRoutingKey,
  listedNameHash,
  locationRoutingKey,
  nameHash,
  nameHashRoutingKey,
  sealedRoutingKey,
} from '../../src/records/routing-key.ts'

export const NETWORK = 'test'
/** 2027-01-15T08:00:00Z */
export const NOW = 1_800_000_000_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

/** The key whose seed is 32 times the byte `n`. */
export async function keyOf(n: number): Promise<Ed25519PrivateKey> {
  return await generateKeyPairFromSeed('Ed25519', new Uint8Array(32).fill(n))
}

export const KEYS = {
  domain: await keyOf(1),
  node: await keyOf(2),
  identity: await keyOf(3),
  recovery: await keyOf(4),
  device: await keyOf(5),
  capability: await keyOf(6),
  other: await keyOf(7),
  nextIdentity: await keyOf(8),
  nextRecovery: await keyOf(9),
}

/** 32 bytes, each of them `n`. */
export const filled = (n: number, size = 32) => new Uint8Array(size).fill(n)
export const rawOf = (key: Ed25519PrivateKey) => Uint8Array.from(key.publicKey.raw)
export const peerIdOf = (key: Ed25519PrivateKey) => peerIdBytesFromRaw(rawOf(key))
export const addressBytes = (text: string) => Uint8Array.from(multiaddr(text).bytes)

export const NAME = parseName('bob@b.example')
export const INCEPTION_EVENT = await createInception({
  signingKey: KEYS.identity,
  recoveryPublicKey: rawOf(KEYS.recovery),
  time: NOW - DAY_MS,
})
export const LOG = [INCEPTION_EVENT]
export const ID = (await replay(LOG)).id
export const DEVICE_ENTRY = await createDeviceEntry({
  deviceKey: KEYS.device,
  identityId: ID,
  network: NETWORK,
  sealingKey: filled(0x51),
  publisher: true,
})
const times = (lifetimeMs: number) => ({ seq: NOW, expiresAt: NOW + lifetimeMs })
const relayPeer = '12D3KooWPjceQrSwdWXPyLLeABRXmuqt69Rg3sBYbU1Nft9HyQ6X'

/** A good payload of every kind, with every field in use. */
export const PAYLOADS: Payloads = {
  domain: {
    domain: 'b.example',
    ...times(90 * DAY_MS),
    key: rawOf(KEYS.domain),
    previousKeys: [{ publicKey: rawOf(KEYS.other), until: NOW + 30 * DAY_MS }],
    nodes: [{ peerId: peerIdOf(KEYS.node), multiaddrs: [addressBytes('/dns4/b.example/tcp/4001')] }],
    services: [{ type: 'stun', uri: 'stun:b.example:3478' }],
    policy: [{ name: 'registration', value: 'open' }],
  },
  name: {
    nameHash: nameHash(NAME.local),
    identityId: ID,
    ...times(30 * DAY_MS),
    since: NOW - DAY_MS,
    previousId: filled(0x77),
  },
  identity: {
    id: ID,
    keyLog: LOG,
    ...times(90 * DAY_MS),
    homes: ['b.example', 'c.example'],
    devices: [DEVICE_ENTRY],
    listedNames: [listedNameHash(ID, NAME)],
    profile: { displayName: 'Bob Пример', names: [NAME.text], claims: ['dns:bob.example'] },
  },
  sealed: {
    capability: rawOf(KEYS.capability),
    ...times(90 * DAY_MS),
    nonce: filled(0x0e, 24),
    ciphertext: filled(0xcc, 1024),
  },
  location: {
    identityId: ID,
    peerId: peerIdOf(KEYS.device),
    ...times(2 * HOUR_MS),
    relayAddresses: [addressBytes(`/dns4/b.example/tcp/443/tls/ws/p2p/${relayPeer}/p2p-circuit`)],
    directAddresses: [addressBytes('/ip4/203.0.113.9/udp/4001/webrtc-direct')],
  },
}

export const SIGNERS: Record<RecordKind, Ed25519PrivateKey> = {
  domain: KEYS.domain,
  name: KEYS.domain,
  identity: KEYS.identity,
  sealed: KEYS.capability,
  location: KEYS.device,
}

/** Where the good payload's record belongs. */
export const ROUTING_KEYS: Record<RecordKind, Uint8Array> = {
  domain: domainRoutingKey(NETWORK, 'b.example'),
  name: nameHashRoutingKey(NETWORK, rawOf(KEYS.domain), nameHash(NAME.local)),
  identity: identityRoutingKey(NETWORK, ID),
  sealed: sealedRoutingKey(NETWORK, rawOf(KEYS.capability)),
  location: locationRoutingKey(NETWORK, ID, peerIdOf(KEYS.device)),
}

/** An envelope around any bytes, signed as if they were right: what a liar would send. */
export async function sealBytes(
  kind: RecordKind,
  payload: Uint8Array,
  key: Ed25519PrivateKey = SIGNERS[kind],
  lies: { type?: Uint8Array; domain?: string } = {},
): Promise<Uint8Array> {
  const record = {
    domain: lies.domain ?? domainString(NETWORK, kind),
    codec: lies.type ?? payloadType(NETWORK, kind),
    marshal: () => payload,
    equals: () => false,
  }
  return (await RecordEnvelope.seal(record, key)).marshal()
}

/** A record of the good payload with some fields replaced, by its rightful signer or another. */
export async function sealWith<K extends RecordKind>(
  kind: K,
  changes: Partial<Payloads[K]> = {},
  key: Ed25519PrivateKey = SIGNERS[kind],
): Promise<Uint8Array> {
  return await sealBytes(kind, encodePayload(kind, { ...PAYLOADS[kind], ...changes }), key)
}

/** A canonical name of so many characters, above 80. */
export function longName(length: number): string {
  const [start, end] = [`${'b'.repeat(64)}@`, '.example']
  const left = length - start.length - end.length
  const domain = Array.from({ length: left }, (_, at) => (at % 60 === 59 && at < left - 1 ? '.' : 'c'))
  return `${start}${domain.join('')}${end}`
}

/** "bob@c.example", as the name record of the fixtures says it. */
export const MOVED_TO = hideMovedTo(parseName('bob@c.example'), {
  local: NAME.local,
  domainKey: rawOf(KEYS.domain),
  seq: PAYLOADS.name.seq,
})
