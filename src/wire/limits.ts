import { OpenPeerError } from '../errors.ts'

/** What one side of a channel holds itself and the other side to (docs/spec/channel.md). Times are in milliseconds. */
export interface ChannelLimits {
  /** Largest frame sent or taken, in bytes, without its length prefix. */
  maxFrameBytes: number
  /** Requests in flight: the asker keeps further ones waiting, the answerer answers TOO_MANY_REQUESTS. */
  maxConcurrentRequests: number
  /** Asker: requests that may wait for their turn; beyond it a request fails with TOO_MANY_REQUESTS. */
  maxWaitingRequests: number
  /**
   * Asker: how long a request waits for its answer, and a stream on a connection that is already there for its opening.
   * Answerer: how long handlers may go on after the asker closed.
   */
  requestTimeoutMs: number
  /** A ping is sent when nothing came for this long; after as long again without any answer the stream is dead. */
  heartbeatMs: number
  /** Asker: an unused channel is closed after this long, and before twice as long. */
  idleCloseMs: number
  /** How long a frame may take from its first byte to its last. */
  partialFrameTimeoutMs: number
}

/** The limits that hold where none are given (docs/spec/channel.md). */
export const DEFAULT_CHANNEL_LIMITS: Readonly<ChannelLimits> = {
  maxFrameBytes: 256 * 1024,
  maxConcurrentRequests: 64,
  maxWaitingRequests: 1024,
  requestTimeoutMs: 5_000,
  heartbeatMs: 30_000,
  idleCloseMs: 5 * 60_000,
  partialFrameTimeoutMs: 10_000,
}

/** The longest error text with its code must fit into a frame. */
export const SMALLEST_MAX_FRAME_BYTES = 4096
/** A frame's length must fit the four bytes of its prefix (docs/spec/channel.md). */
export const LARGEST_MAX_FRAME_BYTES = 2 ** 28 - 1

/** Fills in the defaults. Throws INVALID_ARGUMENT when a limit is not a positive whole number or too large. */
export function channelLimits(limits: Partial<ChannelLimits> = {}): ChannelLimits {
  const all = { ...DEFAULT_CHANNEL_LIMITS, ...limits }
  for (const [name, value] of Object.entries(all)) {
    const isSize = name === 'maxFrameBytes'
    const min = isSize ? SMALLEST_MAX_FRAME_BYTES : 1
    const max = isSize ? LARGEST_MAX_FRAME_BYTES : 2 ** 31 - 1
    if (Number.isInteger(value) && value >= min && value <= max) continue
    throw new OpenPeerError('INVALID_ARGUMENT', `${name} must be a whole number from ${min} to ${max}, not ${value}.`)
  }
  return all
}
