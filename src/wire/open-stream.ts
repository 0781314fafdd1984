import type { Connection, Libp2p, PeerId } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import type { Multiaddr } from '@multiformats/multiaddr'
import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import { timeoutSignal } from '../timeout-signal.ts'
import { type Channel, openChannel } from './channel.ts'
import type { ChannelLimits } from './limits.ts'
import { aborted } from './wire-errors.ts'

/** How long a connection and its stream may take to open, in milliseconds, where no other time is given. */
export const OPEN_TIMEOUT_MS = 10_000

/** Whom to ask: a peer that libp2p knows addresses of, or its addresses, each ending in the same `/p2p/…`. */
export type Target = PeerId | Multiaddr[]

export interface OpenOptions {
  limits?: Partial<ChannelLimits>
  /** Also open over relayed connections with limits; false unless given. */
  runOnLimitedConnection?: boolean
  signal?: AbortSignal
  timeoutMs?: number
}

/** What libp2p throws when the other side is there and does not want this stream. */
const REFUSALS = new Set([
  'UnsupportedProtocolError',
  'LimitedConnectionError',
  'TooManyOutboundProtocolStreamsError',
  'TooManyInboundProtocolStreamsError',
])

/**
 * Opens a channel of `protocol` on a connection that the caller chose (docs/spec/channel.md).
 * Throws REFUSED (the other side does not speak the protocol, or the connection is relayed and `runOnLimitedConnection`
 * was not given), DISCONNECTED, TIMEOUT (`timeoutMs`, by default 10 s), ABORTED, INVALID_ARGUMENT.
 */
export async function openChannelOn(
  connection: Connection,
  protocol: string,
  options: OpenOptions = {},
): Promise<Channel> {
  const timeout = timeoutSignal(options.timeoutMs ?? OPEN_TIMEOUT_MS)
  const signal = options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout])
  try {
    const runOnLimitedConnection = options.runOnLimitedConnection ?? false
    const stream = await connection.newStream(protocol, { signal, runOnLimitedConnection })
    return openChannel(stream, options.limits)
  } catch (cause) {
    if (isOpenPeerError(cause)) throw cause
    if (signal.aborted) throw aborted(signal)
    if (cause instanceof Error && REFUSALS.has(cause.name)) {
      throw new OpenPeerError('REFUSED', `${connection.remotePeer} does not let us open ${protocol}.`, { cause })
    }
    throw new OpenPeerError('DISCONNECTED', `The connection broke before ${protocol} was open: try again.`, { cause })
  }
}

/** The peer that `target` means. Throws INVALID_ARGUMENT when its addresses name none or several. */
export function targetPeer(target: Target): PeerId {
  if (!Array.isArray(target)) return target
  const ids = new Set(target.map((address) => address.getComponents().findLast((c) => c.name === 'p2p')?.value))
  const [id] = ids
  if (ids.size !== 1 || id === undefined) {
    const text = 'Give at least one address, each ending in the /p2p/… of the same peer.'
    throw new OpenPeerError('INVALID_ARGUMENT', text)
  }
  return peerIdFromString(id)
}

export interface OpenToOptions {
  limits: ChannelLimits
  runOnLimitedConnection: boolean
  signal: AbortSignal
}

/**
 * Opens a channel of `protocol` to `target` on the best connection there is, direct ones first, or on a new one.
 * Throws UNREACHABLE when no connection can be made, and what `openChannelOn` throws.
 */
export async function openChannelTo(
  libp2p: Libp2p,
  target: Target,
  protocol: string,
  options: OpenToOptions,
): Promise<{ channel: Channel; connection: Connection }> {
  const { limits, runOnLimitedConnection, signal } = options
  const usable = (c: Connection) => c.status === 'open' && (c.limits === undefined || runOnLimitedConnection)
  const rank = (c: Connection) => (c.limits === undefined ? 0 : 2) + (c.direct ? 0 : 1)
  const existing = libp2p.getConnections(targetPeer(target)).filter(usable)
  const [best] = existing.sort((a, b) => rank(a) - rank(b))
  if (best !== undefined) {
    try {
      const channel = await openChannelOn(best, protocol, { ...options, timeoutMs: limits.requestTimeoutMs })
      return { channel, connection: best }
    } catch (error) {
      // The connection was on its way out, as when the other side restarted, or is dead and nobody noticed. Nothing was
      // asked on it, so a new one is safe.
      const isGone = isOpenPeerError(error, 'DISCONNECTED') && best.status !== 'open'
      const isSilent = isOpenPeerError(error, 'TIMEOUT') && !signal.aborted
      if (!isGone && !isSilent) throw error
    }
  }
  const connection = await dial(libp2p, target, { signal, force: best !== undefined })
  return { channel: await openChannelOn(connection, protocol, options), connection }
}

async function dial(libp2p: Libp2p, target: Target, options: { signal: AbortSignal; force: boolean }) {
  try {
    return await libp2p.dial(target, options)
  } catch (cause) {
    if (isOpenPeerError(options.signal.reason)) throw options.signal.reason
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new OpenPeerError('UNREACHABLE', `${targetPeer(target)} cannot be reached: ${reason}`, { cause })
  }
}
