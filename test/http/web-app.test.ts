import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { OpenPeerError } from '../../src/errors.ts'
import { type AnsweredRequest, createWebApp } from '../../src/http/web-app.ts'

const requests: AnsweredRequest[] = []
const errors: unknown[] = []
const app = createWebApp({
  routes: {
    '/thing/:name': (context) => context.json({ name: context.req.param('name') }),
    '/broken': () => {
      throw new Error('secret path')
    },
    '/busy': () => {
      throw new OpenPeerError('TOO_MANY_REQUESTS', 'come back')
    },
  },
  onRequest: (request) => requests.push(request),
  onError: (error) => errors.push(error),
})

describe('the web application', () => {
  const refused: [string, string, RequestInit, number, string][] = [
    ['an unknown path', '/', {}, 404, 'NOT_FOUND'],
    ['an unknown path, other method', '/', { method: 'POST' }, 404, 'NOT_FOUND'],
    ['a slash too many', '/thing/a/', {}, 404, 'NOT_FOUND'],
    ['an empty name', '/thing/', {}, 404, 'NOT_FOUND'],
    ['POST', '/thing/a', { method: 'POST' }, 405, 'METHOD_NOT_ALLOWED'],
    ['DELETE', '/thing/a', { method: 'DELETE' }, 405, 'METHOD_NOT_ALLOWED'],
    ['a made-up method', '/thing/a', { method: 'BREW' }, 405, 'METHOD_NOT_ALLOWED'],
    ['a body', '/thing/a', { method: 'POST', headers: { 'content-length': '2' } }, 413, 'BODY_NOT_ALLOWED'],
    ['a body in pieces', '/thing/a', { headers: { 'transfer-encoding': 'chunked' } }, 413, 'BODY_NOT_ALLOWED'],
    ['a URL without end', `/thing/${'a'.repeat(2_050)}`, {}, 414, 'URL_TOO_LONG'],
    ['a failure', '/broken', {}, 500, 'INTERNAL'],
    ['a busy node', '/busy', {}, 503, 'TOO_MANY_REQUESTS'],
  ]
  for (const [what, path, init, status, code] of refused) {
    it(`answers ${what} with ${status} ${code}, as JSON`, async () => {
      const response = await app.request(path, init)
      assert.equal(response.status, status)
      assert.equal(response.headers.get('content-type'), 'application/json')
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff')
      const body = (await response.json()) as { code: string; message: string }
      assert.equal(body.code, code)
      assert.ok(body.message.length > 5)
      assert.doesNotMatch(body.message, /secret| at /)
    })
  }

  it('says which methods there are, and lets browsers ask first', async () => {
    const refusal = await app.request('/thing/a', { method: 'PUT' })
    assert.equal(refusal.headers.get('allow'), 'GET, HEAD, OPTIONS')
    const preflight = await app.request('/thing/a', { method: 'OPTIONS' })
    assert.equal(preflight.status, 204)
    assert.equal(preflight.headers.get('access-control-allow-origin'), '*')
    assert.equal(preflight.headers.get('access-control-allow-headers'), 'If-None-Match')
  })

  it('answers HEAD as GET without the body', async () => {
    const response = await app.request('/thing/a', { method: 'HEAD' })
    assert.equal(response.status, 200)
    assert.equal(await response.text(), '')
    const absent = await app.request('/', { method: 'HEAD' })
    assert.deepEqual([absent.status, await absent.text()], [404, ''])
  })

  it('sends no page anything that it could run or frame', async () => {
    const { headers } = await app.request('/thing/a')
    assert.equal(headers.get('content-security-policy'), "default-src 'none'; frame-ancestors 'none'")
    assert.equal(headers.get('referrer-policy'), 'no-referrer')
    assert.equal(headers.get('access-control-allow-origin'), '*')
    assert.equal(headers.get('strict-transport-security'), null)
  })

  it('counts by route, never by path or by a made-up method', async () => {
    requests.length = 0
    await app.request('/thing/a')
    await app.request('/thing/b', { method: 'BREW' })
    await app.request('/nowhere')
    await app.request('/broken')
    assert.deepEqual(
      requests.map(({ route, method, status }) => [route, method, status]),
      [
        ['/thing/:name', 'GET', 200],
        ['/thing/:name', 'other', 405],
        ['other', 'GET', 404],
        ['/broken', 'GET', 500],
      ],
    )
    assert.ok(requests.every(({ durationMs }) => durationMs >= 0))
  })

  it('tells the operator of what it keeps from the reader', async () => {
    errors.length = 0
    await app.request('/broken')
    await app.request('/busy')
    assert.deepEqual(errors.map(String), ['Error: secret path'])
  })
})
