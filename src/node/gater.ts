import type { ConnectionGater, PeerId } from '@libp2p/interface'
import { leadsInside } from '../identity-proofs/guarded-lookup.node.ts'
import { isLocalAddress } from '../identity-proofs/local-address.ts'
import type { Door } from './budget-door.ts'

export interface GaterOptions {
  allowPrivateAddresses: boolean
  door: Door
}

/**
 * Whom this node talks to at all: Ed25519 peers only (others cannot be named in a record), and at public addresses only
 * unless configured (an address in somebody's record must not lead into the operator's own network), and no more of one
 * address than its budget allows.
 */
export function operatorGater({ allowPrivateAddresses, door }: GaterOptions): ConnectionGater {
  const denyOtherKeys = (peerId: PeerId) => peerId.type !== 'Ed25519'
  return {
    denyDialPeer: denyOtherKeys,
    denyDialMultiaddr: async (address) =>
      !allowPrivateAddresses && (isLocalAddress(address) || (await leadsInside(address))),
    denyInboundConnection: (connection) => !door.takes(connection),
    denyInboundEncryptedConnection: denyOtherKeys,
    denyInboundUpgradedConnection: (_, connection) => {
      door.entered(connection)
      return false
    },
    denyOutboundEncryptedConnection: denyOtherKeys,
    denyInboundRelayReservation: denyOtherKeys,
  }
}
