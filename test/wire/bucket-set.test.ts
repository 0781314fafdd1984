import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { BucketSet } from '../../src/wire/bucket-set.ts'

const rate = { capacity: 10, perSecond: 1 }

describe('a set of buckets', () => {
  it('gives each key a bucket of its own', () => {
    const set = new BucketSet({ rate, maxKeys: 10 })
    assert.equal(set.of('a', 0).take(0, 10), 0)
    assert.equal(set.of('a', 0).take(0, 1), 1_000)
    assert.equal(set.of('b', 0).take(0, 10), 0)
  })

  it('keeps no more keys than it may, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ key: fc.nat(200), amount: fc.nat(12), passMs: fc.nat(3_000) }), { maxLength: 400 }),
        (uses) => {
          const set = new BucketSet({ rate, maxKeys: 16 })
          let now = 0
          for (const { key, amount, passMs } of uses) {
            now += passMs
            set.of(String(key), now).take(now, amount)
            assert.ok(set.size <= 16)
          }
        },
      ),
    )
  })

  it('never lets a key that has used up its budget begin anew, however many keys are thrown at it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ key: fc.nat(500), amount: fc.integer({ min: 0, max: 10 }) }), { maxLength: 600 }),
        fc.nat(9_000),
        (flood, spreadMs) => {
          const set = new BucketSet({ rate, maxKeys: 8 })
          assert.equal(set.of('exhausted', 0).take(0, 10), 0)
          let now = 0
          for (const { key, amount } of flood) {
            now += spreadMs / 600
            set.of(String(key), now).take(now, amount)
          }
          assert.ok(set.of('exhausted', now).level(now) <= now / 1000 + 1e-6)
        },
      ),
    )
  })

  it('gives newcomers one bucket together while all others are in use, and their own as soon as one is full again', () => {
    const set = new BucketSet({ rate, maxKeys: 4 })
    for (const key of ['a', 'b', 'c', 'd']) set.of(key, 0).take(0, 10)
    const shared = set.of('e', 0)
    assert.equal(set.of('f', 0), shared)
    assert.equal(shared.rate.capacity, 160)
    const own = set.of('e', 10_000)
    assert.notEqual(own, shared)
    assert.equal(own.rate.capacity, 10)
    assert.equal(set.size, 4)
  })
})
