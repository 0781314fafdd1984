import { noise } from '@chainsafe/libp2p-noise'
import type { Libp2p, PeerId, PrivateKey } from '@libp2p/interface'
import { FaultTolerance } from '@libp2p/interface'
import { yamux } from '@libp2p/yamux'
import type { Libp2pOptions } from 'libp2p'
import { protocolIds } from '../wire/protocols.ts'
import { isRelayed } from './addresses.ts'
import { guardBeforeHello, openProtocols } from './before-hello.ts'
import { peerCircuitTransport, type Reservations } from './circuit-transport.ts'
import { type Paths, pathsService } from './dial-paths.ts'
import { type GaterOptions, peerGater } from './gater.ts'
import { KnownDevices } from './known-devices.ts'
import { RelayedBytes } from './relayed-bytes.ts'
import { AGENT_VERSION, restrainedIdentify } from './restrained-identify.ts'
import { Standings } from './standing.ts'
import { peerWebRTC, type WebRTCOptions } from './webrtc-workarounds.ts'

/** How many relays a peer holds slots at: one a home, two homes by default. */
export const MAX_RELAYS = 4
/** Every connection is pinged this often; one that does not answer is closed, and its link moves on. */
export const PING_INTERVAL_MS = 30_000
/**
 * libp2p's own limits, for a peer. A relay counts as one address, and a caller who is turned away behind one hears nothing
 * is not told why: what bounds strangers is stranger-places.ts, not this.
 */
const INBOUND_PER_SECOND = 250
const MAX_PENDING_INBOUND = 50
const MAX_CONNECTIONS = 256
const UPGRADE_TIMEOUT_MS = 15_000

export interface HostOptions {
  network: string
  deviceKey: PrivateKey
  /** Multiaddrs to be dialled at, such as `/ip4/0.0.0.0/tcp/0`; none for a peer that only relays reach. */
  listen: string[]
  /** STUN and TURN servers, asked for at each WebRTC connection; an empty list finds only paths inside one network. */
  iceServers: () => RTCIceServer[]
  /** The relays that may bring relayed connections, asked at each use. */
  chosenRelays: () => PeerId[]
  /** Strangers are not even told who this is: an unlisted peer. */
  hidden?: boolean
  /** Dial private addresses that others name: tests, development, closed networks. */
  allowPrivateAddresses: boolean
  /** How long a stranger may stay connected without being accepted, in ms; 15 s unless given. */
  helloDeadlineMs?: number
  /** How long a stream that came before its hello waits for it, in ms; 5 s unless given. */
  holdTimeoutMs?: number
}

/** What this room adds to a libp2p host. */
export interface PeerServices extends Record<string, unknown> {
  paths: Paths
  slots: Reservations
  relayed: RelayedBytes
  known: KnownDevices
  standings: Standings
}

export type PeerHost = Libp2p<PeerServices>

type TransportFactory = NonNullable<Libp2pOptions['transports']>[number]

export interface HostPlatform {
  /** Transports that dial addresses directly; circuit and WebRTC come on top. */
  transports: TransportFactory[]
  allowPlainWebSockets: GaterOptions['allowPlainWebSockets']
  leadsInside?: GaterOptions['leadsInside']
  iceServers: () => RTCIceServer[]
  nativeConnection?: WebRTCOptions['nativeConnection']
}

/**
 * The options of an end peer's libp2p host, the same in every runtime. It tells strangers nothing, takes no relay that
 * was not chosen, and asks no server but ours. Spec: docs/spec/connect.md, docs/spec/hello.md.
 */
export function peerHostOptions(options: HostOptions, platform: HostPlatform): Libp2pOptions<PeerServices> {
  const standings = new Standings(options.holdTimeoutMs)
  const relayed = new RelayedBytes()
  const known = new KnownDevices()
  const circuit = peerCircuitTransport(relayed)
  const webrtc = peerWebRTC({
    iceServers: platform.iceServers,
    maySignal: (connection) => standings.of(connection) === 'accepted',
    nativeConnection: platform.nativeConnection,
  })
  const helloProtocol = protocolIds(options.network).hello
  return {
    privateKey: options.deviceKey,
    nodeInfo: { name: AGENT_VERSION, version: '', userAgent: AGENT_VERSION },
    addresses: {
      // One '/p2p-circuit' per slot that may be held at the same time.
      listen: [...options.listen, ...Array<string>(MAX_RELAYS).fill('/p2p-circuit'), '/webrtc'],
      announceFilter: (addresses) => addresses.filter((address) => isRelayed(address)),
    },
    transports: [...platform.transports, circuit.transport as TransportFactory, webrtc as TransportFactory],
    transportManager: { faultTolerance: FaultTolerance.NO_FATAL },
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionGater: peerGater({
      allowPrivateAddresses: options.allowPrivateAddresses,
      allowPlainWebSockets: platform.allowPlainWebSockets,
      leadsInside: platform.leadsInside,
    }),
    connectionManager: {
      maxConnections: MAX_CONNECTIONS,
      inboundConnectionThreshold: INBOUND_PER_SECOND,
      maxIncomingPendingConnections: MAX_PENDING_INBOUND,
      inboundUpgradeTimeout: UPGRADE_TIMEOUT_MS,
      reconnectRetries: 0,
    },
    connectionMonitor: { pingInterval: PING_INTERVAL_MS },
    services: {
      guard: guardBeforeHello({
        helloProtocol,
        standings,
        known,
        chosenRelays: options.chosenRelays,
        hidden: options.hidden ?? false,
        deadlineMs: options.helloDeadlineMs,
      }),
      identify: restrainedIdentify(openProtocols(helloProtocol)),
      paths: pathsService(),
      slots: () => circuit.slots,
      relayed: () => relayed,
      known: () => known,
      standings: () => standings,
    },
  }
}
