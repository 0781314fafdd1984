import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ERROR_CODES, OpenPeerError } from '../../src/errors.ts'
import { errorResponse, statusOf, thrownResponse } from '../../src/http/error-response.ts'

describe('error responses', () => {
  it('gives every code an error status', () => {
    for (const code of ERROR_CODES) {
      const status = statusOf(code)
      assert.ok(status >= 400 && status <= 504, `${code}: ${status}`)
    }
  })

  const table: [Parameters<typeof statusOf>[0], number][] = [
    ['INVALID_NAME', 400],
    ['NOT_FOUND', 404],
    ['METHOD_NOT_ALLOWED', 405],
    ['CONFLICT', 409],
    ['IDENTITY_REVOKED', 410],
    ['URL_TOO_LONG', 414],
    ['RATE_LIMITED', 429],
    ['INTERNAL', 500],
    ['BAD_SIGNATURE', 502],
    ['UNREACHABLE', 502],
    ['NO_QUORUM', 503],
    ['TIMEOUT', 504],
  ]
  for (const [code, status] of table) {
    it(`${code} is ${status}`, () => {
      assert.equal(statusOf(code), status)
    })
  }

  it('says code and message as JSON, kept by no cache', async () => {
    const response = errorResponse('INVALID_NAME', 'no such name')
    assert.equal(response.status, 400)
    assert.equal(response.headers.get('content-type'), 'application/json')
    assert.equal(response.headers.get('cache-control'), 'no-store')
    assert.deepEqual(await response.json(), { code: 'INVALID_NAME', message: 'no such name' })
  })

  it('keeps the text of an unexpected error to itself', async () => {
    for (const error of [new Error('/home/op/key.pem'), new OpenPeerError('INTERNAL', '/home/op/key.pem'), 'key.pem']) {
      const response = thrownResponse(error)
      assert.equal(response.status, 500)
      const text = await response.text()
      assert.doesNotMatch(text, /key\.pem|at .*\.ts/)
      assert.equal(JSON.parse(text).code, 'INTERNAL')
    }
  })

  it('says when to come back, in whole seconds', () => {
    const limited = thrownResponse(new OpenPeerError('RATE_LIMITED', 'slower', { retryAfterMs: 1_200 }))
    assert.equal(limited.headers.get('retry-after'), '2')
    assert.equal(thrownResponse(new OpenPeerError('NO_QUORUM', 'too few')).headers.get('retry-after'), '5')
    assert.equal(thrownResponse(new OpenPeerError('TIMEOUT', 'slow')).headers.get('retry-after'), null)
  })
})
