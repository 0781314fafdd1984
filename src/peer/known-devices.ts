import type { PeerId } from '@libp2p/interface'
import { toString as toText } from 'uint8arrays/to-string'
import type { Contact } from './contact.ts'

/** Devices that are remembered; the one that was not seen for longest makes room. */
const MAX_DEVICES = 10_000

/** Devices of people who are known here: they need no stranger's place. A connection proves its device. */
export class KnownDevices {
  #devices = new Set<string>()

  has(device: PeerId): boolean {
    return this.#devices.has(keyOf(device.toMultihash().bytes))
  }

  add(contact: Contact): void {
    for (const { peerId } of contact.identity.payload.devices) {
      const key = keyOf(peerId)
      this.#devices.delete(key)
      this.#devices.add(key)
    }
    for (const oldest of this.#devices) {
      if (this.#devices.size <= MAX_DEVICES) break
      this.#devices.delete(oldest)
    }
  }

  /** They are strangers from now on. */
  remove(contact: Contact): void {
    for (const { peerId } of contact.identity.payload.devices) this.#devices.delete(keyOf(peerId))
  }

  async addAll(contacts: AsyncIterable<Contact>): Promise<void> {
    for await (const contact of contacts) this.add(contact)
  }
}

function keyOf(multihash: Uint8Array): string {
  return toText(multihash, 'base64')
}
