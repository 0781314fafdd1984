import type { Stream } from '@libp2p/interface'
import { decode, encode } from 'it-length-prefixed'
import { Frame } from '../../src/wire/messages.js'

/** Frame types as docs/spec/channel.md numbers them, written again so that a change of the wire format fails here. */
export const TYPE = { request: 1, answer: 2, error: 3, cancel: 4, ping: 5, pong: 6 }

/** A frame as it goes over the wire, prefix and all. */
export function frameBytes(frame: Partial<Frame>): Uint8Array {
  return encode.single(Frame.encode(frame)).subarray()
}

/** The frames that arrive, one at a time. */
export async function* framesFrom(stream: Stream): AsyncGenerator<Frame, undefined> {
  for await (const bytes of decode(stream)) yield Frame.decode(bytes)
}

export async function nextFrame(frames: AsyncGenerator<Frame, undefined>): Promise<Frame> {
  const { value } = await frames.next()
  if (value === undefined) throw new Error('the stream ended')
  return value
}

/** Resolves when the stream is gone, with its error if it had one. */
export function closeOf(stream: Stream): Promise<Error | undefined> {
  if (stream.status !== 'open') return Promise.resolve(undefined)
  return new Promise((resolve) => stream.addEventListener('close', (event) => resolve(event.error), { once: true }))
}
