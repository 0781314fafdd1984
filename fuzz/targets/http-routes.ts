import { ERROR_CODES } from '../../src/errors.ts'
import { statusOf } from '../../src/http/error-response.ts'
import { createGateway } from '../../src/http/gateway.ts'
import { RESOLVE_PATH, resolveRoute } from '../../src/http/resolve-route.ts'
import { createWebApp } from '../../src/http/web-app.ts'
import { wellKnownRoute } from '../../src/http/well-known-route.ts'
import { WELL_KNOWN_PATH } from '../../src/identity-proofs/well-known.ts'
import { NOTHING_FOUND } from '../../src/node/resolved-bundle.ts'
import { formatUri } from '../../src/records/uris.ts'
import { BOB, sealBob } from '../../test/http/bob.ts'
import { NOW } from '../../test/records/fixtures.ts'
import { grownText, mutateText } from '../mutate-text.ts'
import { bytesText, pack, textBytes, unpack } from '../packed.ts'
import type { Random } from '../random.ts'
import { decoder, promised } from '../target.ts'

const bob = await sealBob(NOW)
const gateway = createGateway({
  resolve: async (address) => (formatUri(address) === 'identity://b.test/bob' ? bob : NOTHING_FOUND),
  judge: async () => ({ status: 'verified', checks: [], movedTo: null }),
  timeoutMs: 1_000,
  now: () => NOW,
})
const broken: unknown[] = []
const app = createWebApp({
  routes: { [WELL_KNOWN_PATH]: wellKnownRoute(() => '{"version":1}\n'), [RESOLVE_PATH]: resolveRoute(gateway) },
  onError: (error) => broken.push(error),
})

export const PATHS = [
  WELL_KNOWN_PATH,
  `/v1/resolve/${BOB}`,
  '/v1/resolve/bob@b.test?policy=quorum',
  '/v1/resolve/identity:%2F%2Fb.test%2Fbob',
  '/healthz',
]
export const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'DELETE', 'PROPFIND']
const ESCAPES = ['%', '%2', '%zz', '%25zz', '%25', '%ff', '%c3%28', '%00', '%2f%2e%2e%2f', '%40%40']
const ETAGS = ['*', 'W/"x"', '"', ',,,', 'W/"', '']

export function hostilePath(random: Random): string {
  if (random.oneIn(6)) return `/v1/resolve/${grownText(random)}`
  if (random.oneIn(6)) return `/v1/resolve/${random.pick(ESCAPES)}${random.pick(['', '@b.test', '/'])}`
  return mutateText(random.pick(PATHS), random)
}

/** The routes as functions. An input is the method, the path and If-None-Match, each UTF-16. */
export const httpRouteTarget = decoder({
  name: 'http-route',
  weight: 2,
  codes: [],
  generate: (random) =>
    pack(
      ...[
        random.pick(METHODS),
        hostilePath(random),
        random.oneIn(3) ? mutateText('W/"x"', random) : random.pick(ETAGS),
      ].map(textBytes),
    ),
  async act(input) {
    const [method = '', path = '', etag = ''] = unpack(input).map(bytesText)
    const request = requestOf(method, path, etag)
    if (request === null) return 'none'
    const response = await app.fetch(request)
    const body = await response.text()
    const error = broken.pop()
    if (error !== undefined) throw error
    if (response.status >= 400 && request.method !== 'HEAD') {
      const { code, message } = JSON.parse(body) as { code: string; message: string }
      promised(typeof message === 'string', 'a refusal says why')
      promised(
        !(ERROR_CODES as readonly string[]).includes(code) || statusOf(code as never) === response.status,
        'a code has its status',
      )
    }
    promised(response.status < 500, `no question is answered with ${response.status}`)
    return String(response.status)
  },
})

/** Null for what is no request at all: over a socket that ends before the routes. */
function requestOf(method: string, path: string, etag: string): Request | null {
  try {
    return new Request(`http://a.test${path}`, { method, headers: { 'if-none-match': etag } })
  } catch {
    return null
  }
}
