import type { Handler } from 'hono'
import type { Health } from '../node/health.ts'
import { statusOf } from './error-response.ts'
import type { ListenerCheck } from './listener-check.ts'

const NO_STORE = { 'cache-control': 'no-store' }

/** `GET /healthz`: 200 while the process lives and every listener answers. Spec: docs/spec/http.md, "Health" */
export function liveRoute(health: () => Health, listeners: ListenerCheck): Handler {
  return async (context) => {
    const answers = await listeners.run()
    const isLive = health().live && answers.every((listener) => listener.answers)
    const body = { status: isLive ? 'ok' : 'failed', listeners: answers }
    return context.json(body, isLive ? 200 : 503, NO_STORE)
  }
}

/** `GET /readyz`: 200 while the node can do its work, else 503 with what is missing. Spec: docs/spec/http.md, "Health" */
export function readyRoute(health: () => Health): Handler {
  return () => {
    const { ready, reasons } = health()
    const body = ready
      ? { status: 'ready' }
      : { code: 'NOT_READY', message: `The node is not ready: ${reasons.join('; ')}.`, reasons }
    return Response.json(body, { status: ready ? 200 : statusOf('NOT_READY'), headers: NO_STORE })
  }
}
