import type { Connection, PeerId, Stream } from '@libp2p/interface'
import { OpenPeerError } from '../errors.ts'
import { BucketSet } from '../wire/bucket-set.ts'
import { type TokenBucket, takeFromAll } from '../wire/token-bucket.ts'
import { createTally } from './budget-tally.ts'
import type { OperatorConfig } from './config.ts'
import type { RelayMeter } from './relay-meter.ts'

/** What one request to raise a circuit gives at most: the device asks again while it is still relayed. */
export const RAISE_STEP_BYTES = 4 * 1_048_576
/** Less than this is not given: the device would ask again at once. */
export const MIN_RAISE_BYTES = 64 * 1024
/** People behind one address may call, and raise, as much as so many of them: peer ids are free. */
const PEOPLE_PER_ADDRESS = 4
const MAX_KEYS = 20_000
const MINUTE_S = 60
const HOUR_S = 3_600

export type CircuitLimits = Pick<
  OperatorConfig['relay'],
  | 'firstCircuitBytes'
  | 'firstCircuitMs'
  | 'maxCircuitBytes'
  | 'maxCircuitMs'
  | 'circuitsPerMinute'
  | 'maxCircuitsPerCaller'
  | 'raisedBytesPerHour'
>

/** What a circuit may carry in all, and when (ms of the wall clock) it ends at the latest. */
export interface Allowance {
  maxBytes: number
  endsAt: number
}

/** Since the start. */
export interface CircuitCounters {
  /** calls over the budget of their caller */
  refused: number
  /** requests to raise that gave something */
  raised: number
  /** circuits that ended by a limit */
  cut: number
}

/** Who calls over the relay, how often, and how much each circuit may carry (docs/spec/budgets.md, "Circuits"). */
export interface Circuits {
  readonly limits: CircuitLimits
  /**
   * Takes a call from the caller's budget; null when there is nothing to take. The result is called when it is over, however
   * it went.
   */
  call(caller: Pick<Connection, 'remotePeer' | 'remoteAddr'>): (() => void) | null
  /** `stream` leads to the callee and carries what both say: it is counted, and reset at the circuit's limits. */
  carry(stream: Stream, caller: PeerId, callee: Pick<Connection, 'remotePeer' | 'remoteAddr'>): void
  /**
   * Lets the circuits from `caller` to `callee` carry more, from the budgets of the callee and of its address. Throws REFUSED when there is none,
   * RATE_LIMITED when the budget of this hour is used up.
   */
  raise(callee: PeerId, caller: PeerId): Allowance
  counters(): CircuitCounters
}

export interface CircuitOptions {
  limits: CircuitLimits
  meter: RelayMeter
  /** what the address of a device is kept under; null where many share it */
  addressOf: (remoteAddr: Connection['remoteAddr']) => string | null
  /** ms of the wall clock, which both sides are told */
  now: () => number
}

/** One circuit that is open. */
interface Circuit extends Allowance {
  openedAt: number
  carried: number
  timer: ReturnType<typeof setTimeout>
  end: () => void
  /** What raising it is taken from: the callee's own, and that of its address. */
  budgets: () => TokenBucket[]
}

