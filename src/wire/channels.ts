import type { Libp2p } from '@libp2p/interface'
import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import { timeoutSignal } from '../timeout-signal.ts'
import type { Channel } from './channel.ts'
import { type ChannelLimits, channelLimits } from './limits.ts'
import { OPEN_TIMEOUT_MS, openChannelTo, type Target, targetPeer } from './open-stream.ts'
import type { RequestOptions } from './request-options.ts'
import { aborted } from './wire-errors.ts'
import { within } from './within.ts'

export interface ChannelsOptions {
  limits?: Partial<ChannelLimits>
  /** Also use relayed connections with limits; false unless given. */
  runOnLimitedConnection?: boolean
}

/** One channel of one protocol per remote peer, opened when first needed and again after it broke. */
export interface Channels {
  /**
   * Asks `target`, opening a channel first where none is open; `timeoutMs` (or, without it, 10 s and then
   * `requestTimeoutMs`) covers both. A request whose channel breaks fails with DISCONNECTED and is not repeated: it may
   * have been carried out. Throws what `Channel.request` and `to` throw.
   */
  request(target: Target, method: string, body: Uint8Array, options?: RequestOptions): Promise<Uint8Array>
  /** The open channel to `target`. Throws UNREACHABLE, REFUSED, DISCONNECTED, TIMEOUT, ABORTED, STOPPED, INVALID_ARGUMENT. */
  to(target: Target, options?: RequestOptions): Promise<Channel>
  /** Closes every channel after the answers to what is in flight; all further use throws STOPPED. */
  stop(): Promise<void>
}

/** Keeps channels of `protocol` (docs/spec/channel.md). Throws INVALID_ARGUMENT for impossible limits. */
export function createChannels(libp2p: Libp2p, protocol: string, options: ChannelsOptions = {}): Channels {
  const limits = channelLimits(options.limits)
  const runOnLimitedConnection = options.runOnLimitedConnection ?? false
  const open = new Map<string, Channel>()
  const opening = new Map<string, Promise<Channel>>()
  const stopping = new AbortController()

  function kept(peer: string): Channel | undefined {
    if (stopping.signal.aborted) throw new OpenPeerError('STOPPED', 'These channels were stopped.')
    const channel = open.get(peer)
    return channel?.isOpen ? channel : undefined
  }

  async function openNew(target: Target, peer: string): Promise<Channel> {
    const signal = AbortSignal.any([stopping.signal, timeoutSignal(OPEN_TIMEOUT_MS)])
    const { channel, connection } = await openChannelTo(libp2p, target, protocol, {
      limits,
      runOnLimitedConnection,
      signal,
    })
    if (stopping.signal.aborted) {
      void channel.close()
      throw new OpenPeerError('STOPPED', 'These channels were stopped.')
    }
    const other = kept(peer)
    if (other !== undefined) {
      void channel.close()
      return other
    }
    open.set(peer, channel)
    void channel.closed.then(() => {
      if (open.get(peer) === channel) open.delete(peer)
      // Silence: every stream of this connection is as dead. Without it the next request dials instead of waiting.
      if (channel.wasSilent) connection.abort(channel.failure ?? new Error('silent'))
    })
    return channel
  }

  /** Concurrent callers share one opening; those with other addresses have their own. */
  function openShared(target: Target, peer: string): Promise<Channel> {
    const key = Array.isArray(target) ? [peer, ...target.map(String).sort()].join(' ') : peer
    const shared = opening.get(key)
    if (shared !== undefined) return shared
    const others = [...opening].filter(([other]) => other.split(' ')[0] === peer).map(([, promise]) => promise)
    const promise = openBeside(others, target, peer).finally(() => opening.delete(key))
    opening.set(key, promise)
    return promise
  }

  async function openBeside(others: Promise<Channel>[], target: Target, peer: string): Promise<Channel> {
    try {
      return await openNew(target, peer)
    } catch (error) {
      if (others.length === 0 || !isOpenPeerError(error, 'UNREACHABLE')) throw error
      // libp2p joins dials to one peer, so this one may have failed for want of addresses that it did have.
      await Promise.allSettled(others)
      return kept(peer) ?? openNew(target, peer)
    }
  }

  async function to(target: Target, { signal, timeoutMs }: RequestOptions = {}): Promise<Channel> {
    const peer = targetPeer(target).toString()
    if (signal?.aborted) throw aborted(signal)
    return kept(peer) ?? within(openShared(target, peer), { signal, timeoutMs: timeoutMs ?? OPEN_TIMEOUT_MS })
  }

  return {
    to,
    async request(target, method, body, options = {}) {
      const channel = kept(targetPeer(target).toString())
      if (channel !== undefined) return channel.request(method, body, options)
      const startedAt = performance.now()
      const opened = await to(target, options)
      if (options.timeoutMs === undefined) return opened.request(method, body, options)
      const leftMs = Math.max(1, options.timeoutMs - (performance.now() - startedAt))
      return opened.request(method, body, { ...options, timeoutMs: leftMs })
    },
    async stop() {
      stopping.abort(new OpenPeerError('STOPPED', 'These channels were stopped.'))
      await Promise.allSettled(opening.values())
      await Promise.all([...open.values()].map((channel) => channel.close()))
    },
  }
}
