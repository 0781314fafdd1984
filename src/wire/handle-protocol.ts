import type { Libp2p } from '@libp2p/interface'
import type { Admission } from './budget-admission.ts'
import { type ChannelLimits, channelLimits } from './limits.ts'
import { type Handlers, ServedChannel } from './serve-channel.ts'

export interface HandleOptions {
  limits?: Partial<ChannelLimits>
  /** Also answer over relayed connections with limits; false unless given. */
  runOnLimitedConnection?: boolean
  /** Whether those who ask may; everybody unless given. */
  admission?: Admission | undefined
}

/** One is enough; a few more, for a peer that lost its stream and opens another before we know. */
const MAX_STREAMS_PER_CONNECTION = 8

/**
 * Answers channels of `protocol` on every connection of `libp2p` (docs/spec/channel.md).
 * The result stops: new requests get STOPPED, those that run have `requestTimeoutMs` to finish, streams close.
 * Throws INVALID_ARGUMENT for impossible limits.
 */
export async function handleProtocol(
  libp2p: Libp2p,
  protocol: string,
  handlers: Handlers,
  options: HandleOptions = {},
): Promise<() => Promise<void>> {
  const limits = channelLimits(options.limits)
  const served = new Set<ServedChannel>()
  await libp2p.handle(
    protocol,
    (stream, connection) => {
      const channel = new ServedChannel(stream, connection, handlers, limits, options.admission)
      served.add(channel)
      void channel.closed.then(() => served.delete(channel))
    },
    {
      runOnLimitedConnection: options.runOnLimitedConnection ?? false,
      maxInboundStreams: MAX_STREAMS_PER_CONNECTION,
    },
  )
  return async () => {
    await libp2p.unhandle(protocol)
    await Promise.all([...served].map((channel) => channel.drain()))
  }
}
