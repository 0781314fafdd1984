import type { Connection } from '@libp2p/interface'
import { OpenPeerError } from '../errors.ts'
import type { Admission } from '../wire/budget-admission.ts'
import { costOf, type MethodCost } from '../wire/budget-costs.ts'
import { takeFromAll } from '../wire/token-bucket.ts'
import { createDoor, type Door } from './budget-door.ts'
import { createPayers, type PayerOptions } from './budget-payers.ts'
import { createTally } from './budget-tally.ts'
import { createTurns } from './budget-turns.ts'

/** So many requests of one payer may start in one turn of the event loop: between them it is everybody else's turn. */
const STARTS_PER_TURN = 2
/** Of all requests that run at the same time, one payer may have the fourth part. */
const GROUP_SHARE = 4
/** A request that met too many others is told to come back after this long, in ms. */
const BUSY_RETRY_AFTER_MS = 100
/** Bytes of frames that were begun and not completed: of one address (or peer, behind a proxy), and of all. */
export const MAX_PARTIAL_BYTES_PER_PLACE = 4 * 1_048_576
export const MAX_PARTIAL_BYTES = 64 * 1_048_576

/** Who asks, as far as budgets go. */
export type Asker = Pick<Connection, 'remotePeer' | 'remoteAddr'>

/** What was refused since the start. */
export interface RefusalCounters {
  requests: number
  streams: number
  connections: number
}

/** The budgets of one operator node (docs/spec/budgets.md). */
export interface Budgets {
  readonly door: Door
  /** What an address is kept under; null where it says nothing about who asks. */
  addressOf(remoteAddr: Connection['remoteAddr']): string | null
  /** Admits requests of one protocol, by what its methods cost. */
  admission(costs: Readonly<Record<string, MethodCost>>): Admission
  /** Takes units for something else than a request; answers 0, or after how many ms to come back. */
  take(asker: Asker, units: number): number
  /** The same for bytes that came. */
  takeBytes(asker: Asker, bytes: number): number
  onRefused(what: keyof RefusalCounters): void
  /** Requests that are being worked on. */
  running(): number
  counters(): RefusalCounters
}

export interface BudgetOptions extends PayerOptions {
  maxPendingConnections: number
  /** ms of a clock that never runs backwards */
  now: () => number
}

export function createBudgets(options: BudgetOptions): Budgets {
  const { budgets, maxPendingConnections, now } = options
  const { maxConnectionsPerAddress, maxConcurrentRequests } = budgets
  const payers = createPayers(options)
  const running = createTally()
  const partial = createTally()
  const turns = createTurns(STARTS_PER_TURN)
  const maxRunningOfGroup = Math.max(1, Math.ceil(maxConcurrentRequests / GROUP_SHARE))
  const refused: RefusalCounters = { requests: 0, streams: 0, connections: 0 }
  const onRefused = (what: keyof RefusalCounters) => {
    refused[what] += 1
  }

  function begin(cost: number, connection: Connection): () => void {
    const { group, units } = payers.of(connection, now())
    if (running.total >= maxConcurrentRequests || running.of(group) >= maxRunningOfGroup) {
      onRefused('requests')
      const text = 'This node works on as many requests as it can: ask again a little later.'
      throw new OpenPeerError('TOO_MANY_REQUESTS', text, { retryAfterMs: BUSY_RETRY_AFTER_MS })
    }
    const retryAfterMs = takeFromAll(units, now(), cost)
    if (retryAfterMs === 0) return running.add(group)
    onRefused('requests')
    throw overBudget(retryAfterMs)
  }

  function keepPartial(bytes: number, connection: Connection): void {
    const place = payers.placeOf(connection)
    partial.change(place, bytes)
    if (bytes <= 0) return
    if (partial.total <= MAX_PARTIAL_BYTES && partial.of(place) <= MAX_PARTIAL_BYTES_PER_PLACE) return
    onRefused('streams')
    throw new OpenPeerError('TOO_MANY_REQUESTS', 'Too many frames were begun and not completed: complete some first.')
  }

  return {
    addressOf: (remoteAddr) => payers.addressOf(remoteAddr),
    door: createDoor({
      maxConnectionsPerAddress,
      maxPendingConnections,
      perAddress: budgets.perAddress,
      addressOf: ({ remoteAddr }) => payers.addressOf(remoteAddr),
      unitsOf: (address) => payers.unitsOfAddress(address, now()),
      onRefused: () => onRefused('connections'),
      now,
    }),
    admission: (costs) => ({
      request: (method, body, connection) => begin(costOf(costs, method, body), connection),
      pace: (connection) => turns.begin(payers.placeOf(connection)),
      partial: keepPartial,
    }),
    take: (asker, units) => takeFromAll(payers.of(asker, now()).units, now(), units),
    takeBytes: (asker, bytes) => takeFromAll(payers.of(asker, now()).bytes, now(), bytes),
    onRefused,
    running: () => running.total,
    counters: () => ({ ...refused }),
  }
}

/** The refusal of somebody whose budget is used up. */
export function overBudget(retryAfterMs: number): OpenPeerError {
  const text = `Your budget at this node is used up: ask again in ${Math.ceil(retryAfterMs / 1000)} s.`
  return new OpenPeerError('RATE_LIMITED', text, { retryAfterMs })
}
