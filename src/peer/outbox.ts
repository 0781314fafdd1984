import { fromString } from 'uint8arrays/from-string'
import { toString as bytesToText } from 'uint8arrays/to-string'
import { OpenPeerError } from '../errors.ts'
import { nextSeq } from '../records/seal-record.ts'
import { ChatMessage } from '../wire/messages.js'
import { conversationOf, lastKey, logKey, pendingKey, pendingPrefix } from './chat-message.ts'
import type { PeerStorage } from './storage.ts'

/** Messages to one identity that may wait for it, at most. */
const MAX_PENDING = 1_000

/** A message on its way, on our disk until the other side has it on theirs. */
export interface Pending {
  readonly number: number
  readonly bytes: Uint8Array
}

/** The messages to one identity that are not delivered yet, in order. docs/spec/chat.md. */
export interface Outbox {
  readonly pending: readonly Pending[]
  /** Resolves when the message is on the disk. Throws TOO_MANY_REQUESTS when too many wait. */
  add(text: string): Promise<Pending>
  /** It was delivered: it moves from the outbox to the log. */
  delivered(message: Pending): Promise<void>
  /** It will never be sent: it leaves the outbox. */
  drop(message: Pending): Promise<void>
}

export interface OutboxOptions {
  storage: PeerStorage
  selfId: Uint8Array
  identityId: Uint8Array
  /** What was found waiting at the start. */
  found: readonly Pending[]
  now: () => number
}

export function openOutbox({ storage, selfId, identityId, found, now }: OutboxOptions): Outbox {
  const pending = [...found]
  const conversation = conversationOf(selfId, identityId)
  let last = pending.at(-1)?.number ?? null
  let isLastRead = last !== null
  // Adding waits for the disk, and the order of the calls is the order of the messages.
  let turn: Promise<unknown> = Promise.resolve()

  const remove = (message: Pending) => {
    const index = pending.indexOf(message)
    if (index >= 0) pending.splice(index, 1)
  }

  async function write(text: string): Promise<Pending> {
    // Never a number that was used before, also when the clock was put back between two runs.
    if (!isLastRead) last = await readNumber(storage, lastKey(identityId))
    isLastRead = true
    const number = nextSeq(last, now())
    last = number
    const message = { number, bytes: ChatMessage.encode({ conversation, number, sentAt: now(), text }) }
    await storage.put(pendingKey(identityId, number), message.bytes)
    pending.push(message)
    return message
  }

  return {
    pending,
    async add(text) {
      if (pending.length >= MAX_PENDING) {
        throw new OpenPeerError(
          'TOO_MANY_REQUESTS',
          `${MAX_PENDING} messages wait for this person: wait until some arrived.`,
        )
      }
      const mine = turn.then(() => write(text))
      turn = mine.catch(() => {})
      return mine
    },
    async delivered(message) {
      if (!pending.includes(message)) return
      remove(message)
      await storage.put(logKey(identityId, message.number, null), message.bytes)
      await storage.put(lastKey(identityId), fromString(String(last ?? message.number)))
      await storage.delete(pendingKey(identityId, message.number))
    },
    async drop(message) {
      remove(message)
      await storage.delete(pendingKey(identityId, message.number))
    },
  }
}

async function readNumber(storage: PeerStorage, key: string): Promise<number | null> {
  const bytes = await storage.get(key)
  return bytes === null ? null : Number(bytesToText(bytes))
}

/** What an earlier run could not deliver, by identity id in hex. */
export async function readPending(
  storage: PeerStorage,
): Promise<Map<string, { identityId: Uint8Array; found: Pending[] }>> {
  const waiting = new Map<string, { identityId: Uint8Array; found: Pending[] }>()
  for await (const [key, bytes] of storage.entries(pendingPrefix)) {
    const [idHex = '', digits = ''] = key.slice(pendingPrefix.length).split('/')
    const entry = waiting.get(idHex) ?? { identityId: fromString(idHex, 'hex'), found: [] }
    entry.found.push({ number: Number(digits), bytes })
    waiting.set(idHex, entry)
  }
  return waiting
}
