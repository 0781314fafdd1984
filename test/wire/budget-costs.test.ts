import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { costOf, countBatch, DIRECTORY_COSTS, RECORDS_COSTS } from '../../src/wire/budget-costs.ts'
import { FindRequest, GetRequest, PublishRequest, PutRequest } from '../../src/wire/messages.js'
import { directory, MAX_BATCH, records } from '../../src/wire/methods.ts'

const bytes = fc.uint8Array({ maxLength: 300 }).map((list) => Uint8Array.from(list))

describe('what a request costs', () => {
  it('is said for each method, and is never nothing', () => {
    assert.deepEqual(Object.keys(DIRECTORY_COSTS).sort(), Object.keys(directory).sort())
    assert.deepEqual(Object.keys(RECORDS_COSTS).sort(), Object.keys(records).sort())
    for (const { base } of Object.values({ ...DIRECTORY_COSTS, ...RECORDS_COSTS })) assert.ok(base >= 1)
    assert.equal(costOf(RECORDS_COSTS, 'toString', new Uint8Array()), 1, 'a method that nobody has is answered too')
  })

  it('says so for every method that takes a batch', () => {
    for (const { name, limits } of Object.values({ ...directory, ...records })) {
      const costs: Record<string, { entry?: number }> = { ...DIRECTORY_COSTS, ...RECORDS_COSTS }
      if (limits.request !== undefined) assert.ok((costs[name]?.entry ?? 0) >= 1, name)
    }
  })

  it('grows with the elements of a batch and with the bytes', () => {
    const keys = (count: number) => FindRequest.encode({ routingKeys: Array(count).fill(new Uint8Array(32).fill(255)) })
    assert.equal(costOf(DIRECTORY_COSTS, 'find', keys(1)), 21)
    assert.equal(costOf(DIRECTORY_COSTS, 'find', keys(16)), 321)
    assert.equal(costOf(DIRECTORY_COSTS, 'describe', new Uint8Array(40_960)), 11)
  })

  it('counts what the codecs write, whatever is in it', () => {
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 20 }), fc.string(), (parts, policy) => {
        const entries = parts.map((part) => ({ routingKey: part, envelope: part, view: part, digestOnly: true }))
        const encoded = [
          FindRequest.encode({ routingKeys: parts, policy }),
          PublishRequest.encode({ records: entries }),
          PutRequest.encode({ entries }),
          GetRequest.encode({ entries }),
        ]
        for (const body of encoded) assert.equal(countBatch(body), parts.length)
      }),
    )
  })

  it('is no less than what decoding gives, for any bytes', () => {
    fc.assert(
      fc.property(fc.oneof(bytes, mixed()), (body) => {
        let decoded = 0
        try {
          decoded = PutRequest.decode(body, { limits: { entries: MAX_BATCH } }).entries.length
        } catch {
          // No message: whatever was counted was too much.
        }
        assert.ok(countBatch(body) >= decoded)
      }),
      { numRuns: 2_000 },
    )
  })
})

/** Entries between fields that no honest asker sends, in encodings that are not the shortest. */
function mixed(): fc.Arbitrary<Uint8Array> {
  const entry = fc.constantFrom([0x0a, 0], [0x8a, 0x00, 0], [0x0a, 0x80, 0x00], [0x0a, 2, 0x0a, 0])
  const odd = fc.constantFrom([0x1d, 1, 2, 3, 4], [0x19, 1, 2, 3, 4, 5, 6, 7, 8], [0x18, 0xff, 0x7f], [0x12, 1, 0x0a])
  const group = fc.constantFrom([0x1b, 0x1c], [0x1b, 0x0a, 0, 0x1c])
  return fc.array(fc.oneof(entry, odd, group), { maxLength: 20 }).map((fields) => Uint8Array.from(fields.flat()))
}
