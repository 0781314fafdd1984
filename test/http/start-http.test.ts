import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fromString } from 'uint8arrays/from-string'
import { isOpenPeerError } from '../../src/errors.ts'
import { serve } from '../../src/http/serve.ts'
import { type HttpConfig, type HttpFace, startHttp } from '../../src/http/start-http.ts'
import { parseWellKnown } from '../../src/identity-proofs/well-known.ts'
import { operatorConfig } from '../../src/node/config.ts'
import { type OperatorNode, startOperatorNode } from '../../src/node/operator-node.ts'
import { identityIdText } from '../../src/records/identity-id.ts'
import { parseName } from '../../src/records/names.ts'
import { validateDomain, validateIdentity, validateName } from '../../src/records/validate.ts'
import { createPerson } from '../node/people.ts'

const config = operatorConfig({
  network: 'test',
  domain: 'a.test',
  listen: ['/ip4/127.0.0.1/tcp/0', '/ip4/127.0.0.1/tcp/0/ws'],
  allowPrivateAddresses: true,
  stun: null,
  http: { port: 0 },
  log: { level: 'silent' },
})
const withMetrics = (metrics: { host: string; port: number } | null): HttpConfig => ({
  ...config,
  http: { ...config.http, metrics },
})

async function freePort(): Promise<number> {
  const server = await serve(() => new Response(), { host: '127.0.0.1', port: 0 })
  await server.stop()
  return server.port
}

describe('the HTTP face of a node', () => {
  let node: OperatorNode
  let face: HttpFace
  before(async () => {
    node = await startOperatorNode(config)
    face = await startHttp(node, withMetrics({ host: '127.0.0.1', port: 0 }))
  })
  after(async () => {
    await face.stop()
    await node.stop()
  })

  it('shows the document that binds the domain to its key', async () => {
    const response = await fetch(`${face.url}/.well-known/openpeer.json`)
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('content-type'), 'application/json')
    assert.equal(response.headers.get('cache-control'), 'public, max-age=300, stale-if-error=86400')
    assert.equal(response.headers.get('access-control-allow-origin'), '*')
    const document = parseWellKnown(await response.text(), 'a.test')
    assert.deepEqual([...document.key], [...node.domainKey])
    const etag = response.headers.get('etag') ?? ''
    const again = await fetch(`${face.url}/.well-known/openpeer.json`, { headers: { 'if-none-match': etag } })
    assert.equal(again.status, 304)
  })

  it('resolves a name that the domain gave, without where its devices are', async () => {
    await using bob = await createPerson()
    await bob.register(node, 'bob')
    const response = await fetch(`${face.url}/v1/resolve/Bob@A.test?policy=quorum`)
    assert.equal(response.status, 200)
    const body = (await response.json()) as { id: string; source: string; records: Record<string, string> }
    assert.deepEqual([body.id, body.source], [identityIdText(bob.id), 'own'])
    const bytes = (kind: string) => fromString(body.records[kind] ?? '', 'base64url')
    const times = { network: 'test', now: Date.now() }
    const domain = await validateDomain(bytes('domain'), 'a.test', times)
    await validateName(bytes('name'), domain.payload.key, parseName('bob@a.test'), times)
    await validateIdentity(bytes('identity'), bob.id, times)
    const etag = response.headers.get('etag') ?? ''
    const again = await fetch(`${face.url}/v1/resolve/bob@a.test`, { headers: { 'if-none-match': etag } })
    assert.equal(again.status, 304)
  })

  it('says 404 for a name that the domain did not give', async () => {
    const response = await fetch(`${face.url}/v1/resolve/nobody@a.test`)
    assert.equal(response.status, 404)
    assert.equal(((await response.json()) as { code: string }).code, 'NOT_FOUND')
  })

  it('is alive while its listeners answer', async () => {
    const response = await fetch(`${face.url}/healthz`)
    assert.equal(response.status, 200)
    const body = (await response.json()) as { status: string; listeners: { answers: boolean }[] }
    assert.equal(body.status, 'ok')
    assert.deepEqual(
      body.listeners.map(({ answers }) => answers),
      [true, true],
    )
  })

  it('is ready', async () => {
    const response = await fetch(`${face.url}/readyz`)
    assert.deepEqual([response.status, await response.json()], [200, { status: 'ready' }])
  })

  it('keeps the metrics to their own listener', async () => {
    assert.equal((await fetch(`${face.url}/metrics`)).status, 404)
    assert.equal((await fetch(`${face.url}/v1/resolve/nobody@a.test`)).status, 404)
    const response = await fetch(face.metricsUrl ?? '')
    assert.equal(response.status, 200)
    const text = await response.text()
    const ours = text
      .split('\n')
      .filter((line) => line.startsWith('openpeer'))
      .join('\n')
    for (const pattern of [
      /^openpeer_ready 1$/m,
      /^openpeer_operators 0$/m,
      /^openpeer_gateway_resolves_total\{outcome="absent"\} [1-9]/m,
      /^openpeer_http_requests_total\{route="\/v1\/resolve\/:address",method="GET",status="404"\} [1-9]/m,
    ]) {
      assert.match(ours, pattern)
    }
    assert.match(ours, new RegExp(`^openpeer_names ${node.registry.count()}$`, 'm'))
    assert.ok(text.includes('\nlibp2p_transport_manager_listeners 2\n'))
    const other = new URL(face.metricsUrl ?? '').origin
    assert.equal((await fetch(`${other}/healthz`)).status, 200)
    assert.equal((await fetch(`${other}/v1/resolve/nobody@a.test`)).status, 404)
  })

  it('leaves nothing listening when the listener for metrics cannot be had', async () => {
    const taken = face.port
    const second = await startOperatorNode(config)
    try {
      const starting = startHttp(second, withMetrics({ host: '127.0.0.1', port: taken }))
      await assert.rejects(starting, (error: Error) => isOpenPeerError(error, 'INVALID_CONFIG'))
    } finally {
      await second.stop()
    }
  })
})

