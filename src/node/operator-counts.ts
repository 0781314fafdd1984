import type { Federation } from '../federation/federation.ts'
import type { RecordStore } from '../federation/record-store.ts'
import type { StoreUsage } from '../federation/store-usage.ts'
import { operatorsMet } from './bootstrap.ts'
import type { Budgets, RefusalCounters } from './budgets.ts'
import type { CircuitCounters, Circuits } from './circuits.ts'
import type { OperatorHost } from './libp2p-host.ts'
import type { Locations } from './locations.ts'
import type { NameRegistry } from './name-registry.ts'
import type { RelayCounters, RelayMeter } from './relay-meter.ts'
import type { StunResponder } from './stun.ts'
import type { VaultKeeping } from './vault-keeping.ts'

/** What a node does, in numbers; who talked to whom is not for publishing. */
export interface OperatorCounts {
  /** other operator nodes met */
  operators: number
  records: number
  /** who pays for the records, and what was refused */
  store: StoreUsage
  names: number
  locations: number
  /** people whose sealed vault is kept */
  vaults: number
  /** asks for a vault that were refused */
  vaultsRefused: number
  /** devices that wait at the relay to be called */
  reservations: number
  relay: RelayCounters
  circuits: CircuitCounters
  stunAnswers: number
  stunDropped: number
  /** requests of others that are being worked on */
  requestsRunning: number
  /** what was refused for the sake of budgets */
  refused: RefusalCounters
}

export interface CountedParts {
  federation: Federation
  store: RecordStore
  registry: NameRegistry
  locations: Locations
  vaults: Pick<VaultKeeping, 'counters'>
  libp2p: OperatorHost
  meter: RelayMeter
  circuits: Circuits
  stun: StunResponder | null
  budgets: Budgets
}

/** Reads all of it from the parts of one node. */
export function countOperator(parts: CountedParts): OperatorCounts {
  const { federation, store, registry, locations, libp2p, meter, circuits, stun, budgets } = parts
  const vaults = parts.vaults.counters()
  return {
    operators: operatorsMet(federation),
    records: store.count(),
    store: store.usage(),
    names: registry.count(),
    locations: locations.count(),
    vaults: vaults.vaults,
    vaultsRefused: vaults.refused,
    reservations: libp2p.services.relay.reservations.size,
    relay: meter.counters(),
    circuits: circuits.counters(),
    stunAnswers: stun?.answered() ?? 0,
    stunDropped: stun?.dropped() ?? 0,
    requestsRunning: budgets.running(),
    refused: budgets.counters(),
  }
}
