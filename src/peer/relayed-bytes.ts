import type { Connection, MultiaddrConnection, Upgrader } from '@libp2p/interface'
import { isRelayed } from './addresses.ts'

/** What a relay lets a circuit carry in all, and when (ms of the relay's clock) it ends at the latest. */
export interface Allowance {
  maxBytes: number
  endsAt: number
}

/** The last bytes before a limit may be on their way, or lost with the circuit: so many, and no more than a fourth of all. */
const SLACK_BYTES = 64 * 1024
const SLACK_MS = 1_000

interface Meter {
  bytes: number
  /** told when `bytes` has grown to `at` */
  waiting: { at: number; reached: () => void }[]
}

/** Counts what relayed connections of this host carry, both ways, and knows what their relays allow (docs/spec/connect.md). */
export class RelayedBytes {
  #meters = new WeakMap<object, Meter>()
  #allowances = new WeakMap<Connection, Allowance>()
  #now: () => number

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** The upgrader, counting on every connection that it is given: the circuit transport gives it relayed ones only. */
  counting(upgrader: Upgrader): Upgrader {
    const upgradeInbound: Upgrader['upgradeInbound'] = async (raw, options) => {
      this.#count(raw)
      try {
        return await upgrader.upgradeInbound(raw, options)
      } catch (error) {
        // The library leaves a connection that it does not take open, and the caller waiting for its handshake.
        raw.abort(error as Error)
        throw error
      }
    }
    const upgradeOutbound: Upgrader['upgradeOutbound'] = (raw, options) => {
      this.#count(raw)
      return upgrader.upgradeOutbound(raw, options)
    }
    return Object.create(upgrader, {
      upgradeInbound: { value: upgradeInbound },
      upgradeOutbound: { value: upgradeOutbound },
    })
  }

  /** 0 for a direct connection. */
  of(connection: Connection): number {
    return this.#meter(connection)?.bytes ?? 0
  }

  /** Resolves when the connection has carried so many bytes, or `signal` aborts. */
  reached(connection: Connection, bytes: number, signal: AbortSignal): Promise<void> {
    const meter = this.#meter(connection)
    return new Promise((resolve) => {
      if (meter === undefined || meter.bytes >= bytes || signal.aborted) return resolve()
      const waiter = { at: bytes, reached: () => done() }
      const done = () => {
        meter.waiting = meter.waiting.filter((other) => other !== waiter)
        signal.removeEventListener('abort', done)
        resolve()
      }
      meter.waiting.push(waiter)
      signal.addEventListener('abort', done)
    })
  }

  /** The relay allows more than it told at first. */
  allow(connection: Connection, allowance: Allowance): void {
    this.#allowances.set(connection, allowance)
  }

  /** Whether a relayed connection has ended, as far as this side can tell, because its relay allows no more. */
  isUsedUp(connection: Connection): boolean {
    const { limits } = connection
    if (limits === undefined || !isRelayed(connection.remoteAddr)) return false
    const raised = this.#allowances.get(connection)
    if (raised !== undefined) {
      return this.of(connection) >= raised.maxBytes - slack(raised.maxBytes) || this.#now() >= raised.endsAt - SLACK_MS
    }
    const left = limits.bytes === undefined ? null : Number(limits.bytes)
    const hasNoBytes = left !== null && left <= slack(left + this.of(connection))
    return hasNoBytes || (limits.seconds !== undefined && limits.seconds * 1000 <= SLACK_MS)
  }

  #meter(connection: Connection): Meter | undefined {
    // Where a connection comes from has no place in the public interface; without it nothing is counted.
    const { maConn } = connection as unknown as { maConn?: object }
    return maConn === undefined ? undefined : this.#meters.get(maConn)
  }

  #count(raw: MultiaddrConnection): void {
    const meter: Meter = { bytes: 0, waiting: [] }
    this.#meters.set(raw, meter)
    const add = (bytes: number) => {
      meter.bytes += bytes
      for (const { at, reached } of meter.waiting) if (meter.bytes >= at) reached()
    }
    const send = raw.send.bind(raw)
    raw.send = (data) => {
      add(data.byteLength)
      return send(data)
    }
    // Not addEventListener: a first listener would let buffered data out before the connection listens.
    const dispatch = raw.dispatchEvent.bind(raw)
    raw.dispatchEvent = (event: Event) => {
      if (event.type === 'message') add((event as MessageEvent<{ byteLength: number }>).data.byteLength)
      return dispatch(event)
    }
  }
}

function slack(maxBytes: number): number {
  return Math.min(SLACK_BYTES, maxBytes / 4)
}
