import type { Handler } from 'hono'
import { WELL_KNOWN_PATH } from '../identity-proofs/well-known.ts'
import type { OperatorConfig } from '../node/config.ts'
import type { OperatorNode } from '../node/operator-node.ts'
import { createGateway } from './gateway.ts'
import { liveRoute, readyRoute } from './health-routes.ts'
import { createListenerCheck, listeningAddresses } from './listener-check.ts'
import { createHttpMetrics } from './metrics.ts'
import { RESOLVE_PATH, resolveRoute } from './resolve-route.ts'
import { type HttpServer, serve } from './serve.ts'
import { createWebApp } from './web-app.ts'
import { wellKnownRoute } from './well-known-route.ts'

/** What of the configuration is about HTTP. */
export type HttpConfig = Pick<OperatorConfig, 'http'> & {
  limits: Pick<OperatorConfig['limits'], 'resolveTimeoutMs' | 'drainMs'>
}

/** The HTTP face of one node, serving. */
export interface HttpFace {
  /** Where it listens, `http(s)://host:port`; what others use is `http.publicUrl`. */
  readonly url: string
  readonly port: number
  /** Where /metrics is answered; null when nowhere. */
  readonly metricsUrl: string | null
  /** Takes no new request and lets those under way finish for `limits.drainMs`. Idempotent. */
  stop(): Promise<void>
}

/** The node itself ends a lookup in time; this is for one that does not. */
const LOOKUP_GRACE_MS = 1_000

/**
 * Serves a node over HTTP: well-known document, gateway, health, metrics. Spec: docs/spec/http.md
 *
 * @throws OpenPeerError INVALID_CONFIG when an address cannot be listened on or the certificate cannot be used
 */
export async function startHttp(node: OperatorNode, { http, limits }: HttpConfig): Promise<HttpFace> {
  const metrics = createHttpMetrics(node.metrics, () => ({ isReady: node.health().ready, counts: node.counts() }))
  const gateway = createGateway({
    resolve: node.resolve,
    timeoutMs: limits.resolveTimeoutMs + LOOKUP_GRACE_MS,
    onResolve: metrics.onResolve,
    now: Date.now,
  })
  const listeners = createListenerCheck(listeningAddresses(node.libp2p), Date.now)
  const health: Record<string, Handler> = {
    '/healthz': liveRoute(() => node.health(), listeners),
    '/readyz': readyRoute(() => node.health()),
  }
  const publicRoutes: Record<string, Handler> = {
    [WELL_KNOWN_PATH]: wellKnownRoute(() => node.wellKnown()),
    [RESOLVE_PATH]: resolveRoute(gateway),
    ...health,
  }
  const metricsRoutes = { ...health, '/metrics': () => metrics.answer() }

  const onError = (err: unknown) => node.log.error({ err }, 'HTTP')
  const start = (routes: Record<string, Handler>, at: Parameters<typeof serve>[1]) => {
    const app = createWebApp({ routes, onRequest: metrics.onRequest, onError })
    return serve((request) => app.fetch(request), { ...at, onError })
  }
  const { host, port, tls, metrics: metricsAt } = http
  // The same address twice is one listener that answers everything: for loopback and networks that are closed anyway.
  // Port 0 is any free one: two of them are two listeners.
  const isShared = metricsAt !== null && port !== 0 && metricsAt.host === host && metricsAt.port === port
  const main = await start(isShared ? { ...publicRoutes, ...metricsRoutes } : publicRoutes, { host, port, tls })
  let apart: HttpServer | null = null
  try {
    if (metricsAt !== null && !isShared) apart = await start(metricsRoutes, metricsAt)
  } catch (error) {
    await main.stop()
    throw error
  }
  return {
    url: main.url,
    port: main.port,
    metricsUrl: metricsAt === null ? null : `${(apart ?? main).url}/metrics`,
    async stop() {
      const drained = [main, ...(apart === null ? [] : [apart])].map((server) =>
        server.stop({ timeoutMs: limits.drainMs }),
      )
      await Promise.all(drained)
      gateway.stop()
    },
  }
}
