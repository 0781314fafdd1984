import { OpenPeerError } from '../errors.ts'
import { encodeFrame, FRAME } from './frames.ts'
import type { ChannelLimits } from './limits.ts'
import type { Frame } from './messages.js'
import type { RequestOptions } from './request-options.ts'
import { aborted, errorFromFrame } from './wire-errors.ts'

const MAX_ID = 2 ** 32 - 1

interface AskedRequest {
  id: number
  /** The encoded frame while it waits for its turn; null once sent. */
  frame: Uint8Array | null
  resolve: (body: Uint8Array) => void
  reject: (error: OpenPeerError) => void
  /** Disarms its timeout and its signal. */
  release: () => void
}

export interface Outlet {
  /** False while the stream takes no more; `sendWaiting` is called when it does again. */
  canSend: () => boolean
  send: (frame: Uint8Array) => void
  cancel: (id: number) => void
  /** No request is left. */
  onQuiet: () => void
}

/** The requests of one asking end: those in flight, those that wait for their turn, and what ends them. */
export class AskedRequests {
  #limits: ChannelLimits
  #outlet: Outlet
  #inFlight = new Map<number, AskedRequest>()
  #waiting = new Set<AskedRequest>()
  #lastId = 0

  constructor(limits: ChannelLimits, outlet: Outlet) {
    this.#limits = limits
    this.#outlet = outlet
  }

  get size(): number {
    return this.#inFlight.size + this.#waiting.size
  }

  ask(method: string, body: Uint8Array, options: RequestOptions): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      if (options.signal?.aborted) throw aborted(options.signal)
      if (this.#waiting.size >= this.#limits.maxWaitingRequests) {
        const text = `${this.#waiting.size} requests wait for their turn already: ask again when some were answered.`
        throw new OpenPeerError('TOO_MANY_REQUESTS', text)
      }
      const id = this.#nextId()
      const fields = { id, type: FRAME.request, method, body: body as Uint8Array<ArrayBuffer> }
      const frame = encodeFrame(fields, this.#limits.maxFrameBytes)
      const request: AskedRequest = { id, frame, resolve, reject, release: () => {} }
      request.release = this.#limitTime(request, method, options)
      this.#waiting.add(request)
      this.sendWaiting()
    })
  }

  /** Sends what waits, as far as the number in flight and the stream allow. */
  sendWaiting(): void {
    for (const request of this.#waiting) {
      if (request.frame === null || this.#inFlight.size >= this.#limits.maxConcurrentRequests) return
      if (!this.#outlet.canSend()) return
      this.#waiting.delete(request)
      this.#inFlight.set(request.id, request)
      this.#outlet.send(request.frame)
      request.frame = null
    }
  }

  /** Takes an answer or error frame. An unknown id is no fault: the answer crossed our cancel. */
  answer(frame: Frame): void {
    const request = this.#inFlight.get(frame.id)
    if (request === undefined) return
    if (frame.type === FRAME.answer) request.resolve(frame.body)
    else request.reject(errorFromFrame(frame))
    this.#remove(request)
  }

  failAll(error: OpenPeerError): void {
    const all = [...this.#inFlight.values(), ...this.#waiting]
    this.#inFlight.clear()
    this.#waiting.clear()
    for (const request of all) {
      request.release()
      request.reject(error)
    }
  }

  #limitTime(request: AskedRequest, method: string, { signal, timeoutMs }: RequestOptions): () => void {
    const fail = (error: OpenPeerError) => {
      request.reject(error)
      if (request.frame === null) this.#outlet.cancel(request.id)
      this.#remove(request)
    }
    const ms = timeoutMs ?? this.#limits.requestTimeoutMs
    const timer = setTimeout(() => {
      fail(new OpenPeerError('TIMEOUT', `'${method}' was not answered within ${Math.round(ms)} ms.`))
    }, ms)
    if (signal === undefined) return () => clearTimeout(timer)
    const onAbort = () => fail(aborted(signal))
    signal.addEventListener('abort', onAbort)
    return () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
    }
  }

  #remove(request: AskedRequest): void {
    request.release()
    this.#waiting.delete(request)
    this.#inFlight.delete(request.id)
    this.sendWaiting()
    if (this.size === 0) this.#outlet.onQuiet()
  }

  #nextId(): number {
    do this.#lastId = (this.#lastId % MAX_ID) + 1
    while (this.#inFlight.has(this.#lastId))
    return this.#lastId
  }
}
