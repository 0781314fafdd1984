import type { CircuitRelayService } from '@libp2p/circuit-relay-v2'
import type { PeerId } from '@libp2p/interface'
import { OpenPeerError } from '../errors.ts'

/** What a reservation ends by; the interface shows only the standard half of it. */
interface ClearableSignal {
  clear(): void
}

/** Where the relay service keeps its reservations; its interface does not show it. */
interface Slots {
  reserve(peer: PeerId, ...more: unknown[]): unknown
  removeReservation(peer: PeerId): void
}

/**
 * Makes every slot end with its timer (docs/spec/directory.md, "Relay"). The library leaves a timer of two hours behind for
 * each renewal, and for each slot that it takes back because its answer did not arrive: they hold what they came from, 64 KiB
 * of what was read beside it, and the first of them ends whatever slot the device has by then, and its circuits.
 * test/node/relay-slots.test.ts shows both.
 */
export function endSlotsWithTheirTimers(relay: CircuitRelayService): void {
  const slots = (relay as unknown as { reservationStore?: Partial<Slots> }).reservationStore
  if (typeof slots?.reserve !== 'function' || typeof slots.removeReservation !== 'function') {
    const text = 'this version of @libp2p/circuit-relay-v2 has no reservationStore with reserve and removeReservation'
    throw new OpenPeerError('INTERNAL', text)
  }
  const reserve = slots.reserve.bind(slots)
  slots.reserve = (peer, ...more) => {
    // A renewal is a new slot: the library's way to move a timer leaves the old one running.
    freeSlot(relay, peer)
    return reserve(peer, ...more)
  }
  slots.removeReservation = (peer) => freeSlot(relay, peer)
}

/** Frees the slot of a device, if it has one, and stops its timer. */
export function freeSlot(relay: CircuitRelayService, peer: PeerId): void {
  const reservation = relay.reservations.get(peer)
  if (reservation === undefined) return
  relay.reservations.delete(peer)
  ;(reservation.signal as unknown as ClearableSignal).clear()
}
