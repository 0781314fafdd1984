import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import type { PeerId, Transport } from '@libp2p/interface'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { OpenPeerError } from '../errors.ts'
import type { RelayedBytes } from './relayed-bytes.ts'

type Components = Parameters<ReturnType<typeof circuitRelayTransport>>[0]

/** The relay slots that this host holds. */
export interface Reservations {
  /**
   * Takes a slot at a relay that is connected, or keeps the one that is held; gives the addresses under which this
   * peer is reached through it. Throws UNREACHABLE when the relay refuses.
   */
  reserve(relay: PeerId): Promise<void>
  has(relay: PeerId): boolean
  /** The circuit addresses of all slots, ending in this host's own `/p2p/…`. */
  addresses(): Multiaddr[]
  /** Calls back after a slot was taken, renewed or lost. */
  onChange(handler: () => void): () => void
}

interface Entry {
  reservation: { addrs: Uint8Array[] }
}

interface TransportInternals {
  reservationStore: EventTarget & {
    addRelay(relay: PeerId, type: 'discovered'): Promise<unknown>
    hasReservation(relay: PeerId): boolean
    reservations: Iterable<[PeerId, Entry]>
  }
}

/**
 * The circuit relay transport, holding slots only where it is told to. Left alone it would take one at every relay
 * that introduces itself, and would never take a lost one again at a relay with a fixed address. What circuits carry is
 * counted in `relayed`.
 */
export function peerCircuitTransport(relayed: RelayedBytes): {
  transport: (components: Components) => Transport
  slots: Reservations
} {
  // `has` always true: discovery takes every relay for one that it has met already.
  const discoveryFilter = { has: () => true, add: () => {}, remove: () => {} }
  let host: { store: TransportInternals['reservationStore']; self: PeerId } | null = null

  const opened = () => {
    if (host === null) throw new OpenPeerError('INTERNAL', 'The circuit transport is not part of a host yet.')
    return host
  }

  return {
    transport: (components) => {
      // The rest of the components stays what it is; libp2p keeps them behind a proxy, which cannot be copied.
      const counting = Object.create(components, { upgrader: { value: relayed.counting(components.upgrader) } })
      const transport = circuitRelayTransport({ discoveryFilter })(counting)
      host = { store: (transport as unknown as TransportInternals).reservationStore, self: components.peerId }
      return transport
    },
    slots: {
      reserve: async (relay) => {
        try {
          await opened().store.addRelay(relay, 'discovered')
        } catch (cause) {
          throw new OpenPeerError('UNREACHABLE', `The relay ${relay} gave no slot: try again later.`, { cause })
        }
      },
      has: (relay) => opened().store.hasReservation(relay),
      addresses: () => {
        const { store, self } = opened()
        return [...store.reservations].flatMap(([, { reservation }]) =>
          reservation.addrs.map((bytes) => multiaddr(bytes).encapsulate(`/p2p-circuit/p2p/${self}`)),
        )
      },
      onChange: (handler) => {
        const { store } = opened()
        store.addEventListener('relay:created-reservation', handler)
        store.addEventListener('relay:removed', handler)
        return () => {
          store.removeEventListener('relay:created-reservation', handler)
          store.removeEventListener('relay:removed', handler)
        }
      },
    },
  }
}
