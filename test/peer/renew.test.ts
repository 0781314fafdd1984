import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { OpenPeerError } from '../../src/errors.ts'
import { FIRST_RETRY_MS, JITTER, MAX_RETRY_MS, startRenewal } from '../../src/peer/renew.ts'
import { HandTimers } from './hand-timers.ts'

const HOUR_MS = 3_600_000

describe('a renewal', () => {
  test('runs at once, then when its answer says, at most a tenth early and never late', async () => {
    for (const random of [0, 0.5, 0.999]) {
      const timers = new HandTimers()
      const renewal = startRenewal({ run: async () => HOUR_MS, timers, random: () => random })
      assert.deepEqual(timers.waits, [0])
      await timers.fire()
      assert.deepEqual(timers.waits, [HOUR_MS * (1 - JITTER * random)])
      await renewal.stop()
    }
  })

  test('looks again after a day however long there is time', async () => {
    const timers = new HandTimers()
    const renewal = startRenewal({ run: async () => 45 * 24 * HOUR_MS, timers, random: () => 0 })
    await timers.fire()
    assert.deepEqual(timers.waits, [24 * HOUR_MS])
    await renewal.stop()
  })

  test('stops when there is nothing to say, until it is poked', async () => {
    const timers = new HandTimers()
    const answers: (number | null)[] = [null, HOUR_MS]
    const renewal = startRenewal({ run: async () => answers.shift() ?? null, timers, random: () => 0 })
    await timers.fire()
    assert.deepEqual(timers.waits, [])
    renewal.poke()
    assert.equal(timers.waits.length, 1)
    await timers.fire()
    assert.deepEqual(timers.waits, [HOUR_MS])
    await renewal.stop()
  })

  test('backs off while it fails, says why, and is itself again after one success', async () => {
    const timers = new HandTimers()
    let fails = true
    const run = async () => {
      if (fails) throw new OpenPeerError('UNREACHABLE', 'nobody is there')
      return HOUR_MS
    }
    const renewal = startRenewal({ run, timers, random: () => 0 })
    const waits: number[] = []
    for (let round = 0; round < 12; round++) {
      await timers.fire()
      waits.push(...timers.waits)
    }
    assert.deepEqual(
      waits.slice(0, 4),
      [1, 2, 4, 8].map((times) => times * FIRST_RETRY_MS),
    )
    assert.equal(waits.at(-1), MAX_RETRY_MS)
    assert.equal(renewal.failure, 'UNREACHABLE')
    fails = false
    await timers.fire()
    assert.equal(renewal.failure, null)
    fails = true
    await timers.fire()
    assert.deepEqual(timers.waits, [FIRST_RETRY_MS])
    await renewal.stop()
  })

  test('comes back no sooner than it was told to', async () => {
    const timers = new HandTimers()
    const told = new OpenPeerError('RATE_LIMITED', 'Your budget is used up.', { retryAfterMs: 90_000 })
    const renewal = startRenewal({ run: () => Promise.reject(told), timers, random: () => 0.999 })
    await timers.fire()
    const [waitMs] = timers.waits
    assert.ok(waitMs !== undefined && waitMs >= 90_000 && waitMs < 101_000, `${waitMs} ms`)
    await renewal.stop()
  })

  test('makes one run of many pokes, and another of a poke during a run', async () => {
    const timers = new HandTimers()
    let runs = 0
    let finish: () => void = () => {}
    const run = async () => {
      runs++
      await new Promise<void>((resolve) => {
        finish = resolve
      })
      return null
    }
    const renewal = startRenewal({ run, timers })
    renewal.poke()
    renewal.poke()
    assert.equal(timers.waits.length, 1)
    await timers.fire()
    assert.equal(runs, 1)
    renewal.poke()
    renewal.poke()
    assert.deepEqual(timers.waits, [])
    finish()
    await new Promise(setImmediate)
    assert.equal(timers.waits.length, 1)
    await timers.fire()
    assert.equal(runs, 2)
    finish()
    await renewal.stop()
  })

  test('after stop nothing runs, and a run under way is told to end', async () => {
    const timers = new HandTimers()
    let aborted = false
    const run = (signal: AbortSignal) =>
      new Promise<number>((_, reject) => {
        signal.addEventListener('abort', () => {
          aborted = true
          reject(signal.reason)
        })
      })
    const renewal = startRenewal({ run, timers })
    await timers.fire()
    await renewal.stop()
    assert.equal(aborted, true)
    renewal.poke()
    assert.deepEqual(timers.waits, [])
    assert.equal(renewal.failure, null)
  })
})
