import { noise } from '@chainsafe/libp2p-noise'
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { type Identify, identify } from '@libp2p/identify'
import type { Connection, IdentifyResult, Libp2p, PrivateKey, Stream } from '@libp2p/interface'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { lpStream } from '@libp2p/utils'
import { webRTC } from '@libp2p/webrtc'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'

export type StockHost = Libp2p<{ identify: Identify }>

/** libp2p as its own examples set it up: the one that ours is compared with, and the stranger in the tests. */
export async function startStock(listen: string[] = [], privateKey?: PrivateKey): Promise<StockHost> {
  return createLibp2p({
    ...(privateKey === undefined ? {} : { privateKey }),
    addresses: { listen: listen },
    transports: [tcp(), circuitRelayTransport(), webRTC({ rtcConfiguration: { iceServers: [] } })],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionManager: { inboundConnectionThreshold: 1_000 },
    connectionMonitor: { enabled: false },
    services: { identify: identify(), ping: ping() },
  })
}

/** What a stranger learns by asking identify on a connection. */
export function askIdentify(stranger: StockHost, connection: Connection): Promise<IdentifyResult> {
  return stranger.services.identify.identify(connection)
}

/** A stream of a protocol on a connection, limited or not, with what it takes to speak length-prefixed frames. */
export async function openFramed(connection: Connection, protocol: string): Promise<Framed> {
  const stream = await connection.newStream(protocol, { runOnLimitedConnection: true })
  const framed = lpStream(stream)
  return {
    stream,
    write: (bytes) => framed.write(bytes),
    read: async (timeoutMs = 5_000) => (await framed.read({ signal: AbortSignal.timeout(timeoutMs) })).subarray(),
  }
}

export interface Framed {
  stream: Stream
  write(bytes: Uint8Array): Promise<void>
  /** Throws when nothing comes in time, or the stream ends. */
  read(timeoutMs?: number): Promise<Uint8Array>
}
