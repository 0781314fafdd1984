import { type Context, type Handler, Hono } from 'hono'
import { routePath } from 'hono/route'
import { errorResponse, thrownResponse } from './error-response.ts'
import { OTHER_ROUTE, type RouteBudget } from './route-budget.ts'
import type { Caller } from './serve.ts'

/** One request that was answered: what is counted. */
export interface AnsweredRequest {
  /** The route's pattern (`/v1/resolve/:address`), not the path: paths are without number. `other` where none fits. */
  route: string
  method: 'GET' | 'HEAD' | 'OPTIONS' | 'other'
  status: number
  durationMs: number
}

export interface WebAppOptions {
  routes: Record<string, Handler>
  onRequest?: (answered: AnsweredRequest) => void
  /** Who may ask how often; everybody as often as they like unless given. */
  budget?: RouteBudget
  /** Told of errors that are not ours to explain: their answer says INTERNAL and nothing else. */
  onError?: (error: unknown) => void
}

/** What `fetch` is given beside the request; a request without it is not charged to anybody. */
interface CallerEnv {
  Bindings: Caller
}

const MAX_URL_LENGTH = 2_048
const METHODS = 'GET, HEAD, OPTIONS'
const PREFLIGHT_SECONDS = 86_400

/**
 * On every answer. All of it is public, so any page may read it; nothing of it is a page, so nothing may run or be
 * framed. No Strict-Transport-Security: it would bind the whole host name, which may have a website of its own.
 */
const HEADERS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'ETag, Retry-After',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'cross-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/**
 * An application that answers GET (HEAD, OPTIONS) on these routes: a pure function from Request to Response, in which
 * every refusal is JSON with a code. Spec: docs/spec/http.md, "What holds for every request"
 */
export function createWebApp({ routes, onRequest, budget, onError }: WebAppOptions): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()
  /** Once a request, before anything is done for it. */
  const charge = ({ env }: Context<CallerEnv>, route: string) => {
    if (env?.address !== undefined) budget?.take(env.address, route)
  }
  app.use(async (context, next) => {
    const startedAt = performance.now()
    await next()
    for (const [name, value] of Object.entries(HEADERS)) context.res.headers.set(name, value)
    const route = routePath(context, -1)
    onRequest?.({
      route: route in routes ? route : OTHER_ROUTE,
      method: countedMethod(context.req.method),
      status: context.res.status,
      durationMs: performance.now() - startedAt,
    })
  })
  app.use(async (context, next) => {
    if (context.req.url.length > MAX_URL_LENGTH) {
      charge(context, OTHER_ROUTE)
      return errorResponse('URL_TOO_LONG', `A URL may have ${MAX_URL_LENGTH} characters here.`)
    }
    const hasBody = context.req.header('transfer-encoding') ?? context.req.header('content-length') ?? '0'
    if (hasBody === '0') return next()
    charge(context, OTHER_ROUTE)
    return errorResponse('BODY_NOT_ALLOWED', 'Nothing here reads a body: send none.')
  })
  for (const [path, handler] of Object.entries(routes)) {
    app.get(path, (context, next) => {
      charge(context, path)
      return handler(context, next)
    })
    app.options(path, (context) => {
      charge(context, OTHER_ROUTE)
      return preflight()
    })
    app.all(path, (context) => {
      charge(context, OTHER_ROUTE)
      return errorResponse('METHOD_NOT_ALLOWED', `Use ${METHODS}.`, { allow: METHODS })
    })
  }
  app.notFound((context) => {
    charge(context, OTHER_ROUTE)
    return errorResponse('NOT_FOUND', `There is nothing here. There is ${Object.keys(routes).join(', ')}.`)
  })
  app.onError((error) => {
    const response = thrownResponse(error)
    if (response.status === 500) onError?.(error)
    return response
  })
  return app
}

/** What a browser asks before it sends If-None-Match to another origin. */
function preflight(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      allow: METHODS,
      'access-control-allow-methods': METHODS,
      'access-control-allow-headers': 'If-None-Match',
      'access-control-max-age': String(PREFLIGHT_SECONDS),
    },
  })
}

function countedMethod(method: string): AnsweredRequest['method'] {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS' ? method : 'other'
}
