import type { Ed25519PrivateKey } from '@libp2p/interface'
import { OpenPeerError } from '../errors.ts'
import type { PeerKeys } from './key-store.ts'

/** Whether these keys may sign for the identity: a publisher's may, a plain device's may not. docs/spec/devices.md. */
export function isPublisher(keys: Pick<PeerKeys, 'identityKey'>): boolean {
  return keys.identityKey !== null
}

/** The key that signs for the identity. Throws NOT_PUBLISHER on a plain device, which does not hold it. docs/spec/devices.md. */
export function identityKeyOf({ identityKey }: Pick<PeerKeys, 'identityKey'>): Ed25519PrivateKey {
  if (identityKey !== null) return identityKey
  throw new OpenPeerError(
    'NOT_PUBLISHER',
    'This device cannot sign for the identity, since it holds no identity key: do it on a publisher device ("openpeer device list" shows which).',
  )
}
