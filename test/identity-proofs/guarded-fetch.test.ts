import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:net'
import { after, afterEach, before, test } from 'node:test'
import { brotliCompressSync } from 'node:zlib'
import { createOutside } from '../../src/identity-proofs/outside.node.ts'
import type { Outside } from '../../src/identity-proofs/outside.ts'
import { type DevOutside, startDevOutside } from '../../src/testnet/dev-outside.ts'
import { startWebsite, type Website } from './fixtures/start-website.ts'

let world: DevOutside
let website: Website
let silent: Server
let outside: Outside

before(async () => {
  world = await startDevOutside({ domains: ['a.test', 'silent.test', 'dead.test'] })
  website = await startWebsite(world, 'a.test')
  silent = createServer(() => {}) // accepts, and never says a word
  await new Promise<void>((resolve) => silent.listen(world.httpsPort('silent.test'), '127.0.0.1', resolve))
  outside = createOutside({ dev: world.devNetwork })
})
afterEach(() => website.serve((_request, response) => void response.writeHead(404).end()))
after(async () => {
  await Promise.all([website.stop(), world.stop(), new Promise((resolve) => silent.close(resolve))])
})

test('a mapped host is fetched by its own name, over TLS, without a port', async () => {
  website.serve((request, response) => {
    response.setHeader('content-type', 'text/plain; charset=utf-8')
    response.end(`${request.headers.host} ${request.url} ü`)
  })
  const got = await outside.fetchText('https://a.test/hello?x=1')
  assert.deepEqual(got, { status: 200, contentType: 'text/plain; charset=utf-8', text: 'a.test /hello?x=1 ü' })
})

test('any status but a redirect is an answer', async () => {
  for (const status of [404, 403, 500]) {
    website.serve((_request, response) => void response.writeHead(status).end('no'))
    assert.deepEqual(await outside.fetchText('https://a.test/'), { status, contentType: null, text: 'no' })
  }
})

test('a redirect is refused, and its target is not asked', async () => {
  for (const location of ['https://a.test/elsewhere', 'http://169.254.169.254/', '//127.0.0.1/']) {
    website.serve((_request, response) => void response.writeHead(302, { location }).end())
    await assert.rejects(outside.fetchText('https://a.test/start'), {
      code: 'FETCH_FAILED',
      message: /redirect \(302\)/,
    })
  }
  assert.equal(website.asked.includes('/elsewhere'), false)
})

test('512 KiB pass; one byte more does not, announced or not', async () => {
  const limit = 512 * 1024
  website.serve((_request, response) => void response.end('x'.repeat(limit)))
  assert.equal((await outside.fetchText('https://a.test/')).text.length, limit)
  website.serve((_request, response) => void response.end('x'.repeat(limit + 1)))
  await assert.rejects(outside.fetchText('https://a.test/'), {
    code: 'FETCH_FAILED',
    message: /larger than 524288 bytes/,
  })
  website.serve((_request, response) => {
    response.write('x'.repeat(limit)) // no Content-Length
    response.end('x')
  })
  await assert.rejects(outside.fetchText('https://a.test/'), { code: 'FETCH_FAILED', message: /larger than/ })
})

test('the limit is on what comes out of decompression, and callers can lower it only', async () => {
  const bomb = brotliCompressSync(Buffer.alloc(4 * 1024 * 1024))
  assert.ok(bomb.length < 1000)
  website.serve((_request, response) => void response.setHeader('content-encoding', 'br').end(bomb))
  await assert.rejects(outside.fetchText('https://a.test/', { maxBytes: 10 ** 9 }), {
    code: 'FETCH_FAILED',
    message: /larger than 524288/,
  })
  website.serve((_request, response) => void response.end('12345'))
  await assert.rejects(outside.fetchText('https://a.test/', { maxBytes: 4 }), {
    code: 'FETCH_FAILED',
    message: /larger than 4 bytes/,
  })
})

test('a host that never answers, or never ends its answer, is a TIMEOUT', async () => {
  await assert.rejects(outside.fetchText('https://silent.test/', { timeoutMs: 50 }), { code: 'TIMEOUT' })
  website.serve((_request, response) => void response.write('the beginning'))
  await assert.rejects(outside.fetchText('https://a.test/', { timeoutMs: 50 }), { code: 'TIMEOUT' })
})

test('the caller can cancel before, while connecting and while reading; no connection is left', {
  timeout: 2_500,
}, async () => {
  await assert.rejects(outside.fetchText('https://a.test/', { signal: AbortSignal.abort() }), { code: 'ABORTED' })
  const connecting = new AbortController()
  const closed = new Promise<void>((resolve) => {
    silent.once('connection', (socket) => {
      socket.on('error', () => {}).once('close', () => resolve())
      connecting.abort()
    })
  })
  await assert.rejects(outside.fetchText('https://silent.test/', { signal: connecting.signal }), { code: 'ABORTED' })
  await closed
  const reading = new AbortController()
  website.serve((_request, response) => {
    response.write('the beginning', () => reading.abort())
  })
  await assert.rejects(outside.fetchText('https://a.test/', { signal: reading.signal }), { code: 'ABORTED' })
})

test('nobody listening, and a certificate for another name, say so', async () => {
  await assert.rejects(outside.fetchText('https://dead.test/'), { code: 'FETCH_FAILED', message: /ECONNREFUSED/ })
  world.devNetwork.addresses.set('other.test', { address: '127.0.0.1', port: world.httpsPort('a.test') })
  await assert.rejects(outside.fetchText('https://other.test/'), { code: 'FETCH_FAILED', message: /altnames/ })
})

test('a stopped door ends what is under way and refuses the rest', async () => {
  const door = createOutside({ dev: world.devNetwork })
  const pending = door.fetchText('https://silent.test/')
  silent.once('connection', () => void door.stop?.())
  await assert.rejects(pending, { code: 'STOPPED' })
  await assert.rejects(door.fetchText('https://a.test/'), { code: 'STOPPED' })
  await assert.rejects(door.resolveTxt('a.test'), { code: 'STOPPED' })
})
