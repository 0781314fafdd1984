import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createLedger } from '../../soak/ledger.ts'
import { isSound } from '../../soak/verdict.ts'

const [ALICE, BOB] = ['alice@a.test', 'bob@b.test']

describe('a ledger', () => {
  it('is content when everything that was sent has arrived once, in order, with its receipt', () => {
    const ledger = createLedger()
    const texts = [1, 2, 3].map(() => ledger.sending(ALICE, BOB))
    for (const text of texts) ledger.received(BOB, ALICE, text)
    for (const text of texts) ledger.receipted(text)
    assert.deepEqual(ledger.missing(), { lost: [], withoutReceipt: [] })
    assert.ok(isSound(ledger.summary(), []))
  })

  it('misses what did not arrive', () => {
    const ledger = createLedger()
    const text = ledger.sending(ALICE, BOB)
    ledger.receipted(text)
    assert.deepEqual(ledger.missing().lost, [text])
    assert.ok(!isSound(ledger.summary(), []))
  })

  const wrongs: [string, (ledger: ReturnType<typeof createLedger>) => void][] = [
    [
      'a message that comes twice',
      (ledger) => {
        const text = ledger.sending(ALICE, BOB)
        ledger.received(BOB, ALICE, text)
        ledger.received(BOB, ALICE, text)
      },
    ],
    [
      'one that comes again after it was done with',
      (ledger) => {
        const text = ledger.sending(ALICE, BOB)
        ledger.received(BOB, ALICE, text)
        ledger.receipted(text)
        ledger.received(BOB, ALICE, text)
      },
    ],
    [
      'one that comes behind a later one',
      (ledger) => {
        const [first, second] = [ledger.sending(ALICE, BOB), ledger.sending(ALICE, BOB)]
        ledger.received(BOB, ALICE, second)
        ledger.received(BOB, ALICE, first)
      },
    ],
    ['one as from somebody else', (ledger) => ledger.received(BOB, 'eve@c.test', ledger.sending(ALICE, BOB))],
    ['one that nobody sent', (ledger) => ledger.received(BOB, ALICE, '7 from nobody')],
    ['a wrong answer', (ledger) => ledger.wrong('alice was led to eve')],
  ]
  for (const [name, happens] of wrongs) {
    it(`finds ${name}`, () => {
      const ledger = createLedger()
      happens(ledger)
      assert.equal(ledger.summary().wrong.length, 1)
      assert.ok(!isSound(ledger.summary(), []))
    })
  }

  it('tells the first quarter of the times from the last', () => {
    const ledger = createLedger()
    for (let i = 1; i <= 400; i++) ledger.done('lookup', i, 'ok')
    ledger.done('lookup', 9_999, 'UNREACHABLE')
    const { lookup } = ledger.summary().acts
    assert.deepEqual(lookup?.outcomes, { ok: 400, UNREACHABLE: 1 })
    assert.deepEqual([lookup?.firstQuarter?.p50, lookup?.lastQuarter?.p50], [51, 351])
    assert.deepEqual([lookup?.firstQuarter?.p99, lookup?.lastQuarter?.count], [100, 100])
  })
})
