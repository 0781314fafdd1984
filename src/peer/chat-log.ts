import { ChatMessage } from '../wire/messages.js'
import { logPrefix } from './chat-message.ts'
import { readArrivals } from './new-messages.ts'
import type { PeerStorage } from './storage.ts'

/** A message of a conversation that was delivered. */
export interface LoggedMessage {
  direction: 'sent' | 'received'
  /** The peer id of the device that wrote it; null for this one. */
  device: string | null
  number: number
  text: string
  /** By the writer's clock, ms. */
  sentAt: number
}

/** The delivered messages of one conversation, by their numbers, which are times. docs/spec/chat.md, "Storage". */
export async function* readLog(storage: PeerStorage, identityId: Uint8Array): AsyncIterable<LoggedMessage> {
  // First: what is handed on while this reads is in the log by the time that the log is read.
  const fresh = await readArrivals(storage, Number.POSITIVE_INFINITY, identityId)
  fresh.sort((a, b) => a.number - b.number)
  const isFresh = new Set(fresh.map(({ number, device }) => `${number}/${device}`))
  const prefix = logPrefix(identityId)
  for await (const [key, bytes] of storage.entries(prefix)) {
    const [, , device = null] = key.slice(prefix.length).split('/')
    const logged = read(bytes, device)
    if (device !== null && isFresh.has(`${logged.number}/${device}`)) continue
    for (const next of takeUpTo(logged.number)) yield next
    yield logged
  }
  for (const next of takeUpTo(Number.POSITIVE_INFINITY)) yield next

  function takeUpTo(number: number): LoggedMessage[] {
    const until = fresh.findIndex((one) => one.number > number)
    return fresh.splice(0, until === -1 ? fresh.length : until).map(({ bytes, device }) => read(bytes, device))
  }
}

function read(bytes: Uint8Array, device: string | null): LoggedMessage {
  const { number, text, sentAt } = ChatMessage.decode(bytes)
  return { direction: device === null ? 'sent' : 'received', device, number, text, sentAt }
}
