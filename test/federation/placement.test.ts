import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { compare } from 'uint8arrays/compare'
import { fromString } from 'uint8arrays/from-string'
import { toString as textOf } from 'uint8arrays/to-string'
import { xor } from 'uint8arrays/xor'
import { isNearer, kadKey, nearest, parseKadKey, quorum, viewHash } from '../../src/federation/placement.ts'

describe('placement', () => {
  test('five of eight or more holders, else the majority, make a write done', () => {
    assert.deepEqual(quorum(48), { holders: 48, write: 5, read: 44 })
    assert.deepEqual(quorum(9), { holders: 9, write: 5, read: 5 })
    assert.deepEqual(quorum(8), { holders: 8, write: 5, read: 4 })
    assert.deepEqual(quorum(3), { holders: 3, write: 2, read: 2 })
    assert.deepEqual(quorum(2), { holders: 2, write: 2, read: 1 })
    assert.deepEqual(quorum(1), { holders: 1, write: 1, read: 1 })
  })

  test('a read always meets the last write', () => {
    for (let count = 1; count <= 48; count++) {
      const { holders, write, read } = quorum(count)
      assert.ok(write + read > holders, `with ${count} holders`)
      assert.ok(write <= holders && read >= 1)
    }
  })

  test('the nearest by prefix search are the nearest by sorting all', () => {
    const place = fc.uint8Array({ minLength: 32, maxLength: 32 })
    // Few different first bytes, so that long common prefixes occur.
    const crowded = fc.tuple(fc.constantFrom(0, 1, 128, 255), place).map(([first, rest]) => {
      const bytes = new Uint8Array(rest)
      bytes.fill(first, 0, 31)
      return bytes
    })
    const places = fc.uniqueArray(fc.oneof(place, crowded), { maxLength: 40, selector: (one) => textOf(one, 'hex') })
    fc.assert(
      fc.property(places, fc.oneof(place, crowded), fc.integer({ min: 1, max: 12 }), (all, target, count) => {
        const sorted = all.map((position) => ({ position })).sort((a, b) => compare(a.position, b.position))
        const expected = [...sorted].sort((a, b) => compare(xor(a.position, target), xor(b.position, target)))
        assert.deepEqual(nearest(sorted, target, count), expected.slice(0, count))
      }),
    )
  })

  test('nearer means a smaller XOR', () => {
    const byte = (value: number) => Uint8Array.of(value, 0)
    assert.equal(isNearer(byte(0b0101), byte(0b0111), byte(0b0100)), true)
    assert.equal(isNearer(byte(0b0111), byte(0b0101), byte(0b0100)), false)
    assert.equal(isNearer(byte(1), byte(1), byte(0)), false)
  })

  test('a kad key is the network and the routing key, and nothing else reads as one', () => {
    const routingKey = new Uint8Array(32).fill(0xab)
    assert.equal(textOf(kadKey('test', routingKey)), `/test/${'ab'.repeat(32)}`)
    assert.deepEqual(parseKadKey('test', kadKey('test', routingKey)), routingKey)
    for (const wrong of [
      `/other/${'ab'.repeat(32)}`,
      `/test/${'AB'.repeat(32)}`,
      `/test/${'ab'.repeat(31)}`,
      `/test/${'ab'.repeat(32)}/`,
      `/pk/${'ab'.repeat(32)}`,
      '',
    ]) {
      assert.equal(parseKadKey('test', fromString(wrong)), null, wrong)
    }
  })

  test('the view hash shows which nodes and in which order, in eight bytes', () => {
    const [a, b] = [Uint8Array.of(1), Uint8Array.of(2)]
    assert.equal(viewHash([a, b]).byteLength, 8)
    assert.notDeepEqual(viewHash([a, b]), viewHash([b, a]))
    assert.notDeepEqual(viewHash([a, b]), viewHash([a]))
    assert.deepEqual(viewHash([a, b]), viewHash([a, b]))
  })
})
