import { readFile } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import { noise } from '@chainsafe/libp2p-noise'
import type { CircuitRelayService } from '@libp2p/circuit-relay-v2'
import { type Identify, identify } from '@libp2p/identify'
import type { Ed25519PrivateKey, Libp2p } from '@libp2p/interface'
import type { KadDHT } from '@libp2p/kad-dht'
import { type Ping, ping } from '@libp2p/ping'
import { prometheusMetrics } from '@libp2p/prometheus-metrics'
import { type TCPSocketOptions, tcp } from '@libp2p/tcp'
import { isPrivate } from '@libp2p/utils'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import type { Registry } from 'prom-client'
import { OpenPeerError } from '../errors.ts'
import { dhtService } from '../federation/dht.ts'
import { GuardedDatastore } from '../federation/guarded-datastore.ts'
import type { RecordStore } from '../federation/record-store.ts'
import { guardedLookup } from '../identity-proofs/guarded-lookup.node.ts'
import { chargeKadMessages, guardStreams } from './budget-streams.ts'
import type { Budgets } from './budgets.ts'
import type { Circuits } from './circuits.ts'
import type { OperatorConfig } from './config.ts'
import { operatorGater } from './gater.ts'
import { limitedRelay } from './relay.ts'

/** The libp2p host of an operator node, with the services that the other parts reach for. */
export type OperatorHost = Libp2p<{ identify: Identify; ping: Ping; dht: KadDHT; relay: CircuitRelayService }>

/** A dead connection is noticed by the channels' own heartbeat; this is for those without a channel. */
const MONITOR_INTERVAL_MS = 60_000
/** A silent address is given up after this long, so that the next one gets its turn. */
const ADDRESS_DIAL_TIMEOUT_MS = 3_000
/**
 * What the other side of a stream may send before we have read it. The library goes up to 16 MiB, which a few thousand
 * streams that are not read would turn into all our memory.
 */
const MAX_STREAM_WINDOW_BYTES = 512 * 1024

export interface HostOptions {
  config: OperatorConfig
  nodeKey: Ed25519PrivateKey
  store: RecordStore
  circuits: Circuits
  budgets: Budgets
  metrics: Registry
  now: () => number
}

/**
 * Creates the host, not yet started: TCP and WebSocket, noise, yamux, identify, ping, relay, kad-dht as a server. It names no
 * bootstrap, STUN or DNS service of third parties, announces exactly what is configured (without it, what it listens
 * on: development networks), and speaks to Ed25519 peers only.
 *
 * @throws OpenPeerError INVALID_CONFIG when the certificate cannot be used
 */
export async function createHost(options: HostOptions): Promise<OperatorHost> {
  const { config, nodeKey, store, circuits, budgets, metrics, now } = options
  const { network, allowPrivateAddresses, limits } = config
  const webSocketInit = config.http.tls === null ? {} : { https: await readCertificate(config.http.tls) }
  const host = await createLibp2p({
    start: false,
    privateKey: nodeKey,
    addresses: {
      listen: config.listen,
      announce: config.announce,
      announceFilter: (addresses) => addresses.filter((address) => allowPrivateAddresses || !isPrivate(address)),
    },
    // An address in somebody's record must not lead into the operator's own network, whatever its name resolves to.
    transports: [
      tcp(allowPrivateAddresses ? {} : { dialOpts: { lookup: guardedLookup } as TCPSocketOptions }),
      webSockets(webSocketInit),
    ],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux({ streamOptions: { maxStreamWindowSize: MAX_STREAM_WINDOW_BYTES } })],
    connectionGater: operatorGater({ allowPrivateAddresses, door: budgets.door }),
    connectionManager: {
      maxConnections: limits.maxConnections,
      inboundConnectionThreshold: limits.maxConnectionsPerSecond,
      maxIncomingPendingConnections: limits.maxPendingConnections,
      addressDialTimeout: ADDRESS_DIAL_TIMEOUT_MS,
    },
    connectionMonitor: { pingInterval: MONITOR_INTERVAL_MS },
    datastore: new GuardedDatastore({ store, network, now }),
    // Its metrics are one set a process: a second host must add to them, since clearing would break the first.
    metrics: prometheusMetrics({ registry: metrics, collectDefaultMetrics: false, preserveExistingMetrics: true }),
    nodeInfo: { userAgent: 'openpeer' },
    services: {
      guard: guardStreams(budgets),
      identify: identify(),
      ping: ping(),
      relay: limitedRelay(config.relay, circuits),
      dht: dhtService({ network, now, allowPrivateAddresses }),
    },
  })
  chargeKadMessages(host.services.dht, (peerId) => host.getConnections(peerId), budgets)
  return host
}

/**
 * Listens and meets others; what this node answers must be registered before, since identify tells it once.
 *
 * @throws OpenPeerError INVALID_CONFIG when an address cannot be listened on
 */
export async function startHost(host: OperatorHost, listen: readonly string[]): Promise<void> {
  try {
    await host.start()
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause)
    // libp2p advises settings of its own; what the system said of each address stands on the last lines.
    const reason = /EADDRINUSE|EACCES|EADDRNOTAVAIL/.exec(text)?.[0] ?? text
    const advice = 'choose addresses and ports of this machine that are free'
    throw new OpenPeerError('INVALID_CONFIG', `listen: cannot listen on ${listen.join(', ')} (${reason}): ${advice}`, {
      cause,
    })
  }
}

async function readCertificate(files: { certFile: string; keyFile: string }): Promise<{ cert: string; key: string }> {
  try {
    const pair = { cert: await readFile(files.certFile, 'utf8'), key: await readFile(files.keyFile, 'utf8') }
    createSecureContext(pair)
    return pair
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new OpenPeerError('INVALID_CONFIG', `http.tls: the certificate and its key cannot be used (${reason})`, {
      cause,
    })
  }
}
