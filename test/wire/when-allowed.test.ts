import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { OpenPeerError } from '../../src/errors.ts'
import { whenAllowed } from '../../src/wire/when-allowed.ts'

const limited = (retryAfterMs: number) => new OpenPeerError('RATE_LIMITED', 'Your budget is used up.', { retryAfterMs })

describe('what is done by itself', () => {
  const { signal } = new AbortController()

  it('waits as long as it was told, and is done then', async () => {
    const startedAt = performance.now()
    let asked = 0
    const answer = await whenAllowed(
      async () => {
        asked += 1
        if (asked < 3) throw limited(60)
        return performance.now() - startedAt
      },
      { signal },
    )
    assert.equal(asked, 3)
    assert.ok(answer >= 118, `${answer} ms`)
  })

  it('gives up after some attempts, and at once on any other error', async () => {
    let asked = 0
    const ask = async () => {
      asked += 1
      throw limited(1)
    }
    await assert.rejects(whenAllowed(ask, { signal, attempts: 2 }), { code: 'RATE_LIMITED' })
    assert.equal(asked, 2)
    asked = 0
    const fail = async () => {
      asked += 1
      throw new OpenPeerError('TIMEOUT', 'nobody answered', { retryAfterMs: 1 })
    }
    await assert.rejects(whenAllowed(fail, { signal }), { code: 'TIMEOUT' })
    assert.equal(asked, 1)
  })

  it('stops waiting when it is told to', async () => {
    const ending = new AbortController()
    const waiting = whenAllowed(() => Promise.reject(limited(60_000)), { signal: ending.signal })
    ending.abort(new OpenPeerError('STOPPED', 'This node was stopped.'))
    await assert.rejects(waiting, { code: 'STOPPED' })
  })
})
