import { equals } from 'uint8arrays/equals'
import { toString as bytesToText } from 'uint8arrays/to-string'
import { OpenPeerError } from '../errors.ts'
import { identityIdText } from '../records/identity-id.ts'
import { answering } from '../wire/call.ts'
import { chat as methods } from '../wire/methods.ts'
import { protocolIds } from '../wire/protocols.ts'
import { serveChannel } from '../wire/serve-channel.ts'
import { type LoggedMessage, readLog } from './chat-log.ts'
import { checkText, MAX_TEXT_BYTES } from './chat-message.ts'
import { createChatPace } from './chat-pace.ts'
import { createSender, type Sender } from './chat-sender.ts'
import type { Connector } from './connect.ts'
import type { Contact } from './contact.ts'
import { createInTurn } from './in-turn.ts'
import { type MessageHandler, openInbox } from './inbox.ts'
import type { Link } from './link.ts'
import { type Outbox, openOutbox, type Pending, readPending } from './outbox.ts'
import type { PeerStorage } from './storage.ts'

export type { LoggedMessage } from './chat-log.ts'
export type { MessageHandler, ReceivedMessage } from './inbox.ts'

/** A message is on the other side's disk. */
export interface Receipt {
  number: number
  /** By the receiver's clock, ms. */
  receivedAt: number
}

/** Messages with receipts, over whatever paths there are. docs/spec/chat.md. */
export interface Chat {
  /**
   * Resolves when the message is on the other side's disk. Until then it is on ours, and is sent as soon as there is a
   * way, in order, also after a restart. Throws INVALID_ARGUMENT (empty, above 16 KiB, to oneself), NOT_VERIFIED, BINDING_MISMATCH, KEY_CHANGED,
   * IDENTITY_REVOKED, TOO_MANY_REQUESTS, STOPPED, and ABORTED, which ends the wait and not the delivery.
   */
  send(contact: Contact, text: string, options?: { signal?: AbortSignal }): Promise<Receipt>
  /**
   * Called for each message, once, in order. The first handler also gets what came before it, in earlier runs too. After the
   * program was killed, the last ones may come again. The result ends it.
   */
  onMessage(handler: MessageHandler): () => void
  /** Messages to this contact that are not delivered yet. */
  pending(contact: Contact): number
  /** All that was delivered either way, about in the order in which it was written. */
  history(contact: Contact): AsyncIterable<LoggedMessage>
  stop(): Promise<void>
}

export interface ChatOptions {
  connector: Pick<Connector, 'handle' | 'links' | 'onLink'>
  /** A new link to a contact, or to whom an identity id (as text) belongs. */
  connect: (whom: Contact | string, options: { signal: AbortSignal }) => Promise<Link>
  storage: PeerStorage
  network: string
  /** Our identity id. */
  selfId: Uint8Array
  /** Who has this identity id, as far as this peer remembers. */
  contactOf: (id: Uint8Array) => Promise<Contact | null>
  now: () => number
}

/** The longest text, its fields and its frame. */
const MAX_MESSAGE_BYTES = MAX_TEXT_BYTES + 1024

interface Conversation {
  outbox: Outbox
  sender: Sender
  /** Whom to connect to: the contact as last seen; null while only an outbox of an earlier run tells of them. */
  contact: Contact | null
}

export async function startChat(options: ChatOptions): Promise<Chat> {
  const { connector, connect, storage, network, selfId, contactOf, now } = options
  const protocol = protocolIds(network).chat
  const inbox = await openInbox({ storage, selfId, contactOf, now })
  const inTurn = createInTurn()
  const conversations = new Map<string, Conversation>()

  const openLink = (id: Uint8Array) => connector.links().find((link) => link.isOpen && equals(link.contact.id, id))

  function conversationWith(identityId: Uint8Array, found: readonly Pending[] = []): Conversation {
    const key = bytesToText(identityId, 'hex')
    const known = conversations.get(key)
    if (known !== undefined) return known
    const outbox = openOutbox({ storage, selfId, identityId, found, now })
    const made: Conversation = {
      outbox,
      contact: null,
      sender: createSender({
        outbox,
        protocol,
        link: async (signal) => {
          const open = openLink(identityId)
          if (open !== undefined) {
            await open.probe()
            return open
          }
          return connect(made.contact ?? identityIdText(identityId), { signal })
        },
      }),
    }
    conversations.set(key, made)
    return made
  }

  const found = [...(await readPending(storage)).values()]
  const unfinished = found.map((waiting) => conversationWith(waiting.identityId, waiting.found))

  const paced = createChatPace()
  const stopServing = await connector.handle(
    protocol,
    async (stream, link, connection) => {
      const device = link.remotePeer.toString()
      const handler = answering(methods.message, (message) =>
        inTurn(device, async () => {
          // After one failed, the next must not be stored before it: the stream ends, and the sender begins again.
          if (stream.status !== 'open') throw new OpenPeerError('DISCONNECTED', 'An earlier message was not stored.')
          try {
            const receivedAt = await inbox.receive(message, link.contact, device)
            return { conversation: message.conversation, number: message.number, receivedAt }
          } catch (error) {
            stream.abort(error as Error)
            throw error
          }
        }),
      )
      // A message is small: whoever is let in shall not fill the memory with large ones that wait for their turn.
      await serveChannel(
        stream,
        connection,
        { [methods.message.name]: handler },
        { maxFrameBytes: MAX_MESSAGE_BYTES },
        paced,
      )
    },
    { onRelay: true },
  )
  const offLink = connector.onLink((link) => {
    const conversation = conversations.get(bytesToText(link.contact.id, 'hex'))
    if (conversation === undefined) return
    conversation.contact ??= link.contact
    conversation.sender.kick()
  })

  // What an earlier run could not deliver.
  for (const { sender } of unfinished) sender.kick()

  return {
    async send(contact, text, { signal } = {}) {
      checkText(text)
      const conversation = conversationWith(contact.id)
      conversation.contact = contact
      const message = await conversation.outbox.add(text)
      const receivedAt = await orAborted(conversation.sender.deliver(message), signal)
      return { number: message.number, receivedAt }
    },
    onMessage: (handler) => inbox.onMessage(handler),
    history: ({ id }) => readLog(storage, id),
    pending: ({ id }) => conversations.get(bytesToText(id, 'hex'))?.outbox.pending.length ?? 0,
    async stop() {
      offLink()
      await stopServing()
      for (const { sender } of conversations.values()) sender.stop()
      await inbox.settled()
    },
  }
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work
  return new Promise((resolve, reject) => {
    const stop = () => reject(new OpenPeerError('ABORTED', 'The wait was ended; the message is still on its way.'))
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
