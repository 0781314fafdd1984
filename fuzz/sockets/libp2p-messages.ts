import { multiaddr } from '@multiformats/multiaddr'
import { kadKey } from '../../src/federation/placement.ts'
import { KEYS, NETWORK, peerIdOf, ROUTING_KEYS, sealWith } from '../../test/records/fixtures.ts'
import { mutateBytes } from '../mutate-bytes.ts'
import { type Entry, mutateProtobuf, protobuf } from '../mutate-protobuf.ts'
import type { Random } from '../random.ts'
import { lengthPrefixed, type Writes } from './stream-targets.ts'

/** Messages of the protocols that libp2p itself answers on a node, by field number as their specifications have them. */
const text = (value: string) => new TextEncoder().encode(value)
const ADDRESS = multiaddr('/ip4/127.0.0.1/tcp/4001').bytes
const PEER = protobuf([
  [1, peerIdOf(KEYS.device)],
  [2, ADDRESS],
])
const KEY = kadKey(NETWORK, ROUTING_KEYS.identity)
const RECORD = protobuf([
  [1, KEY],
  [2, await sealWith('identity')],
  [5, text('2027-01-15T08:00:00.000000000Z')],
])

/** dht.proto: type, key, record, closer peers, providers. */
const KAD: readonly (readonly Entry[])[] = [
  [
    [1, 0n],
    [2, KEY],
    [3, RECORD],
  ],
  [
    [1, 1n],
    [2, KEY],
  ],
  [
    [1, 2n],
    [2, text('a block')],
    [9, PEER],
  ],
  [
    [1, 3n],
    [2, text('a block')],
  ],
  [
    [1, 4n],
    [2, KEY],
    [8, PEER],
    [8, PEER],
  ],
  [[1, 5n]],
]
/** circuit.proto: HopMessage: type, peer, reservation, limit, status. */
const HOP: readonly (readonly Entry[])[] = [
  [[1, 0n]],
  [
    [1, 1n],
    [2, PEER],
  ],
  [
    [1, 2n],
    [5, 100n],
  ],
]
export const IDENTIFY = '/ipfs/id/1.0.0'

function messages(samples: readonly (readonly Entry[])[]): Writes {
  return (random) =>
    Array.from({ length: 1 + random.below(3) }, () => {
      const sample = protobuf(random.pick(samples))
      const message = random.oneIn(10)
        ? sample
        : random.oneIn(6)
          ? random.bytes(random.below(100))
          : mutateProtobuf(sample, random)
      const framed = lengthPrefixed(message, random)
      return random.oneIn(12) ? mutateBytes(framed, random) : framed
    })
}

/** Anything at all, also nothing. */
export function noise(random: Random): Uint8Array[] {
  return Array.from({ length: random.below(4) }, () => random.bytes(random.pick([0, 1, 31, 32, 33, 64, 5_000])))
}

/** The protocols and what is said in them: kad-dht's, the relay's, and what every libp2p host answers. */
export const LIBP2P_PROTOCOLS: readonly { name: string; protocol: string; weight: number; writes: Writes }[] = [
  { name: 'kad', protocol: `/openpeer/${NETWORK}/kad/1.0.0`, weight: 2, writes: messages(KAD) },
  { name: 'circuit-hop', protocol: '/libp2p/circuit/relay/0.2.0/hop', weight: 0.3, writes: messages(HOP) },
  { name: 'identify', protocol: IDENTIFY, weight: 0.2, writes: noise },
  { name: 'ping', protocol: '/ipfs/ping/1.0.0', weight: 0.3, writes: noise },
]

/** What a relay says to a peer when somebody calls. */
export const CIRCUIT_STOP: { protocol: string; writes: Writes } = {
  protocol: '/libp2p/circuit/relay/0.2.0/stop',
  writes: messages(HOP),
}
