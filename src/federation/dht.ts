import type { PeerId, PeerInfo } from '@libp2p/interface'
import {
  type KadDHT,
  type KadDHTComponents,
  kadDHT,
  passthroughMapper,
  removePrivateAddressesMapper,
} from '@libp2p/kad-dht'
import { OpenPeerError } from '../errors.ts'
import { select } from '../records/select.ts'
import { openRecord, validate } from '../records/validate.ts'
import { timeoutSignal } from '../timeout-signal.ts'
import { protocolIds } from '../wire/protocols.ts'
import { HOLDERS, kadKey, parseKadKey } from './placement.ts'

/**
 * How long a kad request, dialling included, waits for a node that says nothing, in ms: at first, and when the network
 * is slow. kad-dht's own 5 s would let one dead node outlast a lookup; a dial across the world takes most of 1 s.
 */
const REQUEST_TIMEOUT = { minTimeout: 1_000, maxTimeout: 2_500 }
/** Requests in flight on each of the disjoint paths of a walk, and paths: enough for some thousand nodes. */
const WALK_WIDTH = 3
/** Longest that a walk may take; what it found until then counts. */
export const WALK_TIMEOUT_MS = 3_000

export interface DhtOptions {
  network: string
  now: () => number
  /** let nodes with loopback and LAN addresses into the routing table: development and test networks */
  allowPrivateAddresses: boolean
}

/** Who may stand in the routing table: nobody, until a federation says so. */
const gates = new WeakMap<KadDHT, { admits: (peerId: PeerId) => boolean }>()

/**
 * kad-dht as a libp2p service, for membership, routing and stock PUT/GET (docs/spec/placement.md, "kad-dht").
 * The host's datastore must be a guarded one (guarded-datastore.ts): it is what decides over a PUT.
 */
export function dhtService(options: DhtOptions): (components: KadDHTComponents) => KadDHT {
  const gate = { admits: (_peerId: PeerId) => false }
  const make = stockDht(options, (peerId) => gate.admits(peerId))
  return (components) => {
    const dht = make(components)
    gates.set(dht, gate)
    guardTable(dht, (peerId) => gate.admits(peerId))
    return dht
  }
}

/** From now on the nodes that `admits` lets pass, and no others, may stand in the routing table of a {@link dhtService}. */
export function openDht(dht: KadDHT, admits: (peerId: PeerId) => boolean): void {
  const gate = gates.get(dht)
  if (gate !== undefined) gate.admits = admits
}

/**
 * kad-dht puts nodes into its table by several ways: who speaks its protocol, who is named by others, who answered a query,
 * whom it remembers. All end in the buckets' own check of a newcomer, a ping; this one asks first whether it is admitted.
 */
function guardTable(dht: KadDHT, admits: (peerId: PeerId) => boolean): void {
  const { kb } = (dht as unknown as { routingTable: { kb: Buckets } }).routingTable
  const isAlive = kb.verify
  kb.verify = async (contact, options) => admits(contact.peerId) && (await isAlive(contact, options))
}

interface Buckets {
  verify(contact: { peerId: PeerId }, options?: unknown): Promise<boolean>
}

function stockDht(options: DhtOptions, admits: (peerId: PeerId) => boolean): (components: KadDHTComponents) => KadDHT {
  const { network, now, allowPrivateAddresses } = options
  const visible = allowPrivateAddresses ? passthroughMapper : removePrivateAddressesMapper
  return kadDHT({
    protocol: protocolIds(network).kad,
    clientMode: false,
    kBucketSize: HOLDERS,
    alpha: WALK_WIDTH,
    disjointPaths: WALK_WIDTH,
    allowQueryWithZeroPeers: true,
    networkDialTimeout: REQUEST_TIMEOUT,
    // Who is not admitted is named to nobody, also when asked for by its peer id: it may be somebody's device.
    peerInfoMapper: (info) => (admits(info.id) ? visible(info) : { ...info, multiaddrs: [] }),
    validators: {
      pk: refusePublicKey,
      [network]: async (key, value) => {
        await validate(value, routingKeyOf(network, key), { network, now: now() })
      },
    },
    selectors: { [network]: (key, values) => bestOf(network, key, values) },
  })
}

/** The nodes nearest to a routing key that kad-dht's own walk reaches; those of before when `signal` aborts it. */
export async function walk(
  dht: KadDHT,
  network: string,
  routingKey: Uint8Array,
  signal: AbortSignal,
): Promise<PeerInfo[]> {
  const found: PeerInfo[] = []
  const limited = AbortSignal.any([signal, timeoutSignal(WALK_TIMEOUT_MS)])
  try {
    for await (const event of dht.getClosestPeers(kadKey(network, routingKey), { signal: limited })) {
      if (event.name === 'FINAL_PEER') found.push(event.peer)
    }
  } catch {
    // A walk that was cut short is worth what it found.
  }
  return found
}

/** Gives a node that was just admitted its place, if it speaks kad-dht and there is room: it was turned away before. */
export async function rememberInDht(dht: KadDHT, peerId: PeerId, signal: AbortSignal): Promise<void> {
  const { routingTable } = dht as unknown as { routingTable: { add(peerId: PeerId, options: object): Promise<void> } }
  await routingTable.add(peerId, { signal })
}

/**
 * Takes a node that died or lost its seat out of the routing table. kad-dht does so itself only when a full bucket needs
 * room, which in a small federation never happens; each walk then pays for the dead. Its interface hides the method.
 */
export async function forgetInDht(dht: KadDHT, peerId: PeerId): Promise<void> {
  const { routingTable } = dht as unknown as { routingTable: { remove(peerId: PeerId): Promise<void> } }
  await routingTable.remove(peerId)
}

function routingKeyOf(network: string, key: Uint8Array): Uint8Array {
  const routingKey = parseKadKey(network, key)
  if (routingKey !== null) return routingKey
  throw new OpenPeerError('WRONG_ROUTING_KEY', `A key in this DHT is /${network}/ and 64 digits of hex`)
}

async function bestOf(network: string, key: Uint8Array, values: Uint8Array[]): Promise<number> {
  const routingKey = routingKeyOf(network, key)
  const records = await Promise.all(values.map((bytes) => openRecord(bytes, routingKey, { network })))
  let best = 0
  for (const [index, record] of records.entries()) {
    const held = records[best]
    const selection = held === undefined ? null : select(held, record)
    if (selection !== null && !selection.conflict && selection.winner === 'b') best = index
  }
  return best
}

/** Public keys are in the peer ids themselves (Ed25519); a table of them would be free storage for strangers. */
function refusePublicKey(): never {
  throw new OpenPeerError('REFUSED', 'This DHT keeps no public keys')
}
