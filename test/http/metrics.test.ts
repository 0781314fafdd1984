import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Registry } from 'prom-client'
import { createHttpMetrics } from '../../src/http/metrics.ts'

const relay = { circuits: 1, openCircuits: 0, bytesTotal: 5, pairs: [] }
const counts = { operators: 2, records: 3, names: 4, locations: 5, reservations: 6, relay, stunAnswers: 7 }
const readings = { isReady: true, counts }

describe('metrics', () => {
  it('show what the node says of itself now, once a reading', async () => {
    let now = { isReady: false, counts }
    const { answer } = createHttpMetrics(new Registry(), () => now)
    const ownLines = async () =>
      (await (await answer()).text()).split('\n').filter((line) => /^openpeer_\w+ /.test(line))
    assert.deepEqual(await ownLines(), [
      'openpeer_ready 0',
      'openpeer_operators 2',
      'openpeer_records 3',
      'openpeer_names 4',
      'openpeer_locations 5',
      'openpeer_relay_reservations 6',
      'openpeer_relay_circuits_open 0',
      'openpeer_relay_circuits_total 1',
      'openpeer_relay_bytes_total 5',
      'openpeer_stun_answers_total 7',
    ])
    now = { isReady: true, counts: { ...counts, records: 9, relay: { ...relay, bytesTotal: 12 } } }
    const later = await ownLines()
    for (const line of ['openpeer_ready 1', 'openpeer_records 9', 'openpeer_relay_bytes_total 12']) {
      assert.ok(later.includes(line), later.join('\n'))
    }
  })

  it('counts requests by route, method and status, and resolves by outcome', async () => {
    const metrics = createHttpMetrics(new Registry(), () => readings)
    const request = { route: '/healthz', method: 'GET', status: 200, durationMs: 30 } as const
    metrics.onRequest(request)
    metrics.onRequest(request)
    metrics.onResolve('absent')
    const response = await metrics.answer()
    const text = await response.text()
    assert.match(text, /^openpeer_http_requests_total\{route="\/healthz",method="GET",status="200"\} 2$/m)
    assert.match(text, /^openpeer_http_request_seconds_bucket\{le="0.05",route="\/healthz"\} 2$/m)
    assert.match(text, /^openpeer_http_request_seconds_bucket\{le="0.02",route="\/healthz"\} 0$/m)
    assert.match(text, /^openpeer_gateway_resolves_total\{outcome="absent"\} 1$/m)
    assert.match(response.headers.get('content-type') ?? '', /^text\/plain; version=/)
  })

  it('shows the process too, and keeps two nodes in one process apart', async () => {
    const [a, b] = [
      createHttpMetrics(new Registry(), () => readings),
      createHttpMetrics(new Registry(), () => readings),
    ]
    a.onResolve('found')
    assert.match(await (await a.answer()).text(), /^process_resident_memory_bytes \d+$/m)
    assert.doesNotMatch(await (await b.answer()).text(), /outcome="found"/)
  })
})
