import type { ConnectionGater, PeerId } from '@libp2p/interface'
import { isPrivate } from '@libp2p/utils'
import { WebSockets } from '@multiformats/multiaddr-matcher'

export interface GaterOptions {
  /** Dial private and loopback addresses, and plain WebSockets from a page: development, tests, a closed network. */
  allowPrivateAddresses: boolean
  /** Pages may not open plain WebSockets; Node.js may. */
  allowPlainWebSockets: boolean
}

/**
 * Whom an end peer connects with at all: Ed25519 peers, and (an address in somebody's record must not make us knock on
 * machines of our own network) public addresses unless told otherwise. Spec: docs/spec/connect.md.
 */
export function peerGater({ allowPrivateAddresses, allowPlainWebSockets }: GaterOptions): ConnectionGater {
  const isForeignKey = (peer: PeerId) => peer.type !== 'Ed25519'
  return {
    denyDialPeer: isForeignKey,
    denyDialMultiaddr: (address) =>
      (!allowPrivateAddresses && isPrivate(address)) || (!allowPlainWebSockets && WebSockets.exactMatch(address)),
    denyInboundEncryptedConnection: isForeignKey,
    denyOutboundEncryptedConnection: isForeignKey,
    denyInboundRelayReservation: () => true,
  }
}
