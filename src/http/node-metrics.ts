import { Counter, Gauge, type Registry } from 'prom-client'
import type { OperatorCounts } from '../node/operator-counts.ts'
import { registerStoreMetrics } from './store-metrics.ts'

/** What the node says of itself each time somebody asks for the metrics. */
export interface NodeReadings {
  isReady: boolean
  counts: OperatorCounts
  /** HTTP requests over the budget of their address */
  httpRefused: number
}

type Read = (readings: NodeReadings) => number

const GAUGES: [name: string, help: string, read: Read][] = [
  ['openpeer_ready', '1 while the node can do its work, as /readyz says', ({ isReady }) => (isReady ? 1 : 0)],
  ['openpeer_operators', 'Other operator nodes met', ({ counts }) => counts.operators],
  ['openpeer_records', 'Records held, of all domains', ({ counts }) => counts.records],
  ['openpeer_names', 'Names given', ({ counts }) => counts.names],
  ['openpeer_locations', 'Devices whose location is kept', ({ counts }) => counts.locations],
  ['openpeer_vaults', 'People whose sealed vault is kept', ({ counts }) => counts.vaults],
  ['openpeer_relay_reservations', 'Devices that wait at the relay to be called', ({ counts }) => counts.reservations],
  ['openpeer_relay_circuits_open', 'Circuits open now', ({ counts }) => counts.relay.openCircuits],
  ['openpeer_requests_running', 'Requests of others that are being worked on', ({ counts }) => counts.requestsRunning],
]

const COUNTERS: [name: string, help: string, read: Read][] = [
  ['openpeer_relay_circuits_total', 'Circuits opened', ({ counts }) => counts.relay.circuits],
  ['openpeer_relay_bytes_total', 'Bytes carried inside circuits, both ways', ({ counts }) => counts.relay.bytesTotal],
  ['openpeer_stun_answers_total', 'STUN requests answered', ({ counts }) => counts.stunAnswers],
  [
    'openpeer_refused_requests_total',
    'Requests over a budget, or too many at once',
    ({ counts }) => counts.refused.requests,
  ],
  ['openpeer_refused_streams_total', 'Streams reset for the sake of a budget', ({ counts }) => counts.refused.streams],
  [
    'openpeer_refused_connections_total',
    'Connections not taken from their address',
    ({ counts }) => counts.refused.connections,
  ],
  ['openpeer_refused_stun_total', 'STUN requests over the budget of their address', ({ counts }) => counts.stunDropped],
  ['openpeer_refused_http_total', 'HTTP requests over the budget of their address', ({ httpRefused }) => httpRefused],
  ['openpeer_refused_vaults_total', 'Asks for a vault that got none', ({ counts }) => counts.vaultsRefused],
  ['openpeer_refused_circuits_total', 'Calls over the budget of their caller', ({ counts }) => counts.circuits.refused],
  ['openpeer_relay_circuits_raised_total', 'Raises by called devices', ({ counts }) => counts.circuits.raised],
  ['openpeer_relay_circuits_cut_total', 'Circuits that ended by a limit', ({ counts }) => counts.circuits.cut],
]

/** Registers the node's numbers; the function that it gives sets them all from one reading. */
export function registerNodeMetrics(registry: Registry): (readings: NodeReadings) => void {
  const registers = [registry]
  const gauges = GAUGES.map(([name, help, read]) => ({ gauge: new Gauge({ name, help, registers }), read }))
  const counters = COUNTERS.map(([name, help, read]) => ({ counter: new Counter({ name, help, registers }), read }))
  const setStore = registerStoreMetrics(registry)
  return (readings) => {
    setStore(readings.counts.store)
    for (const { gauge, read } of gauges) gauge.set(read(readings))
    for (const { counter, read } of counters) {
      // The node did the counting; a counter here can only be added to, so it starts over.
      counter.reset()
      counter.inc(read(readings))
    }
  }
}