export function createCircuits({ limits, meter, addressOf, now }: CircuitOptions): Circuits {
  const { maxCircuitBytes, maxCircuitMs } = limits
  const firstCircuitBytes = Math.min(limits.firstCircuitBytes, maxCircuitBytes)
  const firstCircuitMs = Math.min(limits.firstCircuitMs, maxCircuitMs)
  const callers = callBuckets(limits.circuitsPerMinute)
  const addresses = callBuckets(limits.circuitsPerMinute * PEOPLE_PER_ADDRESS)
  const raises = raiseBuckets(limits.raisedBytesPerHour)
  const raisesOfAddress = raiseBuckets(limits.raisedBytesPerHour * PEOPLE_PER_ADDRESS)
  const calls = createTally()
  const byPair = new Map<string, Set<Circuit>>()
  const counters: CircuitCounters = { refused: 0, raised: 0, cut: 0 }

  function open(stream: Stream, callee: Pick<Connection, 'remotePeer' | 'remoteAddr'>): Circuit {
    const device = callee.remotePeer.toString()
    const address = addressOf(callee.remoteAddr)
    const budgets = () => [raises.of(device, now()), ...(address === null ? [] : [raisesOfAddress.of(address, now())])]
    const endsAt = now() + firstCircuitMs
    const end = () => {
      counters.cut += 1
      stream.abort(new OpenPeerError('RATE_LIMITED', 'This circuit has carried, or lasted, as much as it may.'))
    }
    const timer = setTimeout(end, firstCircuitMs)
    return { openedAt: now(), carried: 0, maxBytes: firstCircuitBytes, endsAt, timer, end, budgets }
  }

  function close(circuit: Circuit, pair: string): void {
    clearTimeout(circuit.timer)
    const circuits = byPair.get(pair)
    circuits?.delete(circuit)
    if (circuits?.size === 0) byPair.delete(pair)
    const unused = circuit.maxBytes - Math.max(circuit.carried, firstCircuitBytes)
    if (unused > 0) for (const budget of circuit.budgets()) budget.giveBack(now(), unused)
  }

  /** The bytes that a raise would give now; none while there is enough left of what was given before. */
  function wantedBy({ maxBytes, carried }: Circuit): number {
    if (maxBytes - carried >= RAISE_STEP_BYTES / 2) return 0
    return Math.min(RAISE_STEP_BYTES, maxCircuitBytes - maxBytes)
  }

  function raiseOne(circuit: Circuit): void {
    const wanted = wantedBy(circuit)
    const budgets = circuit.budgets()
    const least = Math.min(wanted, MIN_RAISE_BYTES)
    const retryAfterMs = Math.max(...budgets.map((budget) => budget.waitMs(now(), least)))
    if (retryAfterMs > 0) {
      const text = 'The relay has carried as much for this device as it may in an hour: the circuit stays as it is.'
      throw new OpenPeerError('RATE_LIMITED', text, { retryAfterMs })
    }
    const given = Math.min(wanted, ...budgets.map((budget) => Math.floor(budget.level(now()))))
    for (const budget of budgets) budget.take(now(), given)
    circuit.maxBytes += given
    circuit.endsAt = circuit.openedAt + maxCircuitMs
    clearTimeout(circuit.timer)
    circuit.timer = setTimeout(circuit.end, Math.max(0, circuit.endsAt - now()))
  }

  return {
    limits: { ...limits, firstCircuitBytes, firstCircuitMs },
    call({ remotePeer, remoteAddr }) {
      const peer = remotePeer.toString()
      const address = addressOf(remoteAddr)
      const buckets = [callers.of(peer, now()), ...(address === null ? [] : [addresses.of(address, now())])]
      const mostAtOnce = limits.maxCircuitsPerCaller
      const isFull =
        calls.of(peer) >= mostAtOnce || (address !== null && calls.of(address) >= mostAtOnce * PEOPLE_PER_ADDRESS)
      if (isFull || takeFromAll(buckets, now(), 1) > 0) {
        counters.refused += 1
        return null
      }
      const ends = [calls.add(peer), ...(address === null ? [] : [calls.add(address)])]
      return () => {
        for (const end of ends) end()
      }
    },
    carry(stream, caller, callee) {
      const pair = `${caller} ${callee.remotePeer}`
      const circuit = open(stream, callee)
      const circuits = byPair.get(pair) ?? new Set()
      byPair.set(pair, circuits.add(circuit))
      meter.count(stream, caller, callee.remotePeer, (bytes) => {
        circuit.carried += bytes
        if (circuit.carried <= circuit.maxBytes) return true
        if (stream.status === 'open') circuit.end()
        return false
      })
      stream.addEventListener('close', () => close(circuit, pair), { once: true })
    },
    raise(callee, caller) {
      const circuits = [...(byPair.get(`${caller} ${callee}`) ?? [])]
      if (circuits.length === 0) throw new OpenPeerError('REFUSED', 'No circuit of this caller leads to you.')
      for (const circuit of circuits) raiseOne(circuit)
      counters.raised += 1
      return {
        maxBytes: Math.min(...circuits.map(({ maxBytes }) => maxBytes)),
        endsAt: Math.min(...circuits.map(({ endsAt }) => endsAt)),
      }
    },
    counters: () => ({ ...counters }),
  }
}

function callBuckets(perMinute: number): BucketSet {
  return new BucketSet({ rate: { capacity: perMinute, perSecond: perMinute / MINUTE_S }, maxKeys: MAX_KEYS })
}

function raiseBuckets(bytesPerHour: number): BucketSet {
  return new BucketSet({ rate: { capacity: bytesPerHour, perSecond: bytesPerHour / HOUR_S }, maxKeys: MAX_KEYS })
}
