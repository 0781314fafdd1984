import type { Connection, IdentifyResult, Libp2p, PeerId } from '@libp2p/interface'
import type { KadDHT } from '@libp2p/kad-dht'
import { OpenPeerError } from '../errors.ts'
import type { VerifiedDomain } from '../records/verified-record.ts'
import { timeoutSignal } from '../timeout-signal.ts'
import { protocolIds } from '../wire/protocols.ts'
import { createAdmission } from './admission.ts'
import { forgetInDht, openDht, rememberInDht } from './dht.ts'
import { addressFilter } from './node-entries.ts'
import { createExchange } from './operator-exchange.ts'
import { createOperatorHealth, type OperatorHealth } from './operator-health.ts'
import { createOperatorMeeting } from './operator-meeting.ts'
import {
  createOperatorTable,
  type MembershipChange,
  type NamedNode,
  namedNode,
  type OperatorEntry,
  type View,
} from './operator-table.ts'
import { createOwnSeat, type MembershipOptions } from './own-seat.ts'
import type { RecordsCalls } from './records-calls.ts'
import { createRouters } from './routers.ts'
import type { Seat } from './seat.ts'

/** With more connections than this, libp2p may soon close some by itself, and a closed one says nothing about its node. */
const MAX_TELLING_CONNECTIONS = 250
/** A node is dialled this long at most. */
const DIAL_TIMEOUT_MS = 3_000

/** The operator nodes of the network, as far as this node has met them (docs/spec/placement.md, "Membership"). */
export interface OperatorDirectory extends Omit<OperatorHealth, 'beat'> {
  readonly self: OperatorEntry
  /** those with a seat, this node included if it has one, in the order of the ring */
  list(): readonly OperatorEntry[]
  /** all that are admitted, also those that stand by for another node of their domain */
  members(): readonly OperatorEntry[]
  find(peerId: PeerId): OperatorEntry | null
  /** what an admitted node's seat stands on, also while it stands by; null for everybody else */
  seatOf(peerId: PeerId): Seat | null
  /** the domain record by which another node was admitted; null for this node and for everybody who was not */
  recordOf(peerId: PeerId): VerifiedDomain | null
  closest(routingKey: Uint8Array, count: number): OperatorEntry[]
  /** the holders that this node would choose, and their short hash */
  view(routingKey: Uint8Array): View
  /** A node that we are connected to, by whatever way: a member once it is admitted, which may take seconds. */
  add(node: NamedNode): void
  remove(peerId: PeerId): Promise<void>
  /** Nodes that somebody named: dialled, and members once they are admitted. Answers how many are new. */
  hear(nodes: readonly NamedNode[]): number
  /** A node introduced itself to us on `connection`. */
  introduced(shown: Uint8Array, connection: Connection): void
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
  membership: MembershipOptions
  /** the newest record of a domain that others hold; null for none. Never throws */
  newest: (domain: string, signal: AbortSignal) => Promise<VerifiedDomain | null>
  heartbeatMs: number
  exchangeMs: number
  now: () => number
  random: () => number
  /** ends all of it */
  lifetime: AbortSignal
}

