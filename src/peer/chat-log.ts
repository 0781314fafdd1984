import { ChatMessage } from '../wire/messages.js'
import { logPrefix } from './chat-message.ts'
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
  const prefix = logPrefix(identityId)
  for await (const [key, bytes] of storage.entries(prefix)) {
    const [, , device] = key.slice(prefix.length).split('/')
    const { number, text, sentAt } = ChatMessage.decode(bytes)
    const direction = device === undefined ? 'sent' : 'received'
    yield { direction, device: device ?? null, number, text, sentAt }
  }
}
