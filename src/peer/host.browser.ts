import { webSockets } from '@libp2p/websockets'
import { createLibp2p } from 'libp2p'
import { type HostOptions, type PeerHost, peerHostOptions } from './host.ts'

/** Starts a peer's libp2p host in a page: WebSocket to operators, circuit relay, WebRTC. The caller stops it. */
export async function createHost(options: HostOptions): Promise<PeerHost> {
  return createLibp2p(
    peerHostOptions(options, {
      transports: [webSockets()],
      allowPlainWebSockets: options.allowPrivateAddresses,
      iceServers: options.iceServers,
    }),
  )
}
