import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../errors.ts'
import type { ChatMessage } from '../wire/messages.js'
import { ChatMessage as codec } from '../wire/messages.js'
import { checkText, conversationOf, logKey, newKey } from './chat-message.ts'
import type { Contact } from './contact.ts'
import { createListeners } from './listeners.ts'
import { encodeArrival, readArrivals } from './new-messages.ts'
import type { PeerStorage } from './storage.ts'

/** Messages kept in memory for a handler that is not there yet, at most; those beyond come at the next start. */
const MAX_WAITING = 1_000

/** What somebody wrote. */
export interface ReceivedMessage {
  from: Contact
  /** Grows with each message of one device; not without gaps. */
  number: number
  text: string
  /** By the sender's clock and by ours, ms. */
  sentAt: number
  receivedAt: number
}

export type MessageHandler = (message: ReceivedMessage) => void

/** Stores, then hands on; each message once, unless the program was killed while it was handed on. docs/spec/chat.md. */
export interface Inbox {
  /** Resolves with the time when it was stored, also for one that was stored before. Throws MALFORMED_MESSAGE. */
  receive(message: ChatMessage, from: Contact, device: string): Promise<number>
  /** The first handler is handed what came before it, also in an earlier run. The result ends it. */
  onMessage(handler: MessageHandler): () => void
  /** Resolves when it is on the disk what was handed on. */
  settled(): Promise<void>
}

export interface InboxOptions {
  storage: PeerStorage
  selfId: Uint8Array
  /** Who has this identity id, as far as this peer remembers. */
  contactOf: (id: Uint8Array) => Promise<Contact | null>
  now: () => number
}

interface Arrival {
  message: ReceivedMessage
  device: string
  bytes: Uint8Array
}

/** Opens the inbox with what an earlier run stored and never handed on. */
export async function openInbox({ storage, selfId, contactOf, now }: InboxOptions): Promise<Inbox> {
  const listeners = createListeners<ReceivedMessage>()
  const waiting: Arrival[] = []
  const settling = new Set<Promise<void>>()

  for (const { identityId, device, receivedAt, bytes } of await readArrivals(storage, MAX_WAITING)) {
    const from = await contactOf(identityId)
    const { number, text, sentAt } = codec.decode(bytes)
    // Whoever was forgotten meanwhile has nothing to say any more.
    if (from === null) await settle(identityId, number, device, bytes)
    else waiting.push({ message: { from, number, text, sentAt, receivedAt }, device, bytes })
  }

  function handOn(arrival: Arrival): void {
    if (listeners.size === 0) {
      if (waiting.length < MAX_WAITING) waiting.push(arrival)
      return
    }
    listeners.tell(arrival.message)
    const { from, number } = arrival.message
    // When this fails, the next start hands it on once more.
    const done = settle(from.id, number, arrival.device, arrival.bytes).catch(() => {})
    settling.add(done)
    void done.then(() => settling.delete(done))
  }

  async function settle(id: Uint8Array, number: number, device: string, bytes: Uint8Array): Promise<void> {
    await storage.put(logKey(id, number, device), bytes)
    await storage.delete(newKey(id, number, device))
  }

  return {
    async receive(message, from, device) {
      const { conversation, number, text, sentAt } = message
      if (!equals(conversation, conversationOf(selfId, from.id)) || number < 1) {
        throw new OpenPeerError('MALFORMED_MESSAGE', 'This message is of another conversation.')
      }
      checkText(text)
      const receivedAt = now()
      const key = newKey(from.id, number, device)
      // Sent again because our receipt was lost: they are owed the receipt, our reader is owed silence.
      if ((await storage.get(key)) !== null) return receivedAt
      if ((await storage.get(logKey(from.id, number, device))) !== null) return receivedAt
      const bytes = codec.encode(message)
      await storage.put(key, encodeArrival(bytes, receivedAt))
      handOn({ message: { from, number, text, sentAt, receivedAt }, device, bytes })
      return receivedAt
    },
    onMessage(handler) {
      const off = listeners.on(handler)
      for (const arrival of waiting.splice(0)) handOn(arrival)
      return off
    },
    async settled() {
      await Promise.all(settling)
    },
  }
}
