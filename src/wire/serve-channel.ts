import type { Connection, Stream } from '@libp2p/interface'
import { OpenPeerError } from '../errors.ts'
import { type Admission, RefusalBrake } from './budget-admission.ts'
import { FrameWriter } from './frame-writer.ts'
import { FRAME, readFrames } from './frames.ts'
import { type Heartbeat, startHeartbeat } from './heartbeat.ts'
import { type ChannelLimits, channelLimits } from './limits.ts'
import type { Frame } from './messages.js'
import { type RequestContext, RunningRequest } from './running-request.ts'
import { disconnection, errorFields } from './wire-errors.ts'

export type { RequestContext }

/**
 * Answers one method. Handlers start in the order in which their requests arrive. An OpenPeerError that one throws is
 * thrown again at the asker, with its code, message and `retryAfterMs`; anything else arrives as INTERNAL, without its
 * text (docs/spec/channel.md).
 */
export type Handler = (body: Uint8Array, context: RequestContext) => Promise<Uint8Array>

export type Handlers = Readonly<Record<string, Handler>>

/** A request that met this many others is told to come back after this long. */
const BUSY_RETRY_AFTER_MS = 100

/**
 * Yamux lets the other side send up to 16 MiB before it hears from us, and libp2p resets a paused stream at 4 MiB. So a
 * pause in busy two-way traffic would break the stream; this is the bound for what is buffered during one.
 */
const MAX_PAUSED_BYTES = 16 * 1024 * 1024

/**
 * Answers the requests on `stream`, which the other side opened, until it ends (docs/spec/channel.md).
 * Resolves, never rejects, when the stream is gone. Throws INVALID_ARGUMENT for impossible limits.
 */
export function serveChannel(
  stream: Stream,
  connection: Connection,
  handlers: Handlers,
  limits?: Partial<ChannelLimits>,
  admission?: Admission,
): Promise<void> {
  return new ServedChannel(stream, connection, handlers, channelLimits(limits), admission).closed
}

/** The answering end of one stream. */
export class ServedChannel {
  /** Resolves, never rejects, when the stream is gone. */
  readonly closed: Promise<void>
  #stream: Stream
  #connection: Connection
  #handlers: Handlers
  #limits: ChannelLimits
  #admission: Admission | undefined
  #brake = new RefusalBrake()
  #writer: FrameWriter
  #heartbeat: Heartbeat
  #running = new Map<number, RunningRequest>()
  #isDraining = false
  #lingerTimer: ReturnType<typeof setTimeout> | undefined

