import type { PeerId } from '@libp2p/interface'
import { peerIdFromMultihash } from '@libp2p/peer-id'
import * as Digest from 'multiformats/hashes/digest'
import { equals } from 'uint8arrays/equals'
import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import { openDeviceRequest } from '../records/device-request.ts'
import type { DeviceEntry } from '../records/payloads.js'
import type { Contact } from './contact.ts'
import { createListeners } from './listeners.ts'
import { isUnreached } from './node-turns.ts'
import type { KeyChange, KeyChanger } from './own-keys.ts'
import type { OwnRecords } from './own-records.ts'
import type { Presence } from './presence.ts'
import type { Published } from './publish-identity.ts'

/** A device of this identity. */
export interface OwnDevice {
  peerId: PeerId
  /** It holds the identity key, as far as the identity record says. */
  isPublisher: boolean
  isThis: boolean
  /** Whether the homes know where it is now; null when none of them was reached. */
  isOnline: boolean | null
  /** Another publisher listed it, and the owner was not told yet (`acknowledge`). */
  isNews: boolean
}

export interface DeviceRemoval extends KeyChange {
  /** The identity key was replaced, since the removed device held it. */
  rotated: boolean
  /** Publishers until now, whose key is void: they go on as plain devices until they are given the new one. */
  demoted: PeerId[]
}

/** The devices of this identity: docs/spec/devices.md. */
export interface OwnDevices {
  /** As operators hold the identity now, or as last known where none is reached. Throws ABORTED, IDENTITY_REVOKED, KEY_CHANGED. */
  list(options?: { signal?: AbortSignal }): Promise<OwnDevice[]>
  /**
   * Lists a new device, as a plain one, and publishes. Whoever gives a request becomes a device of this identity: take one from the device
   * itself only. Throws INVALID_URI (no request), INVALID_ARGUMENT (of another network or identity), BAD_SIGNATURE,
   * LIMIT_EXCEEDED (16 devices), NOT_PUBLISHER, and as `Peer.publish`.
   */
  add(request: string, options?: { signal?: AbortSignal }): Promise<Published>
  /**
   * Publishes the identity without this device (peer id as text). For a publisher the identity key is replaced in the same publication;
   * what could not be published then is tried again, and is in force here. Throws INVALID_ARGUMENT (not listed, or this
   * very device), NOT_PUBLISHER, and as `Peer.publish` and `OwnKeys.rotate`.
   */
  remove(peerId: string, options?: { signal?: AbortSignal }): Promise<DeviceRemoval>
  /**
   * Called when another publisher has listed devices, and once for those of which the owner was not told yet. Show it: if nobody of
   * yours did that, somebody has the identity key. The result ends it.
   */
  onAdded(handler: (devices: PeerId[]) => void): () => void
  /** The owner was told of all devices that there are. */
  acknowledge(): Promise<void>
}

export interface OwnDevicesOptions {
  own: OwnRecords
  presence: Pick<Presence, 'publish' | 'lookAgain'>
  keys: Pick<KeyChanger, 'rotateWith'>
  /** This identity, as others find it; null where operators know none. */
  findSelf: (signal: AbortSignal | undefined) => Promise<Contact | null>
  network: string
  self: PeerId
}

export function createOwnDevices(options: OwnDevicesOptions): OwnDevices {
  const { own, presence, keys, findSelf, network, self } = options

  const entries = async () => (await own.identity()).payload.devices

  async function online(signal: AbortSignal | undefined): Promise<PeerId[] | null> {
    try {
      const contact = await findSelf(signal)
      return (contact?.locations ?? []).map(({ payload }) => peerIdOf(payload.peerId))
    } catch (error) {
      if (!isOpenPeerError(error) || isOpenPeerError(error, 'ABORTED')) throw error
      return null
    }
  }

  return {
    async list({ signal } = {}) {
      const [located] = await Promise.all([
        online(signal),
        presence.lookAgain(signal).catch((error: unknown) => {
          if (!isUnreached(error)) throw error
        }),
      ])
      const added = await own.news.all()
      return (await entries()).map(({ peerId: bytes, publisher }) => {
        const peerId = peerIdOf(bytes)
        const isThis = peerId.equals(self)
        const isOnline = located === null ? null : located.some((one) => one.equals(peerId))
        const isNews = added.some((one) => equals(one, bytes))
        return { peerId, isPublisher: publisher, isThis, isOnline, isNews }
      })
    },

    async add(text, { signal } = {}) {
      own.checkPublisher()
      const { entry, identityId, network: theirs } = await openDeviceRequest(text)
      if (theirs !== network) {
        throw wrong(`This device wants to join on the network "${theirs}", and yours is "${network}".`)
      }
      if (!equals(identityId, own.id)) {
        throw wrong('This device wants to join another identity than yours: make it anew, with your own name.')
      }
      if (peerIdOf(entry.peerId).equals(self))
        throw wrong('This is the request of this very device: it is listed already.')
      return presence.publish({ signal, change: { addDevice: entry } })
    },

    async remove(peerId, { signal } = {}) {
      own.checkPublisher()
      await presence.lookAgain(signal)
      const all = await entries()
      const entry = all.find((device) => peerIdOf(device.peerId).toString() === peerId)
      if (entry === undefined) {
        throw wrong(`No device of yours has the peer id ${peerId}: "openpeer device list" shows those that there are.`)
      }
      const others = all.filter((device) => isOtherPublisher(device, entry))
      if (peerIdOf(entry.peerId).equals(self)) throw isThisDevice(others.length > 0)
      const change = { removeDevice: entry.peerId }
      if (!entry.publisher) {
        const published = await presence.publish({ signal, change })
        return { rotated: false, published, failure: null, demoted: [] }
      }
      const changed = await keys.rotateWith(change, { signal })
      return { rotated: true, ...changed, demoted: others.map((device) => peerIdOf(device.peerId)) }
    },

    onAdded(handler) {
      const listeners = createListeners<PeerId[]>()
      listeners.on(handler)
      const tell = (devices: Uint8Array[]) => listeners.tell(devices.map(peerIdOf))
      const off = own.news.on(tell)
      let isOver = false
      // What cannot be read now is read with the next list.
      own.news.all().then(
        (kept) => {
          if (kept.length > 0 && !isOver) tell(kept)
        },
        () => {},
      )
      return () => {
        isOver = true
        off()
      }
    },

    acknowledge: () => own.news.clear(),
  }

  function isOtherPublisher({ peerId, publisher }: DeviceEntry, removed: DeviceEntry): boolean {
    return publisher && !equals(peerId, removed.peerId) && !peerIdOf(peerId).equals(self)
  }
}

function peerIdOf(bytes: Uint8Array): PeerId {
  return peerIdFromMultihash(Digest.decode(bytes))
}

function wrong(text: string): OpenPeerError {
  return new OpenPeerError('INVALID_ARGUMENT', text)
}

function isThisDevice(hasOthers: boolean): OpenPeerError {
  const why = 'removing a publisher replaces the key that it holds, and the new one must stay on a device of yours'
  return wrong(
    hasOthers
      ? `This is the device that you are at: ${why}. Remove it on another publisher device.`
      : `This is your only publisher: ${why}. Make another publisher first, or end the identity with "openpeer id revoke".`,
  )
}
