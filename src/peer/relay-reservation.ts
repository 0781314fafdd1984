import type { Connection, PeerId } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import { OpenPeerError } from '../errors.ts'
import { timeoutSignal } from '../timeout-signal.ts'
import { within } from '../wire/within.ts'
import { drainPath } from './drain-path.ts'
import type { PeerHost } from './host.ts'
import { pause } from './pause.ts'

/** A relay's connection and slot together may take this long, in ms. */
export const RESERVE_TIMEOUT_MS = 15_000
/** The pause after the first failure; each further one doubles it. */
export const FIRST_RETRY_MS = 500
export const MAX_RETRY_MS = 60_000
const READY_TIMEOUT_MS = 20_000

/** A relay that this peer chose: one of its home's operator nodes. */
export interface ChosenRelay {
  peerId: PeerId
  /** Dialable multiaddrs, each ending in the relay's own `/p2p/…`. */
  addresses: Multiaddr[]
}

/** Keeps this peer reachable through its relays (docs/spec/connect.md). */
export interface RelayKeeper {
  /** The circuit addresses that lead to this peer now; none while no relay is reached. */
  addresses(): Multiaddr[]
  /** Calls back when `addresses` may have changed; the result ends that. */
  onChange(handler: () => void): () => void
  /** Resolves when at least one slot is held. Throws TIMEOUT (20 s unless given), ABORTED. */
  ready(options?: { signal?: AbortSignal; timeoutMs?: number }): Promise<void>
  /** Looks at `relays` again: to be called when the homes or their nodes changed. */
  refresh(): void
  stop(): void
}

export interface RelayKeeperOptions {
  libp2p: PeerHost
  relays: () => ChosenRelay[]
  /** 0 ≤ x < 1; spreads the retries of many peers whose relay went away. */
  random?: () => number
}

/**
 * Connects to each chosen relay, takes a slot there, and does so again whenever the connection or the slot is lost,
 * for as long as it takes. libp2p does neither by itself when a relay restarts.
 */
export function keepReservations({ libp2p, relays, random = Math.random }: RelayKeeperOptions): RelayKeeper {
  const { slots } = libp2p.services
  const keeping = new Map<string, AbortController>()
  const stopping = new AbortController()
  let lastFailure: unknown

  refresh()

  function refresh(): void {
    const chosen = new Map(relays().map((relay) => [relay.peerId.toString(), relay]))
    for (const [id, controller] of keeping) {
      if (chosen.has(id)) continue
      controller.abort()
      keeping.delete(id)
      // There is no other way to give a slot back. Links over it stay until they end, or have moved to a better path.
      const drained = { helloProtocol: '', timeoutMs: null, graceMs: 0, signal: stopping.signal }
      for (const connection of connectionsTo(id)) void drainPath(connection, drained)
    }
    for (const [id, relay] of chosen) {
      if (keeping.has(id)) continue
      const controller = new AbortController()
      keeping.set(id, controller)
      void keep(relay.peerId, controller.signal)
    }
  }

  /** A slot at a relay that is left ends with the last link over it; nobody new is to be sent there. */
  function addresses(): Multiaddr[] {
    const relays = [...keeping.keys()].map((id) => `/p2p/${id}/p2p-circuit`)
    return slots.addresses().filter((address) => relays.some((relay) => address.toString().includes(relay)))
  }

  function connectionsTo(id: string): Connection[] {
    return libp2p.getConnections().filter((connection) => connection.remotePeer.toString() === id)
  }

  async function keep(relay: PeerId, signal: AbortSignal): Promise<void> {
    let failures = 0
    while (!signal.aborted) {
      try {
        await reserve(relay, signal)
        failures = 0
        await lost(relay, signal)
      } catch (error) {
        lastFailure = error
        failures++
      }
      await pause(retryAfterMs(failures), signal)
    }
  }

  async function reserve(relay: PeerId, signal: AbortSignal): Promise<void> {
    const addresses = relays().find((known) => known.peerId.equals(relay))?.addresses ?? []
    const work = async () => {
      await libp2p.dial(addresses, { signal: AbortSignal.any([signal, timeoutSignal(RESERVE_TIMEOUT_MS)]) })
      await slots.reserve(relay)
    }
    await within(work(), { signal, timeoutMs: RESERVE_TIMEOUT_MS })
  }

  function lost(relay: PeerId, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (slots.has(relay) && !signal.aborted) return
        ends()
        signal.removeEventListener('abort', check)
        resolve()
      }
      const ends = slots.onChange(check)
      signal.addEventListener('abort', check)
      check()
    })
  }

  function retryAfterMs(failures: number): number {
    return Math.min(FIRST_RETRY_MS * 2 ** failures, MAX_RETRY_MS) * (0.5 + random() / 2)
  }

  return {
    addresses,
    onChange: (handler) => slots.onChange(handler),
    ready: async ({ signal, timeoutMs = READY_TIMEOUT_MS } = {}) => {
      const held = Promise.withResolvers<void>()
      const check = () => {
        if (addresses().length > 0) held.resolve()
      }
      const ends = slots.onChange(check)
      check()
      try {
        await within(held.promise, { signal, timeoutMs })
      } catch (cause) {
        if (signal?.aborted) throw cause
        const why = lastFailure instanceof Error ? ` The last one said: ${lastFailure.message}` : ''
        const text = `No relay gave a slot within ${timeoutMs} ms: is the home's operator node running?${why}`
        throw new OpenPeerError('TIMEOUT', text, { cause })
      } finally {
        ends()
      }
    },
    refresh,
    stop: () => {
      stopping.abort()
      for (const controller of keeping.values()) controller.abort()
      keeping.clear()
    },
  }
}
