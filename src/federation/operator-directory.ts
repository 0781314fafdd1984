import type { IdentifyResult, Libp2p, PeerId } from '@libp2p/interface'
import type { KadDHT } from '@libp2p/kad-dht'
import type { Multiaddr } from '@multiformats/multiaddr'
import { OpenPeerError } from '../errors.ts'
import { protocolIds } from '../wire/protocols.ts'
import { forgetInDht } from './dht.ts'
import { type AddressFilter, addressFilter } from './node-entries.ts'
import { createExchange } from './operator-exchange.ts'
import { createOperatorHealth, type OperatorHealth } from './operator-health.ts'
import { createOperatorMeeting } from './operator-meeting.ts'
import {
  createOperatorTable,
  type MembershipChange,
  type OperatorEntry,
  operatorEntry,
  type View,
} from './operator-table.ts'
import type { RecordsCalls } from './records-calls.ts'

/** With more connections than this, libp2p may soon close some by itself, and a closed one says nothing about its node. */
const MAX_TELLING_CONNECTIONS = 250
/** A node is dialled this long at most. */
const DIAL_TIMEOUT_MS = 3_000

/** The operator nodes of the network, as far as this node has met them (docs/spec/placement.md, "Membership"). */
export interface OperatorDirectory extends Omit<OperatorHealth, 'beat'> {
  readonly self: OperatorEntry
  /** all of them, this node included, in the order of the ring */
  list(): readonly OperatorEntry[]
  find(peerId: PeerId): OperatorEntry | null
  closest(routingKey: Uint8Array, count: number): OperatorEntry[]
  /** the holders that this node would choose, and their short hash */
  view(routingKey: Uint8Array): View
  /** A node that was met, by whatever way; no effect unless it is admitted and has an address. */
  add(entry: OperatorEntry): void
  remove(peerId: PeerId): Promise<void>
  /** Nodes that somebody named: dialled, and members once they were met. Answers how many are new. */
  hear(entries: readonly OperatorEntry[]): number
  onChange(listener: (change: MembershipChange) => void): () => void
  start(): void
}

export interface DirectoryOptions {
  libp2p: Libp2p
  dht: KadDHT
  network: string
  calls: RecordsCalls
  k: number
  allowPrivateAddresses: boolean
  admits: (peerId: PeerId) => boolean
  heartbeatMs: number
  exchangeMs: number
  now: () => number
  random: () => number
  /** ends all of it */
  lifetime: AbortSignal
}

/** Makes the directory of one host; `start` lets it meet others and notice who is gone. */
export function createOperatorDirectory(options: DirectoryOptions): OperatorDirectory {
  const { libp2p, dht, network, calls, k, admits, heartbeatMs, now, lifetime } = options
  const usable = addressFilter(options.allowPrivateAddresses)
  const self = selfEntry(libp2p, usable)
  const protocol = protocolIds(network).records
  const log = libp2p.logger.forComponent('openpeer:operators')
  const table = createOperatorTable({ network, self, k })
  const meeting = createOperatorMeeting({
    table,
    admits: ({ peerId }) => admits(peerId),
    dial: async ({ peerId, multiaddrs }) => {
      await libp2p.peerStore.merge(peerId, { multiaddrs: [...multiaddrs] })
      await libp2p.dial(peerId, { signal: AbortSignal.any([lifetime, AbortSignal.timeout(DIAL_TIMEOUT_MS)]) })
    },
    now,
    lifetime,
  })
  const health = createOperatorHealth({
    table,
    self,
    probe: (entry, signal) => calls.probe(entry, signal),
    onDead: (entry) => {
      meeting.lost(entry)
      void leaveAlone(entry.peerId)
    },
    heartbeatMs,
    now,
    lifetime,
  })
  const beginExchange = createExchange({
    others: () => table.sorted().filter((entry) => entry.key !== self.key),
    ask: (entry) => calls.operators(entry, lifetime),
    hear: (entries) => meeting.hear(entries),
    exchangeMs: options.exchangeMs,
    random: options.random,
    lifetime,
  })

  function add(entry: OperatorEntry): void {
    if (entry.multiaddrs.length === 0 || !admits(entry.peerId)) return
    const wasAlone = table.sorted().length === 1
    table.add(entry)
    if (wasAlone) beginExchange()
  }

  /** Half-open connections are closed, so that the node introduces itself anew when it comes back. */
  async function leaveAlone(peerId: PeerId): Promise<void> {
    await Promise.allSettled([forgetInDht(dht, peerId), libp2p.hangUp(peerId)])
  }

  function onIdentify({ detail }: CustomEvent<IdentifyResult>): void {
    // A relayed connection with limits is an end peer's way, never an operator's.
    if (!detail.protocols.includes(protocol) || detail.connection.limits !== undefined) return
    met(detail.peerId, detail.signedPeerRecord?.addresses ?? detail.listenAddrs)
  }

  function met(peerId: PeerId, addresses: readonly Multiaddr[]): void {
    add(operatorEntry(peerId, usable(addresses)))
  }

  function onDisconnect({ detail }: CustomEvent<PeerId>): void {
    const entry = table.find(detail.toString())
    if (entry === null || libp2p.getConnections().length > MAX_TELLING_CONNECTIONS) return
    void health.failed(entry, new OpenPeerError('DISCONNECTED', 'The connection to this node ended'))
  }

  /** Those that introduced themselves before we listened. */
  async function meetConnected(): Promise<void> {
    for (const peerId of libp2p.getPeers()) {
      const { protocols, addresses } = await libp2p.peerStore.get(peerId)
      const isDirect = libp2p.getConnections(peerId).some(({ limits }) => limits === undefined)
      if (isDirect && protocols.includes(protocol))
        met(
          peerId,
          addresses.map(({ multiaddr }) => multiaddr),
        )
    }
  }

  function start(): void {
    void meetConnected().catch((error) => log.error('could not look through the connected peers - %e', error))
    const heartbeat = setInterval(() => {
      void health.beat()
      meeting.retry()
    }, heartbeatMs)
    libp2p.addEventListener('peer:identify', onIdentify)
    libp2p.addEventListener('peer:disconnect', onDisconnect)
    lifetime.addEventListener('abort', () => {
      clearInterval(heartbeat)
      libp2p.removeEventListener('peer:identify', onIdentify)
      libp2p.removeEventListener('peer:disconnect', onDisconnect)
    })
  }

  return {
    self,
    list: () => table.sorted(),
    find: (peerId) => table.find(peerId.toString()),
    closest: (routingKey, count) => table.closest(routingKey, count),
    view: (routingKey) => table.view(routingKey),
    add,
    async remove(peerId) {
      table.remove(peerId.toString())
      await leaveAlone(peerId)
    },
    hear: (entries) => meeting.hear(entries),
    onChange: (listener) => table.onChange(listener),
    start,
    answered: health.answered,
    late: health.late,
    failed: health.failed,
    byPreference: health.byPreference,
  }
}

/** Its addresses are read when they are needed: a host knows them only once it listens. */
function selfEntry(libp2p: Libp2p, usable: AddressFilter): OperatorEntry {
  const entry = operatorEntry(libp2p.peerId, [])
  return Object.defineProperty(entry, 'multiaddrs', { get: () => usable(libp2p.getMultiaddrs()), enumerable: true })
}
