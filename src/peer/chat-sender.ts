import { type ErrorCode, errorCode, OpenPeerError } from '../errors.ts'
import { call } from '../wire/call.ts'
import { type Channel, openChannel } from '../wire/channel.ts'
import { ChatMessage } from '../wire/messages.js'
import { chat } from '../wire/methods.ts'
import type { Link } from './link.ts'
import type { Outbox, Pending } from './outbox.ts'
import { pause } from './pause.ts'

/** Messages sent ahead of their receipts. */
export const WINDOW = 32
/** With no receipt for this long, or up to twice as long, in ms, the path is asked for a sign of life. */
export const PATIENCE_MS = 2_000
/** A path that lives and brings no receipt for this long, in ms, is left as well. */
const RECEIPT_TIMEOUT_MS = 30_000
const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 60_000
/** Trying again would not help: a person must decide. */
const FINAL: readonly ErrorCode[] = [
  'INVALID_ARGUMENT',
  'NOT_VERIFIED',
  'BINDING_MISMATCH',
  'KEY_CHANGED',
  'IDENTITY_REVOKED',
  'STOPPED',
]

/** Delivery of one message: resolves with the receiver's time, ms, when it is on their disk. */
export type Delivery = Promise<number>

/** Sends what waits in one outbox, in order, over whatever links there are. docs/spec/chat.md. */
export interface Sender {
  /** Sends this one too, and everything before it. Rejects with the code that made it hopeless, or STOPPED. */
  deliver(message: Pending): Delivery
  /** Tries now, whatever pause was on: a link to this identity came up, or there may be a way at last. */
  kick(): void
  stop(): void
}

export interface SenderOptions {
  outbox: Outbox
  protocol: string
  /** An open link that gave a sign of life, or a new one. */
  link: (signal: AbortSignal) => Promise<Link>
}

/** One channel, and what was sent on it. A better path or a broken one begins another, with all that is unacknowledged. */
interface Session {
  channel: Channel
  sentUpTo: number
  inFlight: number
  /** The channel is no longer used: its receipts still count, nothing more is sent on it. */
  leave(how: 'close' | 'abort'): void
  /** Something came back. */
  heard(): void
}

export function createSender({ outbox, protocol, link: toLink }: SenderOptions): Sender {
  const ending = new AbortController()
  const waiters = new Map<Pending, { resolve(at: number): void; reject(error: unknown): void }>()
  let current: Session | null = null
  let isRunning = false
  let wake = () => {}
  let resting = new AbortController()
  /** Sessions, and attempts at one, since the last receipt. */
  let fruitless = 0

  async function open(): Promise<Session> {
    const link = await toLink(ending.signal)
    const stream = await link.openStream(protocol, { onRelay: true, signal: ending.signal })
    const channel = openChannel(stream)
    const patience = watchPath(link)
    const session: Session = {
      channel,
      sentUpTo: 0,
      inFlight: 0,
      heard: patience.heard,
      leave(how) {
        if (current !== session) return
        current = null
        patience.stop()
        for (const end of ends) end()
        if (how === 'close') void channel.close()
        else channel.abort(new OpenPeerError('DISCONNECTED', 'The message was not acknowledged in time.'))
        wake()
      },
    }
    const moved = () => {
      fruitless = 0
      session.leave('close')
    }
    const ends = [link.on('path', moved), link.on('close', () => session.leave('abort'))]
    current = session
    void channel.closed.then(() => session.leave('abort'))
    if (ending.signal.aborted) session.leave('close')
    return session
  }

  /** Has the link drop a path that went silent while a receipt is due. */
  function watchPath(link: Link): { heard(): void; stop(): void } {
    let isSilent = false
    const timer = setInterval(() => {
      // When the probe fails the link has moved or is closed, and the session was left by that.
      if (isSilent && current !== null && current.inFlight > 0) link.probe().catch(() => {})
      isSilent = true
    }, PATIENCE_MS)
    return {
      heard: () => {
        isSilent = false
      },
      stop: () => clearInterval(timer),
    }
  }

  async function send(message: Pending, session: Session): Promise<void> {
    session.sentUpTo = message.number
    session.inFlight++
    try {
      const request = ChatMessage.decode(message.bytes)
      const { receivedAt } = await call(session.channel, chat.message, request, { timeoutMs: RECEIPT_TIMEOUT_MS })
      fruitless = 0
      session.heard()
      // It is on their disk, whatever ours says of it next.
      waiters.get(message)?.resolve(receivedAt)
      waiters.delete(message)
      await outbox.delivered(message)
    } catch {
      session.leave('abort')
    } finally {
      session.inFlight--
      wake()
    }
  }

  async function run(): Promise<void> {
    while (outbox.pending.length > 0 && !ending.signal.aborted) {
      try {
        const session = current ?? (await openAgain())
        const next = outbox.pending.find(({ number }) => number > session.sentUpTo)
        if (next !== undefined && session.inFlight < WINDOW) void send(next, session)
        else
          await new Promise<void>((resolve) => {
            wake = resolve
          })
      } catch (error) {
        if (FINAL.includes(errorCode(error))) await giveUp(error)
      }
    }
  }

  /** At once after a receipt or on a better path; else only after a pause, longer each time. */
  async function openAgain(): Promise<Session> {
    if (fruitless > 0) {
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (fruitless - 1), LONGEST_PAUSE_MS)
      resting = new AbortController()
      await pause(pauseMs, AbortSignal.any([resting.signal, ending.signal]))
    }
    fruitless++
    return open()
  }

  /** Those who wait learn why, and their messages are not sent behind their back later; older ones stay. */
  async function giveUp(error: unknown): Promise<void> {
    for (const [message, { reject }] of [...waiters]) {
      if (errorCode(error) !== 'STOPPED') await outbox.drop(message)
      waiters.delete(message)
      reject(error)
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
      fruitless = 0
      resting.abort()
      start()
    },
    stop() {
      ending.abort()
      current?.leave('close')
      wake()
      const stopped = new OpenPeerError('STOPPED', 'The peer was stopped; the message goes out when it runs again.')
      for (const { reject } of waiters.values()) reject(stopped)
      waiters.clear()
    },
  }
}
