import type { Stream } from '@libp2p/interface'
import { encode } from 'it-length-prefixed'
import { Uint8ArrayList } from 'uint8arraylist'
import { encodeFrame } from './frames.ts'
import type { Frame } from './messages.js'

/** A batch of this many bytes is sent at once: to wait longer saves nothing, and whether we are blocked stays true. */
const FULL_BATCH_BYTES = 64 * 1024

/**
 * Writes frames to a stream. What is written in one go is sent in one go, because each send is encrypted, framed and
 * handed to the system on its own: with 64 requests in flight this gives more than twice as many per second.
 */
export class FrameWriter {
  #stream: Stream
  #maxFrameBytes: number
  #batch: Uint8ArrayList | null = null
  #isHeld = false

  constructor(stream: Stream, maxFrameBytes: number) {
    this.#stream = stream
    this.#maxFrameBytes = maxFrameBytes
  }

  /** True while the other side takes no more: what is written now is only buffered, so bring no new work. */
  get isBlocked(): boolean {
    return this.#stream.writableNeedsDrain
  }

  /** Throws FRAME_TOO_LARGE; writing to a stream that has ended does nothing. */
  write(frame: Partial<Frame>): void {
    this.writeEncoded(encodeFrame(frame, this.#maxFrameBytes))
  }

  /** Writes what `encodeFrame` gave. */
  writeEncoded(bytes: Uint8Array): void {
    if (this.#batch === null) {
      this.#batch = new Uint8ArrayList()
      if (!this.#isHeld) queueMicrotask(() => this.flush())
    }
    this.#batch.append(encode.single(bytes))
    if (this.#batch.byteLength >= FULL_BATCH_BYTES) this.flush()
  }

  /** Frames arrived that are about to be worked through: what is written meanwhile leaves together. */
  hold(): void {
    this.#isHeld = true
  }

  /** They were: what was written leaves. */
  release(): void {
    this.#isHeld = false
    if (this.#batch !== null) queueMicrotask(() => this.flush())
  }

  /** Sends what was written. */
  flush(): void {
    const batch = this.#batch
    this.#batch = null
    if (batch === null || this.#stream.writeStatus !== 'writable') return
    try {
      this.#stream.send(batch)
    } catch {
      // The stream failed under our hands; its 'close' event carries the reason to whoever waits.
    }
  }

  /** Resolves when the other side takes data again or the stream ends. */
  async drained(): Promise<void> {
    const stream = this.#stream
    // Not stream.onDrain(): from its second use on it resolves at once (@libp2p/utils 7.4.1 keeps its first promise).
    while (this.isBlocked && stream.writeStatus !== 'closed') {
      await new Promise<void>((resolve) => {
        const wake = () => {
          stream.removeEventListener('drain', wake)
          stream.removeEventListener('close', wake)
          // We go on after the stream has written what it still had, in a microtask that it queued before this one.
          resolve()
        }
        stream.addEventListener('drain', wake)
        stream.addEventListener('close', wake)
      })
    }
  }
}
