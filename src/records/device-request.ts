import { base32 } from 'multiformats/bases/base32'
import { OpenPeerError } from '../errors.ts'
import { verifyDeviceEntry } from './device-entry.ts'
import { identityIdText, parseIdentityId } from './identity-id.ts'
import { peerIdBytesFromRaw, rawFromPeerId } from './keys.ts'
import type { DeviceEntry } from './payloads.js'

/** What a new device asks of a publisher of its identity: to be listed. Nothing in it is secret. */
export interface DeviceRequest {
  network: string
  /** 32 bytes */
  identityId: Uint8Array<ArrayBuffer>
  /** signed by the device; never a publisher's */
  entry: DeviceEntry
}

/** No request is longer: texts beyond this are refused before they are looked at. */
export const MAX_DEVICE_REQUEST_CHARACTERS = 512

// The spare bits of a field's last character are zero, or two texts would mean one request.
const KEY = 'b[a-z2-7]{51}[aq]'
const SIGNATURE = 'b[a-z2-7]{102}[aiqy]'
const REQUEST = new RegExp(`^openpeer:device/1/([a-z0-9-]{1,32})/(${KEY})/(${KEY})/(${KEY})/(${SIGNATURE})$`, 'i')

/**
 * `openpeer:device/1/<network>/<identity id>/<device key>/<sealing key>/<signature>`, byte fields in multibase base32. In
 * capitals, since a QR code holds those in half the room; readers ignore case. Spec: docs/spec/devices.md, "Request".
 * Throws WRONG_KEY_TYPE for a device whose peer id is not Ed25519.
 */
export function formatDeviceRequest({ network, identityId, entry }: DeviceRequest): string {
  const fields = [rawFromPeerId(entry.peerId), entry.sealingKey, entry.signature].map((bytes) => base32.encode(bytes))
  return ['openpeer:device/1', network, identityIdText(identityId), ...fields].join('/').toUpperCase()
}

/**
 * The request in a text, whose signature shows that this device agreed to be in this identity; whose device it is, only its
 * owner knows. Throws INVALID_URI, BAD_SIGNATURE. Spec: docs/spec/devices.md, "Request".
 */
export async function openDeviceRequest(text: string): Promise<DeviceRequest> {
  const request = parseDeviceRequest(text)
  await verifyDeviceEntry(request.entry, request.identityId, request.network)
  return request
}

/** As `openDeviceRequest`, without looking at the signature. Throws INVALID_URI. */
export function parseDeviceRequest(text: string): DeviceRequest {
  const match = text.length > MAX_DEVICE_REQUEST_CHARACTERS ? null : REQUEST.exec(text.trim())
  const [, network, id, device, sealing, signature] = (match ?? []).map((field) => field.toLowerCase())
  if (!network || !id || !device || !sealing || !signature) throw notOne()
  return {
    network,
    identityId: parseIdentityId(id),
    entry: {
      peerId: peerIdBytesFromRaw(base32.decode(device)),
      sealingKey: Uint8Array.from(base32.decode(sealing)),
      signature: Uint8Array.from(base32.decode(signature)),
      publisher: false,
    },
  }
}

function notOne(): OpenPeerError {
  const text =
    'This is no device request: copy it whole, from "openpeer:device/" to its end, as the new device shows it.'
  return new OpenPeerError('INVALID_URI', text)
}
