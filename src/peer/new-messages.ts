import { concat } from 'uint8arrays/concat'
import { fromString } from 'uint8arrays/from-string'
import { newPrefix } from './chat-message.ts'
import type { PeerStorage } from './storage.ts'

/** A message that is on the disk and was not handed to the app yet. */
export interface StoredArrival {
  identityId: Uint8Array
  number: number
  device: string
  /** By our clock, ms. */
  receivedAt: number
  /** The encoded `ChatMessage`. */
  bytes: Uint8Array
}

const TIME_BYTES = 8

/** When it came, and the message. docs/spec/chat.md, "Storage". */
export function encodeArrival(message: Uint8Array, receivedAt: number): Uint8Array {
  const time = new Uint8Array(TIME_BYTES)
  new DataView(time.buffer).setBigUint64(0, BigInt(receivedAt))
  return concat([time, message])
}

/** At most `most` of them, in the order in which they came; of one identity where its id is given. */
export async function readArrivals(storage: PeerStorage, most: number, id?: Uint8Array): Promise<StoredArrival[]> {
  const found: StoredArrival[] = []
  const prefix = newPrefix(id ?? null)
  for await (const [key, value] of storage.entries(prefix)) {
    if (found.length >= most) break
    const [idHex = '', digits = '', device = ''] = key.slice(newPrefix(null).length).split('/')
    const receivedAt = Number(new DataView(value.buffer, value.byteOffset).getBigUint64(0))
    const bytes = value.subarray(TIME_BYTES)
    found.push({ identityId: fromString(idHex, 'hex'), number: Number(digits), device, receivedAt, bytes })
  }
  return found.sort((a, b) => a.receivedAt - b.receivedAt || a.number - b.number)
}
