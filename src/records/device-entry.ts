import type { Ed25519PrivateKey } from '@libp2p/interface'
import { OpenPeerError } from '../errors.ts'
import { peerIdBytesFromRaw, rawFromPeerId, rawPublicKey, verifies } from './keys.ts'
import type { DeviceEntry } from './payloads.js'
import { lengthPrefixed } from './routing-key.ts'

/** What a device signs to join an identity. `publisher` is the identity's to give, so it is not under it. */
function deviceMessage(network: string, identityId: Uint8Array, sealingKey: Uint8Array): Uint8Array {
  return lengthPrefixed('openpeer/device/1', network, identityId, sealingKey)
}

/**
 * A device's own entry for the identity record: it agrees to be listed by `identityId`, with the X25519 public key
 * (32 raw bytes) that others seal messages to. Spec: docs/spec/records.md, "Devices".
 */
export async function createDeviceEntry(options: {
  deviceKey: Ed25519PrivateKey
  identityId: Uint8Array
  network: string
  sealingKey: Uint8Array
  publisher: boolean
}): Promise<DeviceEntry> {
  const { deviceKey, identityId, network, sealingKey, publisher } = options
  const signature = await deviceKey.sign(deviceMessage(network, identityId, sealingKey))
  return {
    peerId: peerIdBytesFromRaw(rawPublicKey(deviceKey.publicKey)),
    sealingKey: Uint8Array.from(sealingKey),
    signature: Uint8Array.from(signature),
    publisher,
  }
}

/**
 * That the device itself agreed to be in this identity, on this network. `validate` does this for every device of an
 * identity record. Throws WRONG_KEY_TYPE (the peer id is not Ed25519) or BAD_SIGNATURE.
 */
export async function verifyDeviceEntry(entry: DeviceEntry, identityId: Uint8Array, network: string): Promise<void> {
  const key = rawFromPeerId(entry.peerId)
  if (!(await verifies(key, deviceMessage(network, identityId, entry.sealingKey), entry.signature))) {
    throw new OpenPeerError('BAD_SIGNATURE', 'A device entry is not signed by its device for this identity.')
  }
}
