import type { Connection, PeerId } from '@libp2p/interface'
import { compare } from 'uint8arrays/compare'
import { isRelayed } from './addresses.ts'

/** How two devices are connected: straight, or through a relay (then end-to-end encrypted, and metered). */
export type PathKind = 'direct' | 'relayed'

export function kindOf(connection: Connection): PathKind {
  return isRelayed(connection.remoteAddr) ? 'relayed' : 'direct'
}

/**
 * Orders the paths of a link so that both ends come to the same best one: direct before relayed, then the one that
 * the device with the smaller peer id dialled, then the older. Spec: docs/spec/connect.md, "One link".
 */
export function pathOrder(self: PeerId, remote: PeerId): (a: Connection, b: Connection) => number {
  const smallerDials = isSmaller(self, remote) ? 'outbound' : 'inbound'
  const rank = (connection: Connection) =>
    (kindOf(connection) === 'direct' ? 0 : 2) + (connection.direction === smallerDials ? 0 : 1)
  return (a, b) => rank(a) - rank(b) || a.timeline.open - b.timeline.open
}

/** Of two devices only the one with the smaller peer id closes paths that are too many, so that one is left. */
export function isSmaller(self: PeerId, remote: PeerId): boolean {
  return compare(self.toMultihash().bytes, remote.toMultihash().bytes) < 0
}
