import type { Connection, MultiaddrConnection, PeerId, Transport } from '@libp2p/interface'
import { webRTC } from '@libp2p/webrtc'
import { isRelayed } from './addresses.ts'

type WebRTCComponents = Parameters<ReturnType<typeof webRTC>>[0]

export interface WebRTCOptions {
  /** Asked once per connection. An empty list means host candidates only. */
  iceServers: () => RTCIceServer[]
  /** Whether signalling may run on this relayed connection: hello was accepted on it. */
  maySignal: (connection: Connection) => boolean
  /** Makes the native half of a peer connection, where the runtime's own needs mending. */
  nativeConnection?: ((iceServers: RTCIceServer[]) => object) | undefined
}

/**
 * The WebRTC transport, with what the library has wrong put right for every runtime: it leaks a listener per
 * connection, uses third parties' STUN servers where it is given none, and signals over whatever connection to the
 * peer comes first.
 */
export function peerWebRTC({
  iceServers,
  maySignal,
  nativeConnection,
}: WebRTCOptions): (components: WebRTCComponents) => Transport {
  return (components) => {
    // A fresh list each time (node-datachannel writes into it), never undefined (the library's own list would be used).
    const rtcConfiguration = () => {
      const configuration = { iceServers: structuredClone(iceServers()) }
      // Read by node-datachannel alone, and only when there is a connection to be made.
      const get = () => nativeConnection?.(configuration.iceServers)
      return nativeConnection === undefined
        ? configuration
        : Object.defineProperty(configuration, 'peerConnection', { get })
    }
    const transport = webRTC({ rtcConfiguration })(signallingOnly(components, maySignal))
    closeListenersWithConnections(transport)
    return transport
  }
}

interface TransportInternals {
  shutdownController: AbortController
  _closeOnShutdown(peerConnection: unknown, connection: MultiaddrConnection): void
}

/**
 * The library drops its shutdown listener on a `close` event of the peer connection, which never comes: the listener,
 * and with it the connection, stays for good. test/peer/host-webrtc.test.ts fails when the library no longer does.
 */
function closeListenersWithConnections(transport: Transport): void {
  const internals = transport as unknown as TransportInternals
  internals._closeOnShutdown = (_peerConnection, connection) => {
    const { signal } = internals.shutdownController
    const onShutdown = () => {
      connection.close().catch((error) => connection.abort(error))
    }
    signal.addEventListener('abort', onShutdown)
    connection.addEventListener('close', () => signal.removeEventListener('abort', onShutdown))
  }
}

/** Shows the transport only those connections that it may signal over; of all the manager, it asks nothing else. */
function signallingOnly(components: WebRTCComponents, maySignal: WebRTCOptions['maySignal']): WebRTCComponents {
  const { connectionManager, metrics } = components
  const getConnections = (peer?: PeerId) =>
    connectionManager
      .getConnections(peer)
      .filter((connection) => connection.status === 'open' && isRelayed(connection.remoteAddr) && maySignal(connection))
  return {
    peerId: components.peerId,
    registrar: components.registrar,
    upgrader: components.upgrader,
    transportManager: components.transportManager,
    connectionManager: { getConnections } as unknown as typeof connectionManager,
    logger: components.logger,
    events: components.events,
    ...(metrics === undefined ? {} : { metrics }),
  }
}
