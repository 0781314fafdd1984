import { concat } from 'uint8arrays/concat'
import { equals } from 'uint8arrays/equals'
import { fromString } from 'uint8arrays/from-string'
import type { ErrorCode } from '../../../src/errors.ts'
import type { RecordKind } from '../../../src/records/kinds.ts'
import type { Payloads } from '../../../src/records/payload-codecs.ts'
import { encodePayload } from '../../../src/records/payload-codecs.ts'
import {
  domainRoutingKey,
  identityRoutingKey,
  locationRoutingKey,
  sealedRoutingKey,
} from '../../../src/records/routing-key.ts'
import { addressBytes, DAY_MS, filled, ID, KEYS, NETWORK, NOW, PAYLOADS, rawOf, sealBytes } from '../fixtures.ts'
import type { Vector } from './vector.ts'
import { refusedVector } from './vector.ts'

type Changes<K extends RecordKind> = [
  name: string,
  errorCode: ErrorCode,
  changes: Partial<Payloads[K]>,
  description: string,
]

const [node, service, policy] = [PAYLOADS.domain.nodes[0], PAYLOADS.domain.services[0], PAYLOADS.domain.policy[0]]
const [device, listed, relayed] = [
  PAYLOADS.identity.devices[0],
  PAYLOADS.identity.listedNames[0],
  PAYLOADS.location.relayAddresses[0],
]
if (!node || !service || !policy || !device || !listed || !relayed) throw new Error('a fixture lost an entry')
const { profile } = PAYLOADS.identity
if (profile === undefined) throw new Error('a fixture lost its profile')
// The identity multihash of a secp256k1 key.
const secpPeerId = concat([Uint8Array.of(0x00, 0x25, 0x08, 0x02, 0x12, 0x21, 0x02), filled(0x11)])
const truncated = addressBytes('/ip4/203.0.113.9/udp/4001').subarray(0, -1)
const long = addressBytes(`/dns4/${'a.'.repeat(130)}example/tcp/1`)
const unique = (count: number) => Array.from({ length: count }, (_, index) => filled(index + 100))
const nodeAt = (...multiaddrs: Uint8Array[]) => ({ nodes: [{ peerId: node.peerId, multiaddrs: multiaddrs.map(own) }] })
const own = (bytes: Uint8Array) => Uint8Array.from(bytes)
const direct = (n: number) => addressBytes(`/ip4/203.0.113.${n}/tcp/4001`)

const DOMAIN: Changes<'domain'>[] = [
  ['domain-name', 'RECORD_MALFORMED', { domain: 'B.example' }, 'Upper case.'],
  ['domain-name.unicode', 'RECORD_MALFORMED', { domain: 'bücher.example' }, 'Unicode where an A-label belongs.'],
  ['domain-key', 'RECORD_MALFORMED', { key: filled(1, 31) }, 'A key of 31 bytes.'],
  ['counts', 'LIMIT_EXCEEDED', { nodes: unique(9).map((n) => ({ peerId: n, multiaddrs: [] })) }, 'Nine nodes.'],
  [
    'counts.nested',
    'LIMIT_EXCEEDED',
    nodeAt(...Array.from({ length: 9 }, (_, n) => direct(n))),
    'Nine addresses of a node.',
  ],
  ['previous-key', 'RECORD_MALFORMED', { previousKeys: [{ publicKey: filled(1, 33), until: NOW + 1 }] }, '33 bytes.'],
  [
    'previous-key.until',
    'RECORD_MALFORMED',
    { previousKeys: [{ publicKey: filled(1), until: 0 }] },
    'Without its end.',
  ],
  [
    'previous-key.current',
    'RECORD_MALFORMED',
    { previousKeys: [{ publicKey: rawOf(KEYS.domain), until: NOW + 1 }] },
    'It is the current key.',
  ],
  [
    'previous-key-until',
    'LIFETIME_TOO_LONG',
    { previousKeys: [{ publicKey: filled(1), until: NOW + 30 * DAY_MS + 1 }] },
    'A ms above 30 days.',
  ],
  ['node-peer-id', 'WRONG_KEY_TYPE', { nodes: [{ peerId: own(secpPeerId), multiaddrs: [] }] }, 'A secp256k1 peer id.'],
  ['node-distinct', 'RECORD_MALFORMED', { nodes: [node, { ...node, multiaddrs: [] }] }, 'One node twice.'],
  ['multiaddr', 'RECORD_MALFORMED', nodeAt(filled(0xff, 6)), 'Bytes that are no multiaddr.'],
  ['multiaddr.truncated', 'RECORD_MALFORMED', nodeAt(truncated), 'The port lacks its second byte.'],
  ['multiaddr.empty', 'RECORD_MALFORMED', nodeAt(new Uint8Array()), 'An address of no bytes.'],
  ['multiaddr-size', 'LIMIT_EXCEEDED', nodeAt(long), 'An address above 256 bytes.'],
  ['multiaddr-distinct', 'RECORD_MALFORMED', nodeAt(direct(1), direct(1)), 'One address twice.'],
  ['service', 'RECORD_MALFORMED', { services: [{ ...service, type: 'STUN server' }] }, 'A type that is no word.'],
  ['service.uri', 'RECORD_MALFORMED', { services: [{ ...service, uri: 'b.example 3478' }] }, 'A URI without a scheme.'],
  [
    'service-size',
    'LIMIT_EXCEEDED',
    { services: [{ ...service, uri: `stun:${'a'.repeat(252)}` }] },
    '257 bytes of URI.',
  ],
  ['policy', 'RECORD_MALFORMED', { policy: [{ name: '', value: '' }] }, 'A policy without a name.'],
  ['policy.distinct', 'RECORD_MALFORMED', { policy: [policy, { ...policy, value: 'closed' }] }, 'One policy twice.'],
  ['policy-size', 'LIMIT_EXCEEDED', { policy: [{ name: 'terms', value: 'a'.repeat(257) }] }, '257 bytes of value.'],
  ['text', 'RECORD_MALFORMED', { policy: [{ name: 'terms', value: 'a\u0000b' }] }, 'A control character.'],
]

