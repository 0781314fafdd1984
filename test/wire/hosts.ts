import { noise } from '@chainsafe/libp2p-noise'
import type { Connection, Libp2p, Stream } from '@libp2p/interface'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { createLibp2p, type Libp2pOptions } from 'libp2p'
import type { Admission } from '../../src/wire/budget-admission.ts'
import { type Channel, openChannel } from '../../src/wire/channel.ts'
import type { ChannelLimits } from '../../src/wire/limits.ts'
import { type Handlers, serveChannel } from '../../src/wire/serve-channel.ts'

interface HostOptions extends Libp2pOptions {
  listen?: boolean
}

export const TEST_PROTOCOL = '/openpeer/test/wire/1.0.0'

/** A real host on loopback; `listen: false` for one that only dials. */
export async function startHost({ listen = true, ...options }: HostOptions = {}): Promise<Libp2p> {
  return createLibp2p({
    addresses: { listen: listen ? ['/ip4/127.0.0.1/tcp/0'] : [] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionMonitor: { enabled: false },
    ...options,
  })
}

export interface HostPair extends AsyncDisposable {
  asker: Libp2p
  answerer: Libp2p
  /** asker → answerer. */
  connection: Connection
}

export async function startPair(): Promise<HostPair> {
  const [asker, answerer] = await Promise.all([startHost({ listen: false }), startHost()])
  const connection = await asker.dial(answerer.getMultiaddrs())
  return {
    asker,
    answerer,
    connection,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([asker.stop(), answerer.stop()])
    },
  }
}

export interface StreamEnds {
  ours: Stream
  theirs: Stream
  /** The connection as the answerer has it. */
  inbound: Connection
}

/** Both ends of a new stream of TEST_PROTOCOL, so that a test can play one side by hand. */
export async function openEnds(pair: HostPair): Promise<StreamEnds> {
  const arrived = Promise.withResolvers<{ stream: Stream; connection: Connection }>()
  const handler = (stream: Stream, connection: Connection) => arrived.resolve({ stream, connection })
  await pair.answerer.handle(TEST_PROTOCOL, handler, { force: true })
  const ours = await pair.connection.newStream(TEST_PROTOCOL)
  const { stream, connection } = await arrived.promise
  return { ours, theirs: stream, inbound: connection }
}

export interface ServedPair extends StreamEnds {
  channel: Channel
  served: Promise<void>
}

/** A channel and who answers it. */
export async function openServed(
  pair: HostPair,
  handlers: Handlers,
  limits: { asker?: Partial<ChannelLimits>; answerer?: Partial<ChannelLimits>; admission?: Admission } = {},
): Promise<ServedPair> {
  const ends = await openEnds(pair)
  const served = serveChannel(ends.theirs, ends.inbound, handlers, limits.answerer, limits.admission)
  return { ...ends, served, channel: openChannel(ends.ours, limits.asker) }
}
