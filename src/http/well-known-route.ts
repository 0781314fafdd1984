import type { Handler } from 'hono'
import { fromString } from 'uint8arrays/from-string'
import { etagOf, matchesEtag } from './etag.ts'

/** A key that changes is seen after five minutes. A dead node changes no key, so a cache may stand in for it for a day. */
const CACHE_CONTROL = 'public, max-age=300, stale-if-error=86400'

/** `GET /.well-known/openpeer.json`. Spec: docs/spec/http.md, "The document" */
export function wellKnownRoute(wellKnown: () => string): Handler {
  return (context) => {
    const text = wellKnown()
    const etag = etagOf(fromString(text))
    const headers = { etag, 'cache-control': CACHE_CONTROL }
    if (matchesEtag(context.req.header('if-none-match') ?? null, etag)) {
      return new Response(null, { status: 304, headers })
    }
    return new Response(text, { headers: { ...headers, 'content-type': 'application/json' } })
  }
}
