import type { Stream } from '@libp2p/interface'
import { OpenPeerError } from '../errors.ts'
import { AskedRequests } from './asked-requests.ts'
import { FrameWriter } from './frame-writer.ts'
import { FRAME, readFrames } from './frames.ts'
import { type Heartbeat, startHeartbeat } from './heartbeat.ts'
import { type ChannelLimits, channelLimits } from './limits.ts'
import type { Frame } from './messages.js'
import type { RequestOptions } from './request-options.ts'
import { disconnection, errorFromFrame } from './wire-errors.ts'

/** How long the other side has for closing its end after we closed ours; nothing is under way any more by then. */
const CLOSE_TIMEOUT_MS = 1_000

/** The asking end of one stream: many requests at once, answered in any order (docs/spec/channel.md). */
export interface Channel {
  /**
   * Sends `body` to the handler of `method` and gives its answer.
   * Throws FRAME_TOO_LARGE, TOO_MANY_REQUESTS (too many wait already), TIMEOUT, ABORTED, DISCONNECTED (it may or may
   * not have been carried out), UNKNOWN_METHOD, and whatever code the handler gave.
   */
  request(method: string, body: Uint8Array, options?: RequestOptions): Promise<Uint8Array>
  /** False from the moment that no further request is taken. */
  readonly isOpen: boolean
  /** Why it ended; null while it is open and when it was closed in order, by either side or for want of use. */
  readonly failure: OpenPeerError | null
  /** True when it ended because nothing came from the other side any more: its connection is most likely dead too. */
  readonly wasSilent: boolean
  /** Resolves, never rejects, when the stream is gone. */
  readonly closed: Promise<void>
  /** Takes no more requests, waits for the answers to those in flight, ends the stream. */
  close(): Promise<void>
  /** Ends the stream now; requests in flight fail with `error`, or DISCONNECTED when it has no code. */
  abort(error: Error): void
}

/** Makes `stream`, freshly opened by us, the asking end of a channel. Throws INVALID_ARGUMENT for impossible limits. */
export function openChannel(stream: Stream, limits?: Partial<ChannelLimits>): Channel {
  return new StreamChannel(stream, channelLimits(limits))
}

class StreamChannel implements Channel {
  readonly closed: Promise<void>
  failure: OpenPeerError | null = null
  wasSilent = false
  #stream: Stream
  #limits: ChannelLimits
  #writer: FrameWriter
  #requests: AskedRequests
  #heartbeat: Heartbeat
  #idleTimer: ReturnType<typeof setInterval>
  #wasUsed = true
  #state: 'open' | 'closing' | 'ended' = 'open'
  #isWaitingForDrain = false
  #onQuiet = () => {}

  constructor(stream: Stream, limits: ChannelLimits) {
    this.#stream = stream
    this.#limits = limits
    this.#writer = new FrameWriter(stream, limits.maxFrameBytes)
    this.#requests = new AskedRequests(limits, {
      canSend: () => this.#canSend(),
      send: (frame) => this.#writer.writeEncoded(frame),
      cancel: (id) => this.#writer.write({ type: FRAME.cancel, id }),
      onQuiet: () => this.#onQuiet(),
    })
    this.closed = new Promise((resolve) => {
      if (stream.status !== 'open') resolve()
      else stream.addEventListener('close', () => resolve(), { once: true })
    })
    this.#heartbeat = startHeartbeat({
      intervalMs: limits.heartbeatMs,
      ask: () => this.#writer.write({ type: FRAME.ping }),
      dead: () => {
        this.wasSilent = true
        this.abort(new OpenPeerError('DISCONNECTED', 'The other side gave no sign of life: connect again.'))
      },
    })
    // A slow reader that takes what we send is alive, though our ping waits behind it.
    stream.addEventListener('drain', this.#heartbeat.heard)
    this.#idleTimer = setInterval(() => this.#checkIdle(), limits.idleCloseMs)
    void this.#read()
  }

  get isOpen(): boolean {
    return this.#state === 'open'
  }

  request(method: string, body: Uint8Array, options: RequestOptions = {}): Promise<Uint8Array> {
    if (this.#state !== 'open') return Promise.reject(this.failure ?? disconnection(undefined))
    this.#wasUsed = true
    return this.#requests.ask(method, body, options)
  }

  async close(): Promise<void> {
    if (this.#state === 'open') {
      this.#state = 'closing'
      clearInterval(this.#idleTimer)
      if (this.#requests.size > 0) {
        await new Promise<void>((resolve) => {
          this.#onQuiet = resolve
        })
      }
      this.#end(null)
    }
    await this.closed
  }

  abort(error: Error): void {
    if (this.#state !== 'ended') {
      this.failure = disconnection(error)
      this.#end(this.failure)
    }
    this.#stream.abort(error)
  }

  async #read(): Promise<void> {
    try {
      await readFrames(this.#stream, {
        limits: this.#limits,
        onArrival: () => {
          this.#heartbeat.heard()
          this.#writer.hold()
        },
        onFrame: (frame) => this.#onFrame(frame),
        onTaken: () => this.#writer.release(),
      })
      this.#end(null)
    } catch (error) {
      this.abort(disconnection(error))
    }
  }

  #onFrame(frame: Frame): undefined {
    if (frame.type === FRAME.error && frame.id === 0) throw errorFromFrame(frame)
    if (frame.type === FRAME.answer || frame.type === FRAME.error) this.#requests.answer(frame)
    // While we are blocked the other side has not read what we sent before: that will tell it that we live.
    else if (frame.type === FRAME.ping && !this.#writer.isBlocked) this.#writer.write({ type: FRAME.pong })
  }

  #canSend(): boolean {
    if (!this.#writer.isBlocked) return true
    if (!this.#isWaitingForDrain) {
      this.#isWaitingForDrain = true
      void this.#writer.drained().then(() => {
        this.#isWaitingForDrain = false
        this.#requests.sendWaiting()
      })
    }
    return false
  }

  #checkIdle(): void {
    if (!this.#wasUsed && this.#requests.size === 0) void this.close()
    this.#wasUsed = false
  }

  /** What is left fails; after an orderly end (null) our side of the stream closes as well. */
  #end(error: OpenPeerError | null): void {
    if (this.#state === 'ended') return
    this.#state = 'ended'
    this.#heartbeat.stop()
    clearInterval(this.#idleTimer)
    this.#requests.failAll(error ?? disconnection(undefined))
    this.#onQuiet()
    if (error === null) void this.#closeStream()
  }

  async #closeStream(): Promise<void> {
    const late = new OpenPeerError('TIMEOUT', 'The other side did not close its end of the stream.')
    const timer = setTimeout(() => this.#stream.abort(late), CLOSE_TIMEOUT_MS)
    this.#writer.flush()
    // A rejection means that it broke while it was closing: gone all the same.
    await this.#stream.close().catch(() => {})
    await this.closed
    clearTimeout(timer)
  }
}
