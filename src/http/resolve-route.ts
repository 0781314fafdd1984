import type { Handler } from 'hono'
import { errorResponse } from './error-response.ts'
import { matchesEtag } from './etag.ts'
import type { Gateway } from './gateway.ts'
import { readQuestion } from './resolve-question.ts'

export const RESOLVE_PATH = '/v1/resolve/:address'

/** A name may be registered at any moment: its absence is kept for seconds only. */
const ABSENT_MAX_AGE_SECONDS = 5

/** `GET /v1/resolve/<name, URI or id>?policy=<word>`. Spec: docs/spec/http.md, "Resolve" */
export function resolveRoute(gateway: Gateway): Handler {
  return async (context) => {
    const query = new URL(context.req.url).searchParams
    const answer = await gateway.resolve(readQuestion(context.req.param('address') ?? '', query))
    if (answer === null) {
      const headers = { 'cache-control': `public, max-age=${ABSENT_MAX_AGE_SECONDS}` }
      return errorResponse('NOT_FOUND', 'Nobody is found there: check the spelling.', headers)
    }
    const headers = { etag: answer.etag, 'cache-control': answer.cacheControl }
    if (matchesEtag(context.req.header('if-none-match') ?? null, answer.etag)) {
      return new Response(null, { status: 304, headers })
    }
    return context.json(answer.body, 200, headers)
  }
}
