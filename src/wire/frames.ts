import type { Stream } from '@libp2p/interface'
import { decode, type LengthDecoderFunction } from 'it-length-prefixed'
import { pipe } from 'it-pipe'
import type { Uint8ArrayList } from 'uint8arraylist'
import { OpenPeerError } from '../errors.ts'
import { arrivals } from './arrivals.ts'
import type { ChannelLimits } from './limits.ts'
import { Frame } from './messages.js'

/** What a frame is (docs/spec/channel.md). Others are skipped, so that later versions may add some. */
export const FRAME = { request: 1, answer: 2, error: 3, cancel: 4, ping: 5, pong: 6 } as const

/** A frame's length prefix has at most this many bytes: enough for LARGEST_MAX_FRAME_BYTES. */
const MAX_PREFIX_BYTES = 4

export interface FrameReader {
  limits: ChannelLimits
  /** Some bytes came: the other side lives. */
  onArrival: () => void
  /** One frame, in the order of arrival. While a returned promise is pending nothing further is decoded. */
  onFrame: (frame: Frame) => Promise<void> | undefined
  /** Every complete frame of what arrived was given. */
  onTaken: () => void
  /** So many bytes more (less, where negative) are kept for the rest of their frame; what it throws ends the reading. */
  onPartial?: (bytes: number) => void
}

/**
 * Reads frames until the other side closes its end (docs/spec/channel.md).
 * Rejects with FRAME_TOO_LARGE before such a frame is buffered, MALFORMED_MESSAGE when the bytes are not frames,
 * TIMEOUT when a frame does not complete within `partialFrameTimeoutMs`, else with what ended the stream.
 */
export async function readFrames(stream: Stream, reader: FrameReader): Promise<void> {
  const { limits, onArrival, onFrame, onTaken, onPartial = () => {} } = reader
  const prefix = prefixDecoder(limits.maxFrameBytes)
  const stalled = () =>
    stream.abort(
      new OpenPeerError('TIMEOUT', `A frame was begun and not completed within ${limits.partialFrameTimeoutMs} ms.`),
    )
  let buffered = 0
  let told = 0
  const tellPartial = () => {
    if (buffered === told) return
    const change = buffered - told
    told = buffered
    onPartial(change)
  }
  let timer: ReturnType<typeof setTimeout> | undefined

  async function* timed(source: AsyncIterable<Uint8Array | Uint8ArrayList>) {
    for await (const chunk of source) {
      buffered += chunk.byteLength
      onArrival()
      yield chunk
      onTaken()
      // Asked for more: every complete frame was taken, what is left is the beginning of one. Its time runs from
      // here and not from each of its pieces, else one byte now and then would hold the buffer for ever.
      if (buffered > 0) timer ??= setTimeout(stalled, limits.partialFrameTimeoutMs)
      tellPartial()
    }
  }

  const completed = (data: Uint8ArrayList) => {
    buffered -= prefix.bytes + data.byteLength
    clearTimeout(timer)
    timer = undefined
  }

  try {
    await pipe(
      arrivals(stream),
      timed,
      (source) => decode(source, { lengthDecoder: prefix, maxDataLength: limits.maxFrameBytes, onData: completed }),
      async (source) => {
        for await (const bytes of source) {
          const busy = onFrame(decodeFrame(bytes))
          if (busy !== undefined) await busy
        }
      },
    )
  } finally {
    clearTimeout(timer)
    onTaken()
    buffered = 0
    tellPartial()
  }
}

/** The bytes of a frame, without its prefix. Throws FRAME_TOO_LARGE when they are more than `maxFrameBytes`. */
export function encodeFrame(frame: Partial<Frame>, maxFrameBytes: number): Uint8Array {
  const bytes = Frame.encode(frame)
  if (bytes.byteLength <= maxFrameBytes) return bytes
  throw new OpenPeerError(
    'FRAME_TOO_LARGE',
    `The message takes ${bytes.byteLength} bytes and ${maxFrameBytes} are allowed: send less at once.`,
  )
}

function decodeFrame(bytes: Uint8ArrayList): Frame {
  try {
    return Frame.decode(ownCopy(bytes))
  } catch (cause) {
    throw new OpenPeerError('MALFORMED_MESSAGE', 'The other side sent bytes that are not a frame.', { cause })
  }
}

/**
 * In memory of its own: a body that somebody keeps must not keep the packet that it came in, and `slice()` would put it
 * into a slab of 64 KiB that Node.js shares among small buffers.
 */
function ownCopy(list: Uint8ArrayList): Uint8Array {
  const copy = new Uint8Array(list.byteLength)
  let offset = 0
  for (const part of list) {
    copy.set(part, offset)
    offset += part.byteLength
  }
  return copy
}

/**
 * The decoder of it-length-prefixed allows 8 bytes, miscounts prefixes that are not minimal, and gives errors without
 * a code. `bytes` is what the last decoded prefix took.
 */
function prefixDecoder(maxFrameBytes: number): LengthDecoderFunction {
  const decoder = (buffer: Uint8ArrayList): number => {
    let length = 0
    for (let i = 0; i < MAX_PREFIX_BYTES; i++) {
      // A RangeError asks for more bytes.
      if (i >= buffer.byteLength) throw new RangeError('incomplete')
      const byte = buffer.get(i)
      length += (byte & 0x7f) * 2 ** (7 * i)
      if (byte >= 0x80) continue
      if (length > maxFrameBytes) {
        throw new OpenPeerError(
          'FRAME_TOO_LARGE',
          `A frame of ${length} bytes was announced and ${maxFrameBytes} are allowed.`,
        )
      }
      decoder.bytes = i + 1
      return length
    }
    throw new OpenPeerError('MALFORMED_MESSAGE', `A length prefix of more than ${MAX_PREFIX_BYTES} bytes was sent.`)
  }
  decoder.bytes = 0
  return decoder
}
