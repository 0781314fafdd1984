import { type Chat, type ReceivedMessage, startChat } from '../../src/peer/chat.ts'
import type { Contact } from '../../src/peer/contact.ts'
import { memoryStorage, type PeerStorage } from '../../src/peer/storage.ts'
import { identityIdText } from '../../src/records/identity-id.ts'
import { NETWORK, type Person, type PersonOptions, startPerson } from './connect-people.ts'

export interface Chatter extends Person {
  chat: Chat
  /** What came, in the order in which it came. */
  received: ReceivedMessage[]
}

export interface ChatterOptions extends PersonOptions {
  storage?: PeerStorage
  /** The contact that an identity id (as text) leads to. */
  find?: (idText: string) => Contact
  /** False for one whose app never asks for messages. */
  listens?: boolean
}

/** Somebody who chats; `options.storage` stays the caller's. */
export async function startChatter(options: ChatterOptions = {}): Promise<Chatter> {
  const person = await startPerson(options)
  const { connector } = person
  const received: ReceivedMessage[] = []
  const chat = await startChat({
    connector,
    connect: (whom, given) => connector.connect(contactFrom(whom, options.find), given),
    storage: options.storage ?? memoryStorage(),
    network: NETWORK,
    selfId: person.identity.payload.id,
    contactOf: async (id) => options.find?.(identityIdText(id)) ?? null,
    now: Date.now,
  })
  if (options.listens ?? true) chat.onMessage((message) => void received.push(message))
  return {
    ...person,
    chat,
    received,
    stop: async () => {
      await chat.stop()
      await person.stop()
    },
  }
}

function contactFrom(whom: Contact | string, find: ChatterOptions['find']): Contact {
  if (typeof whom !== 'string') return whom
  if (find === undefined) throw new Error(`nobody knows ${whom}`)
  return find(whom)
}

export const numbered = (count: number, from = 0) => Array.from({ length: count }, (_, at) => `message ${at + from}`)
