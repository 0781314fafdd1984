import {
  type CircuitRelayServerComponents,
  type CircuitRelayService,
  circuitRelayServer,
} from '@libp2p/circuit-relay-v2'
import type { AbortOptions, Connection, Libp2pEvents, Stream, TypedEventTarget } from '@libp2p/interface'
import { peerIdFromMultihash } from '@libp2p/peer-id'
import { decode as decodeDigest } from 'multiformats/hashes/digest'
import { OpenPeerError } from '../errors.ts'
import type { Circuits } from './circuits.ts'
import { endSlotsWithTheirTimers, freeSlot } from './relay-slots.ts'

/** So much later the library would cut what our limits did not. */
const LIBRARY_SLACK_BYTES = 1_048_576
/** How many hop streams of one connection may be open: a device dials several others at once. */
const MAX_HOP_STREAMS = 64

/** HopMessage {type: STATUS, status: RESOURCE_LIMIT_EXCEEDED}: the library does not export its codec. */
const REFUSAL = { encode: () => Uint8Array.from([0x08, 2, 0x28, 0xc9, 0x01]) }

/** A stream with messages, as `pbStream` of @libp2p/utils makes it; `unwrap` ends that and gives the stream itself. */
interface HopStream {
  pb(codec: unknown): { write(message: { limit?: unknown }, options: unknown): Promise<void> }
  unwrap(): Stream
}

interface Hop {
  connection: Connection
  stream: HopStream
}

/** The methods of the relay service that open the two halves of a circuit; its interface does not show them. */
interface Halves {
  handleConnect(hop: Hop, options: AbortOptions): Promise<void>
  stopHop(
    options: { connection: Connection; request: { peer?: { id: Uint8Array }; limit?: unknown } },
    abort: AbortOptions,
  ): Promise<Stream | undefined>
}

const HUNG_UP = 'The other end of this circuit has hung up.'

/**
 * Circuit relay v2 as a libp2p service that counts and limits what it carries, and frees a slot when its device leaves
 * (docs/spec/directory.md, "Relay"; docs/spec/budgets.md, "Circuits"). The library knows one limit for all circuits of a
 * device: it has the highest one, so that both sides take the connection for a limited one; the lower ones are ours. It
 * also keeps a slot for two hours after the device left, and the timer of an abandoned slot would end the device's next
 * one; test/node/relay.test.ts shows both.
 */
export function limitedRelay(
  { maxReservations }: { maxReservations: number },
  circuits: Circuits,
): (components: CircuitRelayServerComponents & { events: TypedEventTarget<Libp2pEvents> }) => CircuitRelayService {
  const server = circuitRelayServer({
    maxInboundHopStreams: MAX_HOP_STREAMS,
    maxOutboundStopStreams: maxReservations,
    reservations: {
      maxReservations,
      defaultDataLimit: BigInt(circuits.limits.maxCircuitBytes + LIBRARY_SLACK_BYTES),
      defaultDurationLimit: circuits.limits.maxCircuitMs,
    },
  })
  return (components) => {
    const relay = server(components)
    limitCircuits(relay, circuits)
    endSlotsWithTheirTimers(relay)
    components.events.addEventListener('peer:disconnect', ({ detail }) => freeSlot(relay, detail))
    return relay
  }
}

function limitCircuits(relay: CircuitRelayService, circuits: Circuits): void {
  const halves = relay as unknown as Halves
  if (typeof halves.stopHop !== 'function' || typeof halves.handleConnect !== 'function') {
    const text = 'this version of @libp2p/circuit-relay-v2 has no stopHop or handleConnect: circuits cannot be limited'
    throw new OpenPeerError('INTERNAL', text)
  }
  const { firstCircuitBytes, firstCircuitMs } = circuits.limits
  // What both sides are told of the limit; seconds, as the relay's specification has it.
  const limit = { data: BigInt(firstCircuitBytes), duration: Math.ceil(firstCircuitMs / 1000) }
  const callees = new WeakMap<AbortOptions, Stream>()
  const handleConnect = halves.handleConnect.bind(relay)
  halves.handleConnect = async (hop, options) => {
    const over = circuits.call(hop.connection)
    if (over === null) {
      await hop.stream.pb(REFUSAL).write({}, options)
      await hop.stream.unwrap().close(options)
      return
    }
    // Handed on to stopHop as it is: that tells which callee's stream belongs to this call.
    const call = { ...options }
    let isJoined = false
    try {
      await handleConnect({ ...hop, stream: tellingLimit(hop.stream, limit) }, call)
      isJoined = true
    } finally {
      const stream = hop.stream.unwrap()
      const answered = callees.get(call)
      // The library does not notice who hangs up before it has joined the two streams: the other one would wait.
      if (answered !== undefined) whenClosed(answered, () => hangUp(stream))
      whenClosed(stream, () => {
        over()
        // What a caller said that ended in order still goes on to the callee.
        const hasSaidAll = isJoined && stream.status === 'closed'
        if (answered !== undefined && !hasSaidAll) hangUp(answered)
      })
    }
  }
  const stopHop = halves.stopHop.bind(relay)
  halves.stopHop = async (stop, options) => {
    const stream = await stopHop({ ...stop, request: { ...stop.request, limit } }, options)
    const caller = stop.request.peer?.id
    if (stream !== undefined && caller !== undefined) {
      callees.set(options, stream)
      circuits.carry(stream, peerIdFromMultihash(decodeDigest(caller)), stop.connection)
    }
    return stream
  }
}

function hangUp(stream: Stream): void {
  stream.abort(new OpenPeerError('DISCONNECTED', HUNG_UP))
}

function whenClosed(stream: Stream, then: () => void): void {
  const isOver = stream.status !== 'open' && stream.status !== 'closing'
  if (isOver) then()
  else stream.addEventListener('close', then, { once: true })
}

/** The same stream; a message that tells of a limit tells of this one. */
function tellingLimit(stream: HopStream, limit: unknown): HopStream {
  const pb = (codec: unknown) => {
    const messages = stream.pb(codec)
    const write: typeof messages.write = (message, options) =>
      messages.write(message.limit === undefined ? message : { ...message, limit }, options)
    return Object.create(messages, { write: { value: write } })
  }
  return Object.create(stream, { pb: { value: pb } })
}
