import { createOutside } from '../identity-proofs/outside.node.ts'
import { createPeerOn } from './create-peer.ts'
import { createHost } from './host.node.ts'
import type { OpenedVault } from './open-vault.ts'
import type { Peer } from './peer.ts'
import type { PeerOptions } from './peer-options.ts'
import { type RestoreOptions, restoreFromVaultOn } from './restore-from-vault.ts'

/** Starts a peer in Node.js. Throws KEY_STORE_MISSING, the key store's codes, INVALID_CONFIG, INVALID_NAME. */
export function createPeer(options: PeerOptions): Promise<Peer> {
  return createPeerOn({ createHost, createOutside, listen: ['/ip4/0.0.0.0/tcp/0'] }, options)
}

/** As `restoreFromVaultOn` in restore-from-vault.ts. */
export function restoreFromVault(options: RestoreOptions): Promise<OpenedVault | null> {
  return restoreFromVaultOn({ createHost, createOutside, listen: [] }, options)
}
