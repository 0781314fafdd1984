import type { PeerId } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { CODE_P2P, CODE_P2P_CIRCUIT, type Multiaddr, multiaddr } from '@multiformats/multiaddr'

/** The peer that an address leads to: its last `/p2p/…`; null when it names none or an impossible one. */
export function peerOf(address: Multiaddr): PeerId | null {
  const last = address.getComponents().findLast((part) => part.code === CODE_P2P || part.code === CODE_P2P_CIRCUIT)
  if (last === undefined || last.code !== CODE_P2P || last.value === undefined) return null
  try {
    return peerIdFromString(last.value)
  } catch {
    return null
  }
}

/** Whether an address, or the far end of a connection, goes through a relay and stays there. */
export function isRelayed(address: Multiaddr): boolean {
  const names = address.getComponents().map((part) => part.name)
  return names.includes('p2p-circuit') && !names.includes('webrtc')
}

/** The address that turns a relayed one into a direct WebRTC path to the same peer (docs/spec/connect.md). */
export function webrtcAddress(relayed: Multiaddr): Multiaddr {
  const parts = relayed.getComponents()
  const circuit = parts.findIndex((part) => part.code === CODE_P2P_CIRCUIT)
  const webrtc = multiaddr('/webrtc').getComponents()
  return multiaddr([...parts.slice(0, circuit + 1), ...webrtc, ...parts.slice(circuit + 1)])
}

/** The address with `/p2p/<peer>` at its end, as dialling wants it; null when it leads to another peer. */
export function withPeer(address: Multiaddr, peer: PeerId): Multiaddr | null {
  const named = peerOf(address)
  if (named === null) return address.encapsulate(`/p2p/${peer}`)
  return named.equals(peer) ? address : null
}