const NAMES: Changes<'name'>[] = [
  ['name-hash', 'RECORD_MALFORMED', { nameHash: filled(1, 20) }, 'A hash of 20 bytes.'],
  ['name-identity', 'RECORD_MALFORMED', { identityId: filled(1, 31) }, 'An identity id of 31 bytes.'],
  ['name-since', 'RECORD_MALFORMED', { since: 0 }, 'Without since.'],
  ['name-since.future', 'RECORD_MALFORMED', { since: NOW + 1 }, 'Given after it was signed.'],
  ['name-previous-id', 'RECORD_MALFORMED', { previousId: filled(1, 33) }, '33 bytes.'],
  ['name-previous-id.same', 'RECORD_MALFORMED', { previousId: ID }, 'It is the identity that has the name now.'],
  ['name-moved-to', 'RECORD_MALFORMED', { movedTo: filled(1, 191) }, '191 bytes: its size would tell something.'],
  ['name-moved-to.empty', 'RECORD_MALFORMED', { movedTo: new Uint8Array() }, 'It is there and empty.'],
]

const IDENTITY: Changes<'identity'>[] = [
  ['identity-id', 'RECORD_MALFORMED', { id: filled(1, 20), profile: { ...profile, names: [] } }, 'An id of 20 bytes.'],
  ['identity-home', 'RECORD_MALFORMED', { homes: ['localhost'] }, 'A home that is no domain.'],
  ['identity-home.distinct', 'RECORD_MALFORMED', { homes: ['b.example', 'b.example'] }, 'One home twice.'],
  [
    'counts.homes',
    'LIMIT_EXCEEDED',
    { homes: ['a.example', 'b.example', 'c.example', 'd.example', 'e.example'] },
    'Five homes.',
  ],
  ['device-peer-id', 'WRONG_KEY_TYPE', { devices: [{ ...device, peerId: own(secpPeerId) }] }, 'A secp256k1 peer id.'],
  ['device-distinct', 'RECORD_MALFORMED', { devices: [device, { ...device, publisher: false }] }, 'One device twice.'],
  ['device-sealing-key', 'RECORD_MALFORMED', { devices: [{ ...device, sealingKey: filled(1, 31) }] }, '31 bytes.'],
  ['device-signature-size', 'RECORD_MALFORMED', { devices: [{ ...device, signature: filled(1, 63) }] }, '63 bytes.'],
  ['listed-name', 'RECORD_MALFORMED', { listedNames: [listed, filled(1, 31)] }, 'A hash of 31 bytes.'],
  ['listed-name.distinct', 'RECORD_MALFORMED', { listedNames: [listed, listed] }, 'One name twice.'],
  [
    'profile-name',
    'RECORD_MALFORMED',
    { profile: { ...profile, names: ['Bob@b.example'] } },
    'A name that is not canonical.',
  ],
  [
    'profile-name.unlisted',
    'RECORD_MALFORMED',
    { profile: { ...profile, names: ['eve@b.example'] } },
    'A name whose hash is not listed.',
  ],
  [
    'profile-name.distinct',
    'RECORD_MALFORMED',
    { profile: { ...profile, names: [...profile.names, ...profile.names] } },
    'One name twice.',
  ],
  ['profile-claim', 'RECORD_MALFORMED', { profile: { ...profile, claims: [''] } }, 'An empty claim.'],
  [
    'profile-claim.distinct',
    'RECORD_MALFORMED',
    { profile: { ...profile, claims: ['dns:a', 'dns:a'] } },
    'One claim twice.',
  ],
  [
    'profile-size',
    'LIMIT_EXCEEDED',
    { profile: { ...profile, displayName: 'é'.repeat(129) } },
    '258 bytes of display name.',
  ],
  [
    'profile-size.claim',
    'LIMIT_EXCEEDED',
    { profile: { ...profile, claims: ['a'.repeat(257)] } },
    '257 bytes of claim.',
  ],
  [
    'text.direction',
    'RECORD_MALFORMED',
    { profile: { ...profile, displayName: 'Bob\u202e' } },
    'It turns the direction of text.',
  ],
]

