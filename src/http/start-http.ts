import type { Handler } from 'hono'
import { WELL_KNOWN_PATH } from '../identity-proofs/well-known.ts'
import type { OperatorConfig } from '../node/config.ts'
import type { OperatorNode } from '../node/operator-node.ts'
import { createGateway } from './gateway.ts'
import { liveRoute, readyRoute } from './health-routes.ts'
import { createListenerCheck, listeningAddresses } from './listener-check.ts'
import { createHttpMetrics } from './metrics.ts'
import { RESOLVE_PATH, resolveRoute } from './resolve-route.ts'
import { createRouteBudget } from './route-budget.ts'
import { type HttpServer, serve } from './serve.ts'
import { createWebApp } from './web-app.ts'
import { wellKnownRoute } from './well-known-route.ts'

/** What of the configuration is about HTTP. */
export type HttpConfig = Pick<OperatorConfig, 'http' | 'budgets'> & {
  limits: Pick<OperatorConfig['limits'], 'resolveTimeoutMs' | 'drainMs'>
}

type RoutesOf<Path extends string> = { readonly [path in Path]: Handler }
/** A route without a cost does not pass the types. */
type Routes = Partial<RoutesOf<keyof typeof ROUTE_COSTS>>

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

/**
 * What each route costs, in units of about 0.1 ms, all else 1 (docs/spec/http.md, "Budgets"). A resolve may make
 * the node ask up to eight others.
 */
export const ROUTE_COSTS = { [WELL_KNOWN_PATH]: 1, [RESOLVE_PATH]: 30, '/healthz': 1, '/readyz': 1, '/metrics': 50 }

/** The node itself ends a lookup in time; this is for one that does not. */
const LOOKUP_GRACE_MS = 1_000

/**
 * Serves a node over HTTP: well-known document, gateway, health, metrics. Spec: docs/spec/http.md
 *
 * @throws OpenPeerError INVALID_CONFIG when an address cannot be listened on or the certificate cannot be used
 */
export async function startHttp(node: OperatorNode, { http, limits, budgets }: HttpConfig): Promise<HttpFace> {
  const budget = createRouteBudget({
    costs: ROUTE_COSTS,
    perAddress: budgets.httpPerAddress,
    now: () => performance.now(),
  })
  const metrics = createHttpMetrics(node.metrics, () => ({
    isReady: node.health().ready,
    counts: node.counts(),
    httpRefused: budget.refused(),
  }))
  const gateway = createGateway({
    resolve: node.resolve,
    judge: node.judge,
    timeoutMs: limits.resolveTimeoutMs + LOOKUP_GRACE_MS,
    onResolve: metrics.onResolve,
    now: Date.now,
  })
  const listeners = createListenerCheck(listeningAddresses(node.libp2p), Date.now)
  const health: RoutesOf<'/healthz' | '/readyz'> = {
    '/healthz': liveRoute(() => node.health(), listeners),
    '/readyz': readyRoute(() => node.health()),
  }
  const publicRoutes: Routes = {
    [WELL_KNOWN_PATH]: wellKnownRoute(() => node.wellKnown()),
    [RESOLVE_PATH]: resolveRoute(gateway),
    ...health,
  }
  const metricsRoutes: Routes = { ...health, '/metrics': () => metrics.answer() }

  const onError = (err: unknown) => node.log.error({ err }, 'HTTP')
  const start = (routes: Routes, at: Parameters<typeof serve>[1]) => {
    const app = createWebApp({ routes, onRequest: metrics.onRequest, budget, onError })
    const { trustProxy } = http
    const { proxies: sharedAddresses } = budgets
    // Behind a proxy the connection is the proxy's, whoever asks.
    const isRefused = (address: string) => trustProxy === 0 && budget.isUsedUp(address)
    return serve((request, caller) => app.fetch(request, caller), {
      ...at,
      trustProxy,
      sharedAddresses,
      isRefused,
      onError,
    })
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
