import { isPrivate } from '@libp2p/utils'
import type { Multiaddr } from '@multiformats/multiaddr'

/** Who is told the addresses at which this device can be dialled directly. docs/guides/app-developers.md, "Privacy". */
export interface Privacy {
  /**
   * `contacts` (the default): those that are connected, at hello, so that they find back when no operator is alive.
   * `everyone`: also whoever resolves the identity. `nobody`: then only relays and WebRTC lead here.
   */
  directAddresses: 'contacts' | 'everyone' | 'nobody'
  /** Tell addresses of private networks too, and dial those of others: for one's own network, and for tests. */
  privateAddresses: boolean
  /**
   * Nothing is published by which this identity could be looked up: only who has an invitation finds it and gets an answer. For
   * good: an identity that was published stays so, and one that was unlisted is never published. docs/spec/invitations.md
   */
  unlisted: boolean
}

export const DEFAULT_PRIVACY: Privacy = { directAddresses: 'contacts', privateAddresses: false, unlisted: false }

/** The direct addresses (binary) to be told, of all that the host listens at. */
export function directAddressesFor(
  audience: 'contacts' | 'everyone',
  own: Multiaddr[],
  { directAddresses, privateAddresses }: Privacy,
): Uint8Array[] {
  if (directAddresses === 'nobody') return []
  if (audience === 'everyone' && directAddresses !== 'everyone') return []
  return own.filter((address) => privateAddresses || !isPrivate(address)).map((address) => address.bytes)
}
