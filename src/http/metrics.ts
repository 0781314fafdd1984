import { Counter, collectDefaultMetrics, Histogram, type Registry } from 'prom-client'
import { type NodeReadings, registerNodeMetrics } from './node-metrics.ts'
import type { AnsweredRequest } from './web-app.ts'

/** What a resolve over HTTP came to; the label of openpeer_gateway_resolves_total. */
export type ResolveOutcome = 'found' | 'absent' | 'refused' | 'failed'

export interface HttpMetrics {
  onRequest(answered: AnsweredRequest): void
  onResolve(outcome: ResolveOutcome): void
  /** The answer of `GET /metrics`, in Prometheus' text form. */
  answer(): Promise<Response>
}

const SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/**
 * Adds what the HTTP face counts, what the node says of itself and the process's own numbers to the node's registry,
 * which holds libp2p's already. Spec: docs/spec/http.md, "Metrics". No label holds a name, an id or an address.
 */
export function createHttpMetrics(registry: Registry, read: () => NodeReadings): HttpMetrics {
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const setNodeMetrics = registerNodeMetrics(registry)
  const requests = new Counter({
    name: 'openpeer_http_requests_total',
    help: 'Requests answered over HTTP',
    labelNames: ['route', 'method', 'status'],
    registers,
  })
  const seconds = new Histogram({
    name: 'openpeer_http_request_seconds',
    help: 'Time from a request to the start of its answer',
    labelNames: ['route'],
    buckets: SECONDS,
    registers,
  })
  const resolves = new Counter({
    name: 'openpeer_gateway_resolves_total',
    help: 'Resolves asked for over HTTP, by what they came to',
    labelNames: ['outcome'],
    registers,
  })
  return {
    onRequest({ route, method, status, durationMs }) {
      requests.inc({ route, method, status })
      seconds.observe({ route }, durationMs / 1000)
    },
    onResolve: (outcome) => resolves.inc({ outcome }),
    async answer() {
      setNodeMetrics(read())
      const headers = { 'content-type': registry.contentType, 'cache-control': 'no-store' }
      return new Response(await registry.metrics(), { headers })
    },
  }
}
