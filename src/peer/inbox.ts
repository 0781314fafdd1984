import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../errors.ts'
import type { ChatMessage } from '../wire/messages.js'
import { ChatMessage as codec } from '../wire/messages.js'
import { checkText, conversationOf, logKey } from './chat-message.ts'
import type { Contact } from './contact.ts'
import type { PeerStorage } from './storage.ts'

/** Messages kept for a handler that is not there yet, at most; all are in the log. */
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

/** Stores, then hands on; each message once. docs/spec/chat.md. */
export interface Inbox {
  /** Resolves with the time when it was stored, also for one that was stored before. Throws MALFORMED_MESSAGE. */
  receive(message: ChatMessage, from: Contact, device: string): Promise<number>
  /** The first handler is handed what came before it. The result ends it. */
  onMessage(handler: MessageHandler): () => void
}

export function openInbox(storage: PeerStorage, selfId: Uint8Array, now: () => number): Inbox {
  // An EventTarget, because what a handler throws must not undo what is stored.
  const events = new EventTarget()
  let listeners = 0
  const waiting: ReceivedMessage[] = []

  function handOn(message: ReceivedMessage): void {
    if (listeners === 0 && waiting.length < MAX_WAITING) waiting.push(message)
    events.dispatchEvent(new CustomEvent('message', { detail: message }))
  }

  return {
    async receive(message, from, device) {
      const { conversation, number, text, sentAt } = message
      if (!equals(conversation, conversationOf(selfId, from.id)) || number < 1) {
        throw new OpenPeerError('MALFORMED_MESSAGE', 'This message is of another conversation.')
      }
      checkText(text)
      const receivedAt = now()
      const key = logKey(from.id, number, device)
      // Sent again because our receipt was lost: they are owed the receipt, our reader is owed silence.
      if ((await storage.get(key)) !== null) return receivedAt
      await storage.put(key, codec.encode(message))
      handOn({ from, number, text, sentAt, receivedAt })
      return receivedAt
    },
    onMessage(handler) {
      const listener = (event: Event) => handler((event as CustomEvent<ReceivedMessage>).detail)
      events.addEventListener('message', listener)
      listeners++
      for (const message of waiting.splice(0)) handler(message)
      let isOn = true
      return () => {
        if (isOn) listeners--
        isOn = false
        events.removeEventListener('message', listener)
      }
    },
  }
}