const SEALED: Changes<'sealed'>[] = [
  ['seq', 'RECORD_MALFORMED', { seq: 0 }, 'No signing time.'],
  ['sealed-nonce', 'RECORD_MALFORMED', { nonce: filled(1, 12) }, 'A nonce of 12 bytes.'],
  ['sealed-padding', 'RECORD_MALFORMED', { ciphertext: filled(1, 1025) }, 'A size that would tell what is inside.'],
  ['sealed-capability', 'RECORD_MALFORMED', { capability: filled(1, 31) }, 'A capability of 31 bytes.'],
]

const LOCATION: Changes<'location'>[] = [
  ['location-identity', 'RECORD_MALFORMED', { identityId: filled(1, 31) }, 'An identity id of 31 bytes.'],
  ['location-peer-id', 'WRONG_KEY_TYPE', { peerId: own(secpPeerId) }, 'A secp256k1 peer id.'],
  ['location-relayed', 'RECORD_MALFORMED', { relayAddresses: [direct(1)] }, 'A direct address among the relayed ones.'],
  [
    'location-direct',
    'RECORD_MALFORMED',
    { directAddresses: [own(relayed)] },
    'A relayed address among the direct ones.',
  ],
  ['counts.addresses', 'LIMIT_EXCEEDED', { directAddresses: [1, 2, 3, 4, 5].map(direct) }, 'Five direct addresses.'],
]

/** The rules about the fields of each kind, each broken once by a record that is otherwise good and well signed. */
export async function fieldVectors(): Promise<Vector[]> {
  return await Promise.all([
    ...DOMAIN.map((one) => changed('domain', one, (p) => domainRoutingKey(NETWORK, p.domain))),
    ...NAMES.map((one) => changed('name', one)),
    ...IDENTITY.map((one) => changed('identity', one, (p) => identityRoutingKey(NETWORK, p.id))),
    ...SEALED.map((one) => changed('sealed', one, (p) => sealedRoutingKey(NETWORK, p.capability))),
    ...LOCATION.map((one) => changed('location', one, (p) => locationRoutingKey(NETWORK, p.identityId, p.peerId))),
    loneSurrogate(),
    wrongSigner('signer', 'domain', 'A domain record by another key than the one it holds.'),
    wrongSigner('signer.identity', 'identity', 'An identity record by a key that its log does not know.'),
    wrongSigner('signer.sealed', 'sealed', 'A sealed record by another key than its capability.'),
    wrongSigner('signer.location', 'location', 'A location record by another device.'),
  ])
}

async function changed<K extends RecordKind>(
  kind: K,
  [name, errorCode, changes, description]: Changes<K>,
  routingKeyOf?: (payload: Payloads[K]) => Uint8Array,
): Promise<Vector> {
  const payload = { ...PAYLOADS[kind], ...changes }
  const routingKey = routingKeyOf === undefined ? {} : { routingKey: routingKeyOf(payload) }
  const bytes = await sealBytes(kind, encodePayload(kind, payload))
  return await refusedVector({ name, kind, bytes, errorCode, description, ...routingKey })
}

/** UTF-8 has no surrogates; JavaScript's strings have. */
async function loneSurrogate(): Promise<Vector> {
  const payload = encodePayload('domain', { ...PAYLOADS.domain, policy: [{ name: 'terms', value: 'a@@@b' }] })
  const [at, surrogate] = [fromString('@@@'), Uint8Array.of(0xed, 0xa0, 0x80)]
  const start = payload.findIndex((_, index) => equals(payload.subarray(index, index + 3), at))
  payload.set(surrogate, start)
  const bytes = await sealBytes('domain', payload)
  const description = 'A lone surrogate: no UTF-8.'
  return await refusedVector({ name: 'text.utf8', kind: 'domain', bytes, errorCode: 'RECORD_MALFORMED', description })
}

async function wrongSigner(name: string, kind: RecordKind, description: string): Promise<Vector> {
  const bytes = await sealBytes(kind, encodePayload(kind, PAYLOADS[kind]), KEYS.other)
  return await refusedVector({ name, kind, bytes, errorCode: 'WRONG_SIGNER', description })
}