describe('metrics on the public listener', () => {
  it('are there when both have one address', async () => {
    const at = { host: '127.0.0.1', port: await freePort() }
    const node = await startOperatorNode(config)
    try {
      const shared = await startHttp(node, { ...config, http: { ...config.http, ...at, metrics: at } })
      assert.equal(shared.metricsUrl, `${shared.url}/metrics`)
      assert.equal((await fetch(shared.metricsUrl)).status, 200)
      assert.equal((await fetch(`${shared.url}/readyz`)).status, 200)
      await shared.stop()
    } finally {
      await node.stop()
    }
  })

  it('are nowhere without configuration', async () => {
    const node = await startOperatorNode(config)
    try {
      const face = await startHttp(node, config)
      assert.equal(face.metricsUrl, null)
      assert.equal((await fetch(`${face.url}/metrics`)).status, 404)
      await face.stop()
    } finally {
      await node.stop()
    }
  })
})

describe('a node that is not well', () => {
  it('says so: alone with 503 and why, not listening with 503 too', async () => {
    const alone = operatorConfig({
      ...config,
      bootstrap: ['/ip4/127.0.0.1/tcp/1/p2p/12D3KooWGRUVh7DWbtFbTSBYMGLzb5zvKgnVMFJmBUNvWnwUxgsm'],
    })
    const node = await startOperatorNode(alone)
    const face = await startHttp(node, alone)
    try {
      const ready = await fetch(`${face.url}/readyz`)
      assert.equal(ready.status, 503)
      const body = (await ready.json()) as { code: string; reasons: string[] }
      assert.equal(body.code, 'NOT_READY')
      assert.deepEqual(body.reasons, ['no other operator was reached yet'])
      await node.libp2p.stop()
      const live = await fetch(`${face.url}/healthz`)
      assert.equal(live.status, 503)
      assert.equal(((await live.json()) as { status: string }).status, 'failed')
    } finally {
      await face.stop()
      await node.stop()
    }
  })
})
