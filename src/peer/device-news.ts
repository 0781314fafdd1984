import { fromString } from 'uint8arrays/from-string'
import { toString as toText } from 'uint8arrays/to-string'
import type { VerifiedIdentity } from '../records/verified-record.ts'
import { createListeners } from './listeners.ts'
import type { PeerStorage } from './storage.ts'

const KEY = 'self/devices-added'

/**
 * Devices that another publisher listed: its owner did that, or somebody who has the identity key. Kept until the owner was
 * told. docs/spec/devices.md, "Several publishers".
 */
export interface DeviceNews {
  /** Peer id bytes. */
  all(): Promise<Uint8Array[]>
  /** The identity goes over from one version to the next by another publisher. */
  compare(before: VerifiedIdentity, next: VerifiedIdentity): Promise<void>
  /** The owner was told. */
  clear(): Promise<void>
  /** Called with those that were just added. */
  on(handler: (devices: Uint8Array[]) => void): () => void
}

/** `self`: this device's peer id bytes: it is no news to itself. */
export function createDeviceNews(storage: PeerStorage, self: Uint8Array): DeviceNews {
  const listeners = createListeners<Uint8Array[]>()

  async function kept(): Promise<string[]> {
    const bytes = await storage.get(KEY)
    return bytes === null ? [] : (JSON.parse(toText(bytes)) as string[])
  }

  return {
    all: async () => (await kept()).map((device) => fromString(device, 'base64')),
    async compare(before, next) {
      const known = new Set([...devicesOf(before), base64(self)])
      const added = devicesOf(next).filter((device) => !known.has(device))
      if (added.length === 0) return
      const listed = new Set(devicesOf(next))
      const all = [...(await kept()).filter((device) => listed.has(device)), ...added]
      await storage.put(KEY, fromString(JSON.stringify([...new Set(all)])))
      listeners.tell(added.map((device) => fromString(device, 'base64')))
    },
    clear: () => storage.delete(KEY),
    on: (handler) => listeners.on(handler),
  }
}

function devicesOf({ payload }: VerifiedIdentity): string[] {
  return payload.devices.map(({ peerId }) => base64(peerId))
}

function base64(bytes: Uint8Array): string {
  return toText(bytes, 'base64')
}
