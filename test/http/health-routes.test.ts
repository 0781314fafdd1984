import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { liveRoute, readyRoute } from '../../src/http/health-routes.ts'
import { createWebApp } from '../../src/http/web-app.ts'

const well = { live: true, ready: true, reasons: [] }
const answering = { address: '/ip4/127.0.0.1/tcp/1', answers: true }
const silent = { ...answering, answers: false }

describe('GET /healthz', () => {
  const cases: [string, boolean, (typeof answering)[], number][] = [
    ['a node that lives and answers', true, [answering, answering], 200],
    ['one listener that does not answer', true, [answering, silent], 503],
    ['a node that says it is dead', false, [answering], 503],
  ]
  for (const [what, live, listeners, status] of cases) {
    it(`says ${status} for ${what}`, async () => {
      const route = liveRoute(() => ({ ...well, live }), { run: async () => listeners })
      const response = await createWebApp({ routes: { '/healthz': route } }).request('/healthz')
      assert.equal(response.status, status)
      assert.deepEqual(await response.json(), { status: status === 200 ? 'ok' : 'failed', listeners })
      assert.equal(response.headers.get('cache-control'), 'no-store')
    })
  }
})

describe('GET /readyz', () => {
  it('says what is missing', async () => {
    const route = readyRoute(() => ({ live: true, ready: false, reasons: ['no clock', 'no disk'] }))
    const response = await createWebApp({ routes: { '/readyz': route } }).request('/readyz')
    assert.equal(response.status, 503)
    assert.deepEqual(await response.json(), {
      code: 'NOT_READY',
      message: 'The node is not ready: no clock; no disk.',
      reasons: ['no clock', 'no disk'],
    })
  })
})
