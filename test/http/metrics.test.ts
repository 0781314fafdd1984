import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Registry } from 'prom-client'
import { createHttpMetrics } from '../../src/http/metrics.ts'

const relay = { circuits: 1, openCircuits: 0, bytesTotal: 5, pairs: [] }
const refused = { requests: 8, streams: 9, connections: 10 }
const stun = { stunAnswers: 7, stunDropped: 11, requestsRunning: 16 }
const circuits = { refused: 13, raised: 14, cut: 15 }
const refusedRecords = { NOT_ADMITTED: 1, BINDING_UNCONFIRMED: 2, BINDING_MISMATCH: 3, RATE_LIMITED: 4, STORE_FULL: 5 }
const store = { records: 3, own: 1, others: 0, operators: 2, largest: 1, evicted: 16, refused: refusedRecords }
const counts = {
  operators: 2,
  store,
  records: 3,
  names: 4,
  locations: 5,
  vaults: 17,
  vaultsRefused: 18,
  reservations: 6,
  relay,
  refused,
  circuits,
  ...stun,
}
const readings = { isReady: true, counts, httpRefused: 12 }

describe('metrics', () => {
  it('show what the node says of itself now, once a reading', async () => {
    let now = { ...readings, isReady: false }
    const { answer } = createHttpMetrics(new Registry(), () => now)
    const ownLines = async () =>
      (await (await answer()).text()).split('\n').filter((line) => /^openpeer_\w+ /.test(line))
    assert.deepEqual(await ownLines(), [
      'openpeer_ready 0',
      'openpeer_operators 2',
      'openpeer_records 3',
      'openpeer_names 4',
      'openpeer_locations 5',
      'openpeer_vaults 17',
      'openpeer_relay_reservations 6',
      'openpeer_relay_circuits_open 0',
      'openpeer_requests_running 16',
      'openpeer_relay_circuits_total 1',
      'openpeer_relay_bytes_total 5',
      'openpeer_stun_answers_total 7',
      'openpeer_refused_requests_total 8',
      'openpeer_refused_streams_total 9',
      'openpeer_refused_connections_total 10',
      'openpeer_refused_stun_total 11',
      'openpeer_refused_http_total 12',
      'openpeer_refused_vaults_total 18',
      'openpeer_refused_circuits_total 13',
      'openpeer_relay_circuits_raised_total 14',
      'openpeer_relay_circuits_cut_total 15',
      'openpeer_record_payers 2',
      'openpeer_record_payer_largest 1',
      'openpeer_records_evicted_total 16',
    ])
    now = { ...readings, counts: { ...counts, records: 9, relay: { ...relay, bytesTotal: 12 } } }
    const later = await ownLines()
    for (const line of ['openpeer_ready 1', 'openpeer_records 9', 'openpeer_relay_bytes_total 12']) {
      assert.ok(later.includes(line), later.join('\n'))
    }
  })

  it('say for whom records are held and why others are refused, without naming anybody', async () => {
    const { answer } = createHttpMetrics(new Registry(), () => readings)
    for (let reading = 0; reading < 2; reading++) {
      const text = await (await answer()).text()
      assert.match(text, /^openpeer_records_by_payer\{payer="own"\} 1$/m)
      assert.match(text, /^openpeer_records_by_payer\{payer="others"\} 0$/m)
      assert.match(text, /^openpeer_records_by_payer\{payer="operators"\} 2$/m)
      assert.match(text, /^openpeer_records_refused_total\{code="BINDING_MISMATCH"\} 3$/m)
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
