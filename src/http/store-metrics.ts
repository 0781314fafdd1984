import { Counter, Gauge, type Registry } from 'prom-client'
import type { StoreUsage } from '../federation/store-usage.ts'

/**
 * Registers what the record store says of itself (docs/spec/http.md, "Metrics"); the function that it gives sets it all from
 * one reading. Payers are classes, never domains: whose records a node holds is for nobody to read.
 */
export function registerStoreMetrics(registry: Registry): (usage: StoreUsage) => void {
  const registers = [registry]
  const held = new Gauge({
    name: 'openpeer_records_by_payer',
    help: 'Records held for this domain and its people, for other domains, and for nodes without a seat',
    labelNames: ['payer'],
    registers,
  })
  const payers = new Gauge({ name: 'openpeer_record_payers', help: 'Other domains that pay for records', registers })
  const largest = new Gauge({
    name: 'openpeer_record_payer_largest',
    help: 'Records of the other domain that has most',
    registers,
  })
  const evicted = new Counter({
    name: 'openpeer_records_evicted_total',
    help: 'Records that made room for others',
    registers,
  })
  const refused = new Counter({
    name: 'openpeer_records_refused_total',
    help: 'Valid records that were not taken',
    labelNames: ['code'],
    registers,
  })
  return (usage) => {
    const { own, others, records } = usage
    for (const [payer, count] of Object.entries({ own, others, operators: records - own - others })) {
      held.set({ payer }, count)
    }
    payers.set(usage.operators)
    largest.set(usage.largest)
    // The store did the counting; a counter here can only be added to, so it starts over.
    evicted.reset()
    evicted.inc(usage.evicted)
    refused.reset()
    for (const [code, count] of Object.entries(usage.refused)) refused.inc({ code }, count)
  }
}
