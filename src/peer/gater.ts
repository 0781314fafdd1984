import type { ConnectionGater, PeerId } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import { WebSockets } from '@multiformats/multiaddr-matcher'
import { isLocalAddress } from '../identity-proofs/local-address.ts'

export interface GaterOptions {
  /** Dial private and loopback addresses, and plain WebSockets from a page: development, tests, a closed network. */
  allowPrivateAddresses: boolean
  /** Pages may not open plain WebSockets; Node.js may. */
  allowPlainWebSockets: boolean
  /** Whether the name in an address leads into the own network; a page cannot ask. */
  leadsInside?: ((address: Multiaddr) => Promise<boolean>) | undefined
}

/**
 * Whom an end peer connects with at all: Ed25519 peers, and (an address in somebody's record must not make us knock on
 * machines of our own network) public addresses unless told otherwise. Spec: docs/spec/connect.md.
 */
export function peerGater(options: GaterOptions): ConnectionGater {
  const { allowPrivateAddresses, allowPlainWebSockets, leadsInside = async () => false } = options
  const isForeignKey = (peer: PeerId) => peer.type !== 'Ed25519'
  return {
    denyDialPeer: isForeignKey,
    denyDialMultiaddr: async (address) =>
      (!allowPrivateAddresses && (isLocalAddress(address) || (await leadsInside(address)))) ||
      (!allowPlainWebSockets && WebSockets.exactMatch(address)),
    denyInboundEncryptedConnection: isForeignKey,
    denyOutboundEncryptedConnection: isForeignKey,
    denyInboundRelayReservation: () => true,
  }
}
