import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type BucketRate, TokenBucket, takeFromAll } from '../../src/wire/token-bucket.ts'

const rates: fc.Arbitrary<BucketRate> = fc.record({
  capacity: fc.integer({ min: 1, max: 1_000_000 }),
  perSecond: fc.double({ min: 0.01, max: 100_000, noNaN: true }),
})

const steps = fc.array(fc.record({ passMs: fc.nat(10_000), amount: fc.double({ min: 0, max: 2_000, noNaN: true }) }), {
  maxLength: 100,
})

describe('a token bucket', () => {
  it('never gives more than its capacity and what it refilled', () => {
    fc.assert(
      fc.property(rates, steps, (rate, taken) => {
        const bucket = new TokenBucket(rate, 0)
        let now = 0
        let given = 0
        for (const { passMs, amount } of taken) {
          now += passMs
          if (bucket.take(now, amount) === 0) given += Math.min(amount, rate.capacity)
          const most = rate.capacity + (rate.perSecond * now) / 1000
          assert.ok(given <= most * (1 + 1e-9) + 1e-3, `${given} of at most ${most}`)
        }
      }),
    )
  })

  it('says truly when to come back: then it can be had, and a moment before it cannot', () => {
    fc.assert(
      fc.property(rates, steps, fc.double({ min: 0, max: 2_000, noNaN: true }), (rate, taken, amount) => {
        const bucket = new TokenBucket(rate, 0)
        let now = 0
        for (const step of taken) {
          now += step.passMs
          bucket.take(now, step.amount)
        }
        const waitMs = bucket.take(now, amount)
        if (waitMs === 0) return
        if (waitMs > 2) assert.ok(bucket.waitMs(now + waitMs - 2, amount) > 0)
        assert.equal(bucket.take(now + waitMs, amount), 0)
      }),
    )
  })

  it('refuses what is missing for less than a millisecond too', () => {
    const bucket = new TokenBucket({ capacity: 1_000, perSecond: 1_000_000 }, 0)
    bucket.take(0, 1_000)
    assert.equal(bucket.take(0.5, 600), 1)
    assert.equal(bucket.take(0.6, 600), 0)
  })

  it('takes what is owed into debt, and says when that is paid', () => {
    const bucket = new TokenBucket({ capacity: 10, perSecond: 1 }, 0)
    assert.equal(bucket.owe(0, 8), 0)
    assert.equal(bucket.owe(0, 8), 6_000)
    assert.equal(bucket.owe(6_000, 0), 0)
    assert.equal(bucket.take(6_000, 1), 1_000)
  })

  it('takes nothing when it refuses', () => {
    const bucket = new TokenBucket({ capacity: 10, perSecond: 1 }, 0)
    assert.equal(bucket.take(0, 4), 0)
    assert.equal(bucket.take(0, 9), 3_000)
    assert.equal(bucket.level(0), 6)
  })

  it('lets an amount above its capacity through when it is full, else it would never be', () => {
    const bucket = new TokenBucket({ capacity: 10, perSecond: 1 }, 0)
    assert.equal(bucket.take(0, 1_000), 0)
    assert.equal(bucket.take(0, 1_000), 10_000)
  })

  it('survives a clock that runs backwards', () => {
    const bucket = new TokenBucket({ capacity: 10, perSecond: 1 }, 1_000_000)
    bucket.take(1_000_000, 10)
    assert.equal(bucket.level(0), 0)
    assert.equal(bucket.level(2_000), 2)
  })

  it('gives back no more than it holds', () => {
    const bucket = new TokenBucket({ capacity: 10, perSecond: 1 }, 0)
    bucket.take(0, 8)
    bucket.giveBack(0, 5)
    assert.equal(bucket.level(0), 7)
    bucket.giveBack(0, 500)
    assert.equal(bucket.level(0), 10)
  })
})

describe('several buckets at once', () => {
  it('take from all or from none, and name the longest wait', () => {
    const large = new TokenBucket({ capacity: 100, perSecond: 1 }, 0)
    const small = new TokenBucket({ capacity: 10, perSecond: 1 }, 0)
    assert.equal(takeFromAll([large, small], 0, 10), 0)
    assert.equal(takeFromAll([large, small], 0, 5), 5_000)
    assert.deepEqual([large.level(0), small.level(0)], [90, 0])
    assert.equal(takeFromAll([], 0, 5), 0)
  })
})
