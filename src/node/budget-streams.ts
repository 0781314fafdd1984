import type { Connection, Libp2pEvents, PeerId, Stream, StreamMiddleware, TypedEventTarget } from '@libp2p/interface'
import type { KadDHT } from '@libp2p/kad-dht'
import { OpenPeerError } from '../errors.ts'
import { type Budgets, overBudget } from './budgets.ts'

/** What a stream costs before anything is said on it: negotiation and the peer store take about 1 ms. */
export const STREAM_COST = 10
/** A connection that opened so many streams over its budget is closed: even to reset one costs something. */
const MAX_REFUSED_STREAMS = 16
/** Its bytes are metered as what they are: a circuit's. */
const HOP_PROTOCOL = '/libp2p/circuit/relay/0.2.0/hop'

/** What kad-dht's messages cost, by their type; it loads up to 20 nodes from the peer store for an answer. */
const KAD_COSTS: Readonly<Record<string, number>> = {
  PUT_VALUE: 10,
  GET_VALUE: 40,
  ADD_PROVIDER: 10,
  GET_PROVIDERS: 40,
  FIND_NODE: 40,
  PING: 5,
}

interface Registrar {
  getProtocols(): string[]
  getMiddleware(protocol: string): StreamMiddleware[]
}

interface GuardComponents {
  events: TypedEventTarget<Libp2pEvents>
  registrar: Registrar
}

/**
 * A libp2p service that charges every stream that others open, of whatever protocol, and every byte on it
 * (docs/spec/budgets.md, "Streams").
 *
 * Each connection gets its own view of the registrar, which has no place in the public interface (as in
 * src/peer/before-hello.ts): it is asked for the protocols when a stream arrives, before anything is negotiated on it, and
 * what it throws resets the stream. If it moves, connections are refused rather than left unlimited.
 */
export function guardStreams(budgets: Budgets): (components: GuardComponents) => Record<never, never> {
  return ({ events, registrar }) => {
    events.addEventListener('connection:open', ({ detail: connection }) => {
      const internals = connection as unknown as { components?: Record<string, unknown> & { registrar?: Registrar } }
      if (internals.components?.registrar === undefined) {
        connection.abort(new OpenPeerError('INTERNAL', 'This version of libp2p has no place to limit streams.'))
        return
      }
      const { peerStore, metrics } = internals.components
      internals.components = { peerStore, metrics, registrar: limitedRegistrar(registrar, connection, budgets) }
    })
    return {}
  }
}

function limitedRegistrar(registrar: Registrar, connection: Connection, budgets: Budgets): Registrar {
  let refused = 0
  const getProtocols = () => {
    const retryAfterMs = budgets.take(connection, STREAM_COST)
    if (retryAfterMs === 0) return registrar.getProtocols()
    budgets.onRefused('streams')
    const error = overBudget(retryAfterMs)
    refused += 1
    if (refused > MAX_REFUSED_STREAMS) connection.abort(error)
    throw error
  }
  const getMiddleware = (protocol: string): StreamMiddleware[] => [
    ...registrar.getMiddleware(protocol),
    (stream, from, next) => {
      if (stream.direction === 'inbound' && protocol !== HOP_PROTOCOL) countBytes(stream, from, budgets)
      next(stream, from)
    },
  ]
  return Object.create(registrar, { getProtocols: { value: getProtocols }, getMiddleware: { value: getMiddleware } })
}

/** Not addEventListener: a first listener would let buffered data out before the handler listens. */
function countBytes(stream: Stream, connection: Connection, budgets: Budgets): void {
  const dispatch = stream.dispatchEvent.bind(stream)
  stream.dispatchEvent = (event: Event) => {
    if (event.type === 'message') {
      const { byteLength } = (event as MessageEvent<{ byteLength: number }>).data
      const retryAfterMs = budgets.takeBytes(connection, byteLength)
      if (retryAfterMs > 0) {
        budgets.onRefused('streams')
        stream.abort(overBudget(retryAfterMs))
        return false
      }
    }
    return dispatch(event)
  }
}

interface KadHandler {
  handle(peerId: PeerId, message: unknown): Promise<unknown>
}

/**
 * Charges each message to kad-dht, of which a stream may carry many. The library has no place for it, so that its handlers
 * are wrapped; a refusal resets the stream. Throws INTERNAL when a version of the library has moved them.
 */
export function chargeKadMessages(
  dht: KadDHT,
  connectionsTo: (peerId: PeerId) => Connection[],
  budgets: Budgets,
): void {
  const { handlers } = (dht as unknown as { rpc?: { handlers?: Record<string, KadHandler> } }).rpc ?? {}
  for (const [type, cost] of Object.entries(KAD_COSTS)) {
    const handler = handlers?.[type]
    if (handler === undefined) {
      throw new OpenPeerError(
        'INTERNAL',
        `this version of @libp2p/kad-dht has no handler of ${type}: it cannot be limited`,
      )
    }
    const handle = handler.handle.bind(handler)
    handler.handle = async (peerId, message) => {
      const [connection] = connectionsTo(peerId)
      const retryAfterMs = connection === undefined ? 0 : budgets.take(connection, cost)
      if (retryAfterMs === 0) return await handle(peerId, message)
      budgets.onRefused('requests')
      throw overBudget(retryAfterMs)
    }
  }
}
