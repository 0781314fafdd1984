import {
  type CircuitRelayServerComponents,
  type CircuitRelayService,
  circuitRelayServer,
} from '@libp2p/circuit-relay-v2'
import type { Connection, Libp2pEvents, PeerId, Stream, TypedEventTarget } from '@libp2p/interface'
import { peerIdFromMultihash } from '@libp2p/peer-id'
import { decode as decodeDigest } from 'multiformats/hashes/digest'
import { OpenPeerError } from '../errors.ts'
import type { RelayMeter } from './relay-meter.ts'

export interface RelayLimits {
  /** devices that may wait here to be called */
  maxReservations: number
  /** what one circuit may carry, both directions together */
  maxCircuitBytes: number
  /** how long one circuit may last */
  maxCircuitMs: number
}

/** How many hop streams of one connection may be open: a device dials several others at once. */
const MAX_HOP_STREAMS = 64

/** The method of the relay service that opens the callee's half of a circuit; its interface does not show it. */
interface StopHop {
  stopHop(
    options: { connection: Connection; request: { peer?: { id: Uint8Array } } },
    abort: unknown,
  ): Promise<Stream | undefined>
}

/** What a reservation ends by; the interface shows only the standard half of it. */
interface ClearableSignal {
  clear(): void
}

/**
 * Circuit relay v2 as a libp2p service that counts what it carries and frees a slot when its device leaves
 * (docs/spec/directory.md, "Relay"). @libp2p/circuit-relay-v2 itself keeps a slot for two hours after the device left,
 * and the timer of an abandoned slot would end the device's next one; test/node/relay.test.ts shows both.
 */
export function meteredRelay(
  limits: RelayLimits,
  meter: RelayMeter,
): (components: CircuitRelayServerComponents & { events: TypedEventTarget<Libp2pEvents> }) => CircuitRelayService {
  const server = circuitRelayServer({
    maxInboundHopStreams: MAX_HOP_STREAMS,
    maxOutboundStopStreams: limits.maxReservations,
    reservations: {
      maxReservations: limits.maxReservations,
      defaultDataLimit: BigInt(limits.maxCircuitBytes),
      defaultDurationLimit: limits.maxCircuitMs,
    },
  })
  return (components) => {
    const relay = server(components)
    countCircuits(relay, meter)
    components.events.addEventListener('peer:disconnect', ({ detail }) => freeSlot(relay, detail))
    return relay
  }
}

function countCircuits(relay: CircuitRelayService, meter: RelayMeter): void {
  const stopping = relay as unknown as StopHop
  if (typeof stopping.stopHop !== 'function') {
    throw new OpenPeerError(
      'INTERNAL',
      'this version of @libp2p/circuit-relay-v2 has no stopHop: relayed bytes cannot be counted',
    )
  }
  const stopHop = stopping.stopHop.bind(relay)
  stopping.stopHop = async (options, abort) => {
    const stream = await stopHop(options, abort)
    const caller = options.request.peer?.id
    if (stream !== undefined && caller !== undefined) {
      meter.count(stream, peerIdFromMultihash(decodeDigest(caller)), options.connection.remotePeer)
    }
    return stream
  }
}

function freeSlot(relay: CircuitRelayService, peer: PeerId): void {
  const reservation = relay.reservations.get(peer)
  if (reservation === undefined) return
  relay.reservations.delete(peer)
  ;(reservation.signal as unknown as ClearableSignal).clear()
}
