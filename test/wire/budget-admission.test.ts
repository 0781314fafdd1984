import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { OpenPeerError } from '../../src/errors.ts'
import type { Admission } from '../../src/wire/budget-admission.ts'
import { openChannel } from '../../src/wire/channel.ts'
import { serveChannel } from '../../src/wire/serve-channel.ts'
import { type HostPair, openEnds, openServed, startPair } from './hosts.ts'
import { frameBytes, TYPE } from './raw-frames.ts'

const empty = new Uint8Array()
const echo = async (body: Uint8Array) => body
const open: Admission = { request: () => () => {}, pace: () => null, partial: () => {} }

const refusing = (retryAfterMs: number, onAsked = () => {}): Admission => ({
  ...open,
  request: () => {
    onAsked()
    throw new OpenPeerError('RATE_LIMITED', 'Your budget is used up.', { retryAfterMs })
  },
})

/** Resolves when `partial` has told as many bytes as are kept. */
function partialMeter(limit = Number.POSITIVE_INFINITY) {
  let kept = 0
  let wake = () => {}
  const admission: Admission = {
    ...open,
    partial: (bytes) => {
      kept += bytes
      wake()
      if (bytes > 0 && kept > limit) throw new OpenPeerError('TOO_MANY_REQUESTS', 'Complete some first.')
    },
  }
  const keeps = async (isReached: (kept: number) => boolean) => {
    while (!isReached(kept)) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  return { admission, keeps }
}

describe('admission to a channel', () => {
  let pair: HostPair
  before(async () => {
    pair = await startPair()
  })
  after(() => pair[Symbol.asyncDispose]())

  it('refuses before the handler, and the asker hears when to come back', async () => {
    let handled = 0
    const count = async () => {
      handled += 1
      return empty
    }
    const { channel } = await openServed(pair, { count }, { admission: refusing(4_321) })
    await assert.rejects(channel.request('count', empty), { code: 'RATE_LIMITED', retryAfterMs: 4_321 })
    assert.equal(handled, 0)
    await channel.close()
  })

  it('hears of method and bytes, and once of the end of each request, however it ends', async () => {
    const asked: [string, number][] = []
    let begun = 0
    const admission: Admission = {
      ...open,
      request: (method, body) => {
        asked.push([method, body.byteLength])
        begun += 1
        return () => (begun -= 1)
      },
    }
    const gate = Promise.withResolvers<Uint8Array>()
    const fail = () => Promise.reject(new Error('broken'))
    const { channel } = await openServed(pair, { echo, fail, slow: () => gate.promise }, { admission })
    await channel.request('echo', new Uint8Array(7))
    await assert.rejects(channel.request('fail', empty), { code: 'INTERNAL' })
    await assert.rejects(channel.request('slow', empty, { timeoutMs: 5 }), { code: 'TIMEOUT' })
    await channel.request('echo', empty)
    assert.deepEqual(asked, [
      ['echo', 7],
      ['fail', 0],
      ['slow', 0],
      ['echo', 0],
    ])
    assert.equal(begun, 1, 'a cancelled request counts until its handler is done')
    gate.resolve(empty)
    await channel.close()
    assert.equal(begun, 0)
  })

  it('reads an asker that goes on all the same no faster than it may ask', async () => {
    let asked = 0
    const { channel } = await openServed(pair, { echo }, { admission: refusing(50, () => (asked += 1)) })
    const startedAt = performance.now()
    const refusals = Array.from({ length: 24 }, () => channel.request('echo', empty).catch((error) => error.code))
    await Promise.all(refusals.slice(0, 17))
    assert.ok(asked <= 17, `${asked} were looked at, of 24 that were sent`)
    assert.deepEqual([...new Set(await Promise.all(refusals))], ['RATE_LIMITED'])
    assert.ok(performance.now() - startedAt > 7 * 50 - 10, 'each further one waited')
    await channel.close()
  })

  it('knows how many bytes wait for the rest of their frame, and forgets them when it came or the stream ended', async () => {
    const { admission, keeps } = partialMeter()
    const { ours, theirs, inbound } = await openEnds(pair)
    const served = serveChannel(theirs, inbound, { echo }, {}, admission)
    const frame = frameBytes({ type: TYPE.request, id: 1, method: 'echo', body: new Uint8Array(10_000) })
    ours.send(frame.subarray(0, 6_000))
    await keeps((kept) => kept === 6_000)
    ours.send(frame.subarray(6_000))
    await keeps((kept) => kept === 0)
    ours.send(frame.subarray(0, 3_000))
    await keeps((kept) => kept === 3_000)
    ours.abort(new Error('gone'))
    await served
    await keeps((kept) => kept === 0)
  })

  it('ends the stream of whoever begins too much', async () => {
    const { admission, keeps } = partialMeter(5_000)
    const { ours, theirs, inbound } = await openEnds(pair)
    const served = serveChannel(theirs, inbound, { echo }, {}, admission)
    const channel = openChannel(ours)
    ours.send(
      frameBytes({ type: TYPE.request, id: 1, method: 'echo', body: new Uint8Array(10_000) }).subarray(0, 6_000),
    )
    // It becomes part of that frame; what counts is how it ends.
    await assert.rejects(channel.request('echo', empty), { code: 'TOO_MANY_REQUESTS' })
    await served
    await keeps((kept) => kept === 0)
  })
})
