import { OpenPeerError } from '../errors.ts'
import type { Channel } from './channel.ts'
import type { Channels } from './channels.ts'
import type { Target } from './open-stream.ts'
import type { RequestOptions } from './request-options.ts'
import type { Handler, RequestContext } from './serve-channel.ts'

/** A codec as protons generates it. `limits` bounds the repeated fields, whose memory is many times their bytes. */
export interface MessageCodec<T> {
  encode(message: Partial<T>): Uint8Array
  // protons types the limits per message; the method table is where they are written and checked.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  decode(bytes: Uint8Array, options?: any): T
}

/** One method of a protocol: its name, what is asked and what is answered (docs/spec/protocols.md). */
export interface Method<Request, Response> {
  name: string
  request: MessageCodec<Request>
  response: MessageCodec<Response>
  /** The most elements taken of each repeated field, by field name. */
  limits: { request?: Record<string, unknown>; response?: Record<string, unknown> }
}

/** Asks on `channel` in messages instead of bytes. Throws what `request` throws, MALFORMED_MESSAGE for the answer. */
export async function call<Request, Response>(
  channel: Pick<Channel, 'request'>,
  method: Method<Request, Response>,
  message: Partial<Request>,
  options?: RequestOptions,
): Promise<Response> {
  const answer = await channel.request(method.name, method.request.encode(message), options)
  return decodeMessage(method.response, answer, method.limits.response)
}

/** The same through kept channels. */
export async function callPeer<Request, Response>(
  channels: Pick<Channels, 'request'>,
  target: Target,
  method: Method<Request, Response>,
  message: Partial<Request>,
  options?: RequestOptions,
): Promise<Response> {
  const answer = await channels.request(target, method.name, method.request.encode(message), options)
  return decodeMessage(method.response, answer, method.limits.response)
}

/** A handler that takes and gives messages. A request that does not decode is answered MALFORMED_MESSAGE. */
export function answering<Request, Response>(
  method: Method<Request, Response>,
  answer: (request: Request, context: RequestContext) => Promise<Partial<Response>>,
): Handler {
  return async (body, context) =>
    method.response.encode(await answer(decodeMessage(method.request, body, method.limits.request), context))
}

function decodeMessage<T>(codec: MessageCodec<T>, bytes: Uint8Array, limits: Record<string, unknown> = {}): T {
  try {
    return codec.decode(bytes, { limits })
  } catch (cause) {
    throw new OpenPeerError('MALFORMED_MESSAGE', 'The other side sent a message that cannot be read.', { cause })
  }
}