  constructor(
    stream: Stream,
    connection: Connection,
    handlers: Handlers,
    limits: ChannelLimits,
    admission?: Admission,
  ) {
    this.#stream = stream
    this.#connection = connection
    this.#handlers = handlers
    this.#limits = limits
    this.#admission = admission
    this.#writer = new FrameWriter(stream, limits.maxFrameBytes)
    stream.maxReadBufferLength = Math.max(stream.maxReadBufferLength, MAX_PAUSED_BYTES)
    this.#heartbeat = startHeartbeat({
      intervalMs: limits.heartbeatMs,
      ask: () => this.#writer.write({ type: FRAME.ping }),
      dead: () => stream.abort(new OpenPeerError('DISCONNECTED', 'The asking side gave no sign of life.')),
    })
    this.closed = new Promise((resolve) => {
      const ended = () => {
        this.#release(disconnection(undefined))
        resolve()
      }
      if (stream.status !== 'open') ended()
      else stream.addEventListener('close', ended, { once: true })
    })
    // A slow reader that takes something now and then is alive, though we hear nothing while we do not read.
    stream.addEventListener('drain', this.#heartbeat.heard)
    void this.#read()
  }

  /** Answers no new request (STOPPED), lets those that run finish for `requestTimeoutMs`, ends the stream. */
  async drain(): Promise<void> {
    this.#linger()
    await this.closed
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
        onPartial: (bytes) => this.#admission?.partial(bytes, this.#connection),
      })
      this.#heartbeat.stop()
      this.#linger()
    } catch (error) {
      // Said on the stream before it is reset, so that an honest asker learns what it did wrong.
      this.#writer.write({ id: 0, type: FRAME.error, ...errorFields(disconnection(error)) })
      this.#writer.flush()
      this.#stream.abort(disconnection(error))
    }
  }

  #onFrame(frame: Frame): Promise<void> | undefined {
    if (frame.type === FRAME.request) this.#accept(frame)
    else if (frame.type === FRAME.cancel) this.#running.get(frame.id)?.cancel()
    else if (frame.type === FRAME.ping) this.#writer.write({ type: FRAME.pong, id: frame.id })
    if (this.#brake.isOn) return this.#hold(this.#brake.release())
    const pace = frame.type === FRAME.request ? this.#admission?.pace(this.#connection) : null
    if (pace !== null && pace !== undefined) return pace
    // Whoever does not read its answers gets no further request read.
    return this.#writer.isBlocked ? this.#waitForReader() : undefined
  }

  /** Reads nothing for a while: an asker that goes on although it was refused must not keep this node busy. */
  async #hold(holdMs: number): Promise<void> {
    this.#writer.release()
    if (this.#stream.readStatus === 'readable') this.#stream.pause()
    await new Promise((resolve) => setTimeout(resolve, holdMs))
    if (this.#stream.readStatus === 'paused') this.#stream.resume()
  }

  async #waitForReader(): Promise<void> {
    this.#writer.release()
    if (this.#stream.readStatus === 'readable') this.#stream.pause()
    await this.#writer.drained()
    if (this.#stream.readStatus === 'paused') this.#stream.resume()
  }

  #accept(frame: Frame): void {
    const { id, method } = frame
    if (id === 0 || this.#running.has(id)) {
      throw new OpenPeerError('MALFORMED_MESSAGE', `Request number ${id} cannot be used now.`)
    }
    const handler = Object.hasOwn(this.#handlers, method) ? this.#handlers[method] : undefined
    if (this.#isDraining) {
      this.#refuse(id, new OpenPeerError('STOPPED', 'This node is stopping: ask another one.'))
    } else if (handler === undefined) {
      const text = `There is no method '${method.slice(0, 64)}' in ${this.#stream.protocol || 'this protocol'}.`
      this.#refuse(id, new OpenPeerError('UNKNOWN_METHOD', text))
    } else if (this.#running.size >= this.#limits.maxConcurrentRequests) {
      const text = `${this.#running.size} of your requests are being worked on: wait for an answer before asking more.`
      this.#refuse(id, new OpenPeerError('TOO_MANY_REQUESTS', text, { retryAfterMs: BUSY_RETRY_AFTER_MS }))
    } else {
      const done = this.#admit(frame)
      if (done === null) return
      const request = new RunningRequest(this.#connection)
      this.#running.set(id, request)
      void this.#run(id, request, handler, frame.body).finally(done)
    }
  }

  /** What to call when the request is done; null when it was refused. */
  #admit({ id, method, body }: Frame): (() => void) | null {
    try {
      const done = this.#admission?.request(method, body, this.#connection) ?? (() => {})
      this.#brake.passed()
      return done
    } catch (error) {
      this.#refuse(id, error)
      this.#brake.refused(errorFields(error).retryAfterMs)
      return null
    }
  }

  async #run(id: number, request: RunningRequest, handler: Handler, body: Uint8Array): Promise<void> {
    try {
      const answer = (await handler(body, request.context)) as Uint8Array<ArrayBuffer>
      if (!request.isCancelled) this.#writer.write({ id, type: FRAME.answer, body: answer })
    } catch (error) {
      if (!request.isCancelled) this.#refuse(id, error)
    } finally {
      this.#running.delete(id)
      if (this.#isDraining && this.#running.size === 0) void this.#closeStream()
    }
  }

  #refuse(id: number, error: unknown): void {
    this.#writer.write({ id, type: FRAME.error, ...errorFields(error) })
  }

  #linger(): void {
    if (this.#isDraining || this.#stream.status !== 'open') return
    this.#isDraining = true
    this.#lingerTimer = setTimeout(
      () => this.#stream.abort(new OpenPeerError('TIMEOUT', 'The stream did not close in time.')),
      this.#limits.requestTimeoutMs,
    )
    if (this.#running.size === 0) void this.#closeStream()
  }

  async #closeStream(): Promise<void> {
    this.#writer.flush()
    // A rejection means that it broke while it was closing: gone all the same.
    await this.#stream.close().catch(() => {})
  }

  #release(reason: OpenPeerError): void {
    this.#heartbeat.stop()
    clearTimeout(this.#lingerTimer)
    for (const request of this.#running.values()) request.cancel(reason)
  }
}