/** Makes the directory of one host; `start` lets it meet others and notice who is gone. */
export function createOperatorDirectory(options: DirectoryOptions): OperatorDirectory {
  const { libp2p, dht, network, calls, k, membership, heartbeatMs, now, lifetime } = options
  const usable = addressFilter(options.allowPrivateAddresses)
  const own = createOwnSeat({ ...membership, network, peerId: libp2p.peerId, now })
  // Its addresses and its seat are read when they are needed: a host knows them only once it listens.
  const self: OperatorEntry = Object.defineProperties(namedNode(libp2p.peerId, []) as OperatorEntry, {
    multiaddrs: { get: () => usable(libp2p.getMultiaddrs()), enumerable: true },
    seat: { get: () => own.seat(), enumerable: true },
  })
  const { records: protocol, kad: kadProtocol } = protocolIds(network)
  const log = libp2p.logger.forComponent('openpeer:operators')
  const table = createOperatorTable({ network, self, k })
  const meeting = createOperatorMeeting({
    table,
    dial: async (node) => {
      const { peerId, multiaddrs } = node
      await libp2p.peerStore.merge(peerId, { multiaddrs: [...multiaddrs] })
      await libp2p.dial(peerId, { signal: AbortSignal.any([lifetime, timeoutSignal(DIAL_TIMEOUT_MS)]) })
      // It may have been connected before, and was told then to come again.
      add(node)
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
  const admission = createAdmission({
    ...membership,
    ...{ network, table, usable, newest: options.newest, now, random: options.random, lifetime },
    introduce: async (node, signal) => await calls.introduce(node, await membership.ownRecord(), signal),
    isConnected: (peerId) => directConnection(peerId) !== undefined,
    onAdmitted({ peerId }) {
      if (table.members().length === 2) beginExchange()
      enterDht(peerId)
    },
    onGone: ({ peerId, key }, reason) => {
      if (reason !== null) log('%s lost its seat - %s', key, reason.message)
      leaveDht(peerId)
    },
    onRefused: ({ key }, reason) => log('%s is not admitted - %s', key, reason.message),
  })
  const { newest } = options
  const routers = createRouters({ ...membership, newest, onAdmitted: enterDht, onGone: leaveDht, now, lifetime })
  openDht(dht, (peerId) => table.find(peerId.toString()) !== null || routers.has(peerId))
  const beginExchange = createExchange({
    others: () => table.members().filter((entry) => entry.key !== self.key),
    ask: (entry) => calls.operators(entry, lifetime),
    hear: (entries) => meeting.hear(entries),
    exchangeMs: options.exchangeMs,
    random: options.random,
    lifetime,
  })

  function add(node: NamedNode): void {
    if (node.key !== self.key) admission.meet(node, directConnection(node.peerId)?.remoteAddr ?? null)
  }

  function enterDht(peerId: PeerId): void {
    void libp2p.peerStore
      .get(peerId)
      .then(({ protocols }) => (protocols.includes(kadProtocol) ? rememberInDht(dht, peerId, lifetime) : undefined))
      .catch((error) => log('could not give %p its place in kad-dht - %e', peerId, error))
  }

  function leaveDht(peerId: PeerId): void {
    void forgetInDht(dht, peerId).catch((error) => log('%p stays in kad-dht - %e', peerId, error))
  }

  /** A relayed connection with limits is an end peer's way, never an operator's. */
  function directConnection(peerId: PeerId): Connection | undefined {
    return libp2p.getConnections(peerId).find(({ limits, status }) => limits === undefined && status === 'open')
  }

  /** Half-open connections are closed, so that the node introduces itself anew when it comes back. */
  async function leaveAlone(peerId: PeerId): Promise<void> {
    await Promise.allSettled([forgetInDht(dht, peerId), libp2p.hangUp(peerId)])
  }

  function onIdentify({ detail }: CustomEvent<IdentifyResult>): void {
    const { peerId, protocols, connection } = detail
    if (connection.limits !== undefined) return
    if (protocols.includes(protocol)) admission.meet(namedNode(peerId, []), connection.remoteAddr)
    else if (protocols.includes(kadProtocol)) {
      routers.meet(peerId, detail.signedPeerRecord?.addresses ?? detail.listenAddrs)
    }
  }

  function onDisconnect({ detail }: CustomEvent<PeerId>): void {
    const entry = table.find(detail.toString())
    if (entry === null || libp2p.getConnections().length > MAX_TELLING_CONNECTIONS) return
    void health.failed(entry, new OpenPeerError('DISCONNECTED', 'The connection to this node ended'))
  }

  /** Those that were connected before we listened. */
  async function meetConnected(): Promise<void> {
    for (const peerId of libp2p.getPeers()) {
      const { protocols } = await libp2p.peerStore.get(peerId)
      if (protocols.includes(protocol) && directConnection(peerId) !== undefined) add(namedNode(peerId, []))
    }
  }

  async function lookAtOwnSeat(): Promise<void> {
    if (await own.refresh()) table.reconsiderOwn()
  }

  function start(): void {
    void meetConnected().catch((error) => log.error('could not look through the connected peers - %e', error))
    void lookAtOwnSeat()
    const heartbeat = setInterval(() => {
      void health.beat()
      void lookAtOwnSeat()
      meeting.retry()
      routers.tick()
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
    members: () => table.members(),
    find: (peerId) => table.find(peerId.toString()),
    seatOf: (peerId) => table.find(peerId.toString())?.seat ?? null,
    recordOf: (peerId) => admission.recordOf(peerId.toString()),
    closest: (routingKey, count) => table.closest(routingKey, count),
    view: (routingKey) => table.view(routingKey),
    add,
    async remove(peerId) {
      table.remove(peerId.toString())
      await leaveAlone(peerId)
    },
    hear: (nodes) => meeting.hear(nodes),
    introduced: (shown, { remotePeer, remoteAddr, limits }) => {
      if (shown.byteLength > 0 && limits === undefined)
        admission.introduced(namedNode(remotePeer, []), shown, remoteAddr)
    },
    onChange: (listener) => table.onChange(listener),
    start,
    answered: health.answered,
    late: health.late,
    failed: health.failed,
    isTrusted: health.isTrusted,
    byPreference: health.byPreference,
  }
}
