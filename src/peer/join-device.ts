import { generateKeyPair } from '@libp2p/crypto/keys'
import { createDeviceEntry } from '../records/device-entry.ts'
import { formatDeviceRequest } from '../records/device-request.ts'
import type { Contact } from './contact.ts'
import { createSealingKey } from './create-keys.ts'
import type { PeerKeys } from './key-store.ts'
import { ownStorage } from './own-storage.ts'
import type { PeerStorage } from './storage.ts'

export interface JoinedDevice {
  /** Of a plain device: save them in its key store. */
  keys: PeerKeys
  /** For `peer.devices.add` on a publisher, as text or QR code; nothing in it is secret. */
  request: string
}

/**
 * Makes a plain device of the identity that `contact` is; its name and records are kept in `storage`, to be shown from the
 * start. The contact must be verified by the caller: the device becomes whoever that is. docs/spec/devices.md, "Joining".
 */
export async function joinDevice(contact: Contact, network: string, storage: PeerStorage): Promise<JoinedDevice> {
  const { id, identity, name, nameRecord, domain } = contact
  const [deviceKey, sealingKey] = await Promise.all([generateKeyPair('Ed25519'), createSealingKey()])
  const device = { deviceKey, identityId: id, network, sealingKey: sealingKey.publicKey, publisher: false }
  const entry = await createDeviceEntry(device)
  const kept = ownStorage(storage, { id, network })
  await kept.keepIdentity(identity)
  if (name !== null && nameRecord !== null && domain !== null) {
    await kept.keepName({ name, record: nameRecord, domainKey: domain.payload.key })
  }
  const keyLog = identity.payload.keyLog.map((event) => Uint8Array.from(event))
  return {
    keys: { network, identityKey: null, deviceKey, sealingKey, keyLog },
    request: formatDeviceRequest({ network, identityId: Uint8Array.from(id), entry }),
  }
}
