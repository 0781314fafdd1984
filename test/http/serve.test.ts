import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { isOpenPeerError } from '../../src/errors.ts'
import { type HttpServer, serve } from '../../src/http/serve.ts'
import { rawRequest } from './raw-request.ts'

const local = { host: '127.0.0.1', port: 0 }

describe('serving HTTP', () => {
  let server: HttpServer
  before(async () => {
    server = await serve((request) => new Response(`${request.method} ${new URL(request.url).pathname}`), local)
  })
  after(() => server.stop())

  it('answers on a free port and says which', async () => {
    assert.equal(server.url, `http://127.0.0.1:${server.port}`)
    const response = await fetch(`${server.url}/a`)
    assert.equal(await response.text(), 'GET /a')
  })

  const broken: [string, string, number, string][] = [
    ['no HTTP at all', 'hello\r\n\r\n', 400, 'BAD_REQUEST'],
    ['no Host header', 'GET / HTTP/1.1\r\n\r\n', 400, ''],
    ['a Host that makes no URL', 'GET / HTTP/1.1\r\nHost: a:b:c\r\nConnection: close\r\n\r\n', 400, 'BAD_REQUEST'],
    ['headers above 8 KiB', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(9_000)}\r\n\r\n`, 431, 'HEADERS_TOO_LARGE'],
  ]
  for (const [what, text, status, code] of broken) {
    it(`refuses ${what} with ${status}`, async () => {
      const answer = await rawRequest(server.port, text)
      assert.ok(answer.startsWith(`HTTP/1.1 ${status} `), answer)
      assert.ok(answer.includes(code), answer)
      assert.doesNotMatch(answer, /node:|\.ts:/)
    })
  }

  it('says which address it cannot have', async () => {
    await assert.rejects(
      serve(() => new Response(), { host: '127.0.0.1', port: server.port }),
      (error: Error) => {
        assert.ok(isOpenPeerError(error, 'INVALID_CONFIG'))
        assert.match(error.message, new RegExp(`127.0.0.1:${server.port}: another program`))
        return true
      },
    )
  })
})

describe('stopping HTTP', () => {
  it('lets a request under way finish, takes no new one, and does not wait for idle connections', {
    timeout: 5_000,
  }, async () => {
    const arrived = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const server = await serve(async () => {
      arrived.resolve()
      await release.promise
      return new Response('whole')
    }, local)
    const answer = fetch(server.url)
    await arrived.promise
    const stopped = server.stop({ timeoutMs: 60_000 })
    await assert.rejects(fetch(server.url))
    release.resolve()
    assert.equal(await (await answer).text(), 'whole')
    await stopped
  })

  it('cuts off what does not finish', async () => {
    const arrived = Promise.withResolvers<void>()
    const server = await serve(() => {
      arrived.resolve()
      return new Promise<Response>(() => {})
    }, local)
    const cut = assert.rejects(fetch(server.url))
    await arrived.promise
    await server.stop({ timeoutMs: 20 })
    await cut
  })

  it('may be asked twice', async () => {
    const server = await serve(() => new Response(), local)
    await Promise.all([server.stop(), server.stop()])
  })
})
