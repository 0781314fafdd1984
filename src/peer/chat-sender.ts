import { type ErrorCode, errorCode, OpenPeerError } from '../errors.ts'
import { call } from '../wire/call.ts'
import { type Channel, openChannel } from '../wire/channel.ts'
import { ChatMessage } from '../wire/messages.js'
import { chat } from '../wire/methods.ts'
import type { Link } from './link.ts'
import type { Outbox, Pending } from './outbox.ts'
import { pause } from './pause.ts'

/** Messages sent ahead of their receipts. */
const WINDOW = 32
const RECEIPT_TIMEOUT_MS = 10_000
const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 30_000
/** Trying again would not help: a person must decide. */
const FINAL: readonly ErrorCode[] = ['NOT_VERIFIED', 'KEY_CHANGED', 'IDENTITY_REVOKED', 'STOPPED', 'DEVICE_NOT_LISTED']

/** Delivery of one message: resolves with the receiver's time, ms, when it is on their disk. */
export type Delivery = Promise<number>

/** Sends what waits in one outbox, in order, over whatever links there are. docs/spec/chat.md. */
export interface Sender {
  /** Sends this one too, and everything before it. Rejects with the code that made it hopeless, or STOPPED. */
  deliver(message: Pending): Delivery
  /** A link to this identity came up: try now, whatever pause was on. */
  kick(): void
  stop(): void
}

export interface SenderOptions {
  outbox: Outbox
  protocol: string
  /** An open link, or a new one. */
  link: (signal: AbortSignal) => Promise<Link>
}

export function createSender({ outbox, protocol, link: toLink }: SenderOptions): Sender {
  const ending = new AbortController()
  const waiters = new Map<Pending, { resolve(at: number): void; reject(error: unknown): void }>()
  let current: { channel: Channel; close(): void } | null = null
  // Everything up to this number was sent on the current channel.
  let sentUpTo = 0
  let inFlight = 0
  let isRunning = false
  let wake = () => {}
  let resting = new AbortController()

  function leave(how: 'close' | 'abort'): void {
    if (current === null) return
    const { channel, close } = current
    current = null
    sentUpTo = 0
    close()
    if (how === 'close') void channel.close()
    else channel.abort(new OpenPeerError('DISCONNECTED', 'The message was not acknowledged in time.'))
    wake()
  }

  async function open(): Promise<Channel> {
    const link = await toLink(ending.signal)
    const stream = await link.openStream(protocol, { onRelay: true, signal: ending.signal })
    const channel = openChannel(stream)
    // A better path: what is unacknowledged goes out again on it, in order, and the receiver drops repeats.
    const offPath = link.on('path', () => leave('close'))
    const offClose = link.on('close', () => leave('abort'))
    const mine = {
      channel,
      close() {
        offPath()
        offClose()
      },
    }
    current = mine
    sentUpTo = 0
    void channel.closed.then(() => current === mine && leave('abort'))
    return channel
  }

  async function send(message: Pending, channel: Channel): Promise<void> {
    sentUpTo = message.number
    inFlight++
    try {
      const request = ChatMessage.decode(message.bytes)
      const { receivedAt } = await call(channel, chat.message, request, { timeoutMs: RECEIPT_TIMEOUT_MS })
      await outbox.delivered(message)
      waiters.get(message)?.resolve(receivedAt)
      waiters.delete(message)
    } catch {
      if (current?.channel === channel) leave('abort')
    } finally {
      inFlight--
      wake()
    }
  }

  async function run(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS
    while (outbox.pending.length > 0 && !ending.signal.aborted) {
      try {
        const channel = current?.channel ?? (await open())
        const next = outbox.pending.find(({ number }) => number > sentUpTo)
        if (next !== undefined && inFlight < WINDOW) void send(next, channel)
        else {
          await new Promise<void>((resolve) => {
            wake = resolve
          })
          pauseMs = FIRST_PAUSE_MS
        }
      } catch (error) {
        leave('abort')
        if (FINAL.includes(errorCode(error))) await giveUp(error)
        resting = new AbortController()
        await pause(pauseMs, AbortSignal.any([resting.signal, ending.signal]))
        pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
      }
    }
  }

  async function giveUp(error: unknown): Promise<void> {
    for (const message of [...outbox.pending]) {
      if (errorCode(error) !== 'STOPPED') await outbox.drop(message)
      waiters.get(message)?.reject(error)
      waiters.delete(message)
    }
  }

  function start(): void {
    if (isRunning) return
    isRunning = true
    void run().finally(() => {
      isRunning = false
      // Something may have come while the last receipt was on its way.
      if (outbox.pending.length > 0 && !ending.signal.aborted) start()
    })
  }

  return {
    deliver(message) {
      const delivery = new Promise<number>((resolve, reject) => waiters.set(message, { resolve, reject }))
      start()
      wake()
      return delivery
    },
    kick() {
      resting.abort()
      start()
    },
    stop() {
      ending.abort()
      leave('close')
      wake()
      const stopped = new OpenPeerError('STOPPED', 'The peer was stopped; the message goes out when it runs again.')
      for (const { reject } of waiters.values()) reject(stopped)
      waiters.clear()
    },
  }
}
