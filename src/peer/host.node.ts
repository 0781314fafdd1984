import { type TCPSocketOptions, tcp } from '@libp2p/tcp'
import { webSockets } from '@libp2p/websockets'
import { createLibp2p } from 'libp2p'
import { guardedLookup, leadsInside } from '../identity-proofs/guarded-lookup.node.ts'
import { nativeConnection } from './closed-channels.node.ts'
import { type HostOptions, type PeerHost, peerHostOptions } from './host.ts'
import { applyDatachannelFixes, countHost, nativeServers } from './webrtc-workarounds.node.ts'

/** Starts a peer's libp2p host in Node.js: TCP, WebSocket, circuit relay, WebRTC. The caller stops it. */
export async function createHost(options: HostOptions): Promise<PeerHost> {
  applyDatachannelFixes()
  const host = await createLibp2p(
    peerHostOptions(options, {
      transports: [
        tcp(options.allowPrivateAddresses ? {} : { dialOpts: { lookup: guardedLookup } as TCPSocketOptions }),
        webSockets(),
      ],
      leadsInside,
      allowPlainWebSockets: true,
      iceServers: options.iceServers,
      nativeConnection: (iceServers) => nativeConnection(nativeServers(iceServers)),
    }),
  )
  host.addEventListener('stop', countHost(), { once: true })
  return host
}
