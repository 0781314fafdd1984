import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { clientAddress } from '../../src/http/client-address.ts'
import { createRouteBudget } from '../../src/http/route-budget.ts'
import { serve } from '../../src/http/serve.ts'
import { type HttpFace, startHttp } from '../../src/http/start-http.ts'
import { createWebApp } from '../../src/http/web-app.ts'
import { withNode } from '../node/key-effects.ts'

interface Answer {
  status: number
  retryAfter: string | undefined
  code: string | undefined
}

/** Asks from an address of this machine, over a connection of its own. */
async function ask(url: string, path: string, from = '127.0.0.1', forwarded?: string): Promise<Answer> {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
  const asked = request(`${url}${path}`, { localAddress: from, headers, agent: false }).end()
  const [response] = await once(asked, 'response')
  let body = ''
  for await (const chunk of response) body += chunk
  const { code } = (response.statusCode ?? 0) < 400 ? {} : JSON.parse(body)
  return { status: response.statusCode, retryAfter: response.headers['retry-after'], code }
}

async function askUntilRefused(work: () => Promise<Answer>): Promise<{ answered: number; refusal: Answer }> {
  for (let answered = 0; ; answered++) {
    const answer = await work()
    if (answer.status === 429) return { answered, refusal: answer }
  }
}

describe('the HTTP budget of an address', () => {
  it('is charged by route; then 429 with the time after which it is answered again', async () => {
    let at = 0
    const budget = createRouteBudget({ costs: { '/dear': 20, '/cheap': 2 }, perAddress: 20, now: () => at })
    let worked = 0
    const work = () => {
      worked += 1
      return new Response('done')
    }
    const app = createWebApp({ routes: { '/dear': work, '/cheap': work }, budget })
    const server = await serve((asked, caller) => app.fetch(asked, caller), { host: '0.0.0.0', port: 0 })
    const url = `http://127.0.0.1:${server.port}`
    try {
      const { answered, refusal } = await askUntilRefused(() => ask(url, '/dear'))
      assert.deepEqual([answered, worked], [2, 2], '40 at once, 20 each, and nothing was done for the third')
      assert.deepEqual(refusal, { status: 429, retryAfter: '1', code: 'RATE_LIMITED' })
      assert.equal((await ask(url, '/dear', '127.0.0.2')).status, 200, 'another address')
      at = 100
      assert.equal((await ask(url, '/cheap')).status, 200)
      at = 1_100
      assert.equal((await ask(url, '/dear')).status, 200)
      assert.equal((await askUntilRefused(() => ask(url, '/nothing'))).refusal.retryAfter, '1', 'nothing is for free')
    } finally {
      await server.stop()
    }
  })

  it('lets one address have 100 connections, and more only where many people share it', async () => {
    const server = await serve(() => new Response(), { host: '0.0.0.0', port: 0, sharedAddresses: ['127.0.0.3'] })
    const opened: Socket[] = []
    const open = async (localAddress: string, count: number) => {
      const sockets = Array.from({ length: count }, () =>
        connect({ port: server.port, host: '127.0.0.1', localAddress }),
      )
      opened.push(...sockets)
      await Promise.all(sockets.map((socket) => once(socket, 'connect')))
      return sockets
    }
    try {
      const [first] = await open('127.0.0.2', 100)
      const [refused] = await open('127.0.0.2', 1)
      assert.ok(first && refused)
      await once(refused.resume(), 'close')
      assert.equal((await ask(`http://127.0.0.1:${server.port}`, '/', '127.0.0.4')).status, 200)
      await open('127.0.0.3', 101)
      assert.equal((await ask(`http://127.0.0.1:${server.port}`, '/', '127.0.0.3')).status, 200)
    } finally {
      for (const socket of opened) socket.destroy()
      await server.stop({ timeoutMs: 100 })
    }
  })
})

describe('the address of a request', () => {
  const from = (forwarded: string | undefined, trustProxy: number, remoteAddress = '192.0.2.1') =>
    clientAddress({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } }, trustProxy)

  it('is that of its connection, whatever a header says', () => {
    assert.equal(from('198.51.100.1', 0), '192.0.2.1')
    assert.equal(from(undefined, 0, '::ffff:192.0.2.1'), '192.0.2.1')
    assert.equal(from(undefined, 0, '2001:db8::1'), '2001:db8::/64')
  })

  it('is what as many proxies as configured say, and never what stands before that', () => {
    assert.equal(from('203.0.113.9, 198.51.100.1', 1), '198.51.100.1')
    assert.equal(from('203.0.113.9, 198.51.100.1, 10.0.0.1', 2), '198.51.100.1')
    assert.equal(from('2001:db8:1:2:3::4', 1), '2001:db8:1:2::/64')
  })

  it('is that of the connection where the header has none', () => {
    for (const forwarded of [undefined, '', 'unknown', '198.51.100.1:80', `${'1.2.3.4,'.repeat(200)}5.6.7.8`]) {
      assert.equal(from(forwarded, 1), '192.0.2.1')
    }
    assert.equal(from('198.51.100.1', 2), '192.0.2.1')
  })
})

describe('the HTTP face of a node with a small budget', () => {
  let face: HttpFace
  let stop: () => void
  let stopped: Promise<void>
  before(async () => {
    const started = Promise.withResolvers<HttpFace>()
    const settings = { http: { port: 0, trustProxy: 1, metrics: { port: 0 } }, budgets: { httpPerAddress: 20 } }
    stopped = withNode(settings, async (node) => {
      const held = Promise.withResolvers<void>()
      stop = held.resolve
      started.resolve(await startHttp(node, node.config))
      await held.promise
      await (await started.promise).stop()
    })
    face = await started.promise
  })
  after(async () => {
    stop()
    await stopped
  })

  it('charges a resolve for what it makes others do, a document for next to nothing, each address its own', async () => {
    const resolves = await askUntilRefused(() => ask(face.url, '/v1/resolve/nobody@a.test', '127.0.0.1', '192.0.2.1'))
    assert.equal(resolves.answered, 1)
    assert.ok(Number(resolves.refusal.retryAfter) >= 1)
    const documents = await askUntilRefused(() => ask(face.url, '/.well-known/openpeer.json', '127.0.0.1', '192.0.2.2'))
    assert.ok(documents.answered >= 20, String(documents.answered))
  })

  it('shows how many it refused', async () => {
    const text = await (await fetch(String(face.metricsUrl), { headers: { 'x-forwarded-for': '192.0.2.3' } })).text()
    assert.equal(/^openpeer_refused_http_total (\d+)$/m.exec(text)?.[1], '2')
  })
})
