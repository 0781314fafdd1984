import type { PeerId } from '@libp2p/interface'
import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../errors.ts'
import { certify } from '../records/certify.ts'
import { rawFromPeerId } from '../records/keys.ts'
import { openEnvelope } from '../records/open-envelope.ts'
import { identityRoutingKey } from '../records/routing-key.ts'
import type { VerifiedIdentity } from '../records/verified-record.ts'

/**
 * Throws unless the connection's other end may speak for the identity: WRONG_KEY_TYPE (not Ed25519), IDENTITY_REVOKED
 * (a tombstone), DEVICE_NOT_LISTED. Spec: docs/spec/hello.md, "Checks".
 */
export function checkDevice(identity: VerifiedIdentity, peer: PeerId): void {
  rawFromPeerId(peer)
  if (identity.keyState.tombstoned) {
    throw new OpenPeerError('IDENTITY_REVOKED', 'This identity was revoked by its owner: it can never be used again.')
  }
  const bytes = peer.toMultihash().bytes
  if (identity.payload.devices.some((device) => equals(device.peerId, bytes))) return
  throw new OpenPeerError('DEVICE_NOT_LISTED', `The device ${peer} does not belong to this identity.`)
}

/**
 * The identity record that somebody says is theirs: every check that needs no clock. Whose it is, the caller of this
 * decides. Throws what `openRecord` throws, WRONG_KIND.
 */
export async function openIdentity(bytes: Uint8Array, network: string): Promise<VerifiedIdentity> {
  const opened = await openEnvelope(bytes, network)
  if (opened.kind !== 'identity') throw new OpenPeerError('WRONG_KIND', `A ${opened.kind} record names nobody.`)
  return (await certify(opened, identityRoutingKey(network, opened.payload.id))) as VerifiedIdentity
}
