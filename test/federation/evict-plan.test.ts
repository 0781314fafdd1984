import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type Candidate, levelled, planEviction } from '../../src/federation/evict-plan.ts'
import { OTHERS_ACCOUNT, OWN_ACCOUNT, payerOf, UNKNOWN_ACCOUNT } from '../../src/federation/quota.ts'

const NOW = 1_000
const ACCOUNTS = [
  OWN_ACCOUNT,
  OTHERS_ACCOUNT,
  UNKNOWN_ACCOUNT,
  'a.example',
  'b.example',
  'a.example/b.example',
  'a.example/c.example',
]

function countsOf(held: readonly Candidate[], name = (account: string) => account): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { account } of held) counts.set(name(account), (counts.get(name(account)) ?? 0) + 1)
  return counts
}

function evict(held: readonly Candidate[], room: number, only: string | null = null): Candidate[] {
  const plan = planEviction({ counts: countsOf(held), room, now: NOW, only })
  for (const candidate of held) plan.see(candidate)
  return plan.victims()
}

let keys = 0
function held(account: string, expiresAt: number, keepUntil = expiresAt + 500): Candidate {
  keys++
  return { routingKey: Uint8Array.of(keys >> 16, keys >> 8, keys), account, expiresAt, keepUntil }
}

const candidates = fc
  .array(
    fc.record({
      account: fc.constantFrom(...ACCOUNTS),
      // Over, living, and a tombstone, which never ends.
      expiresAt: fc.oneof(
        fc.integer({ min: 0, max: NOW }),
        fc.integer({ min: NOW + 1, max: 2 * NOW }),
        fc.constant(Infinity),
      ),
      keptMs: fc.integer({ min: 0, max: 500 }),
    }),
    { maxLength: 80 },
  )
  .map((list) => list.map(({ account, expiresAt, keptMs }) => held(account, expiresAt, expiresAt + keptMs)))

const isOver = ({ expiresAt }: Candidate) => expiresAt <= NOW
const mayGo = ({ account }: Candidate) => account !== OWN_ACCOUNT

describe('who makes room', () => {
  test('whatever is held: what is over first, then the largest accounts down to one level, never our own', () => {
    fc.assert(
      fc.property(candidates, fc.integer({ min: 0, max: 40 }), (all, room) => {
        const victims = new Set(evict(all, room))
        const left = all.filter((candidate) => !victims.has(candidate))
        assert.equal(victims.size, Math.min(room, all.filter(mayGo).length))
        assert.ok([...victims].every(mayGo))

        const over = all.filter((candidate) => mayGo(candidate) && isOver(candidate))
        const living = [...victims].filter((candidate) => !isOver(candidate))
        if (living.length > 0) assert.ok(over.every((candidate) => victims.has(candidate)))
        const lastOver = Math.max(...over.filter((one) => victims.has(one)).map(({ keepUntil }) => keepUntil))
        assert.ok(over.every((one) => victims.has(one) || one.keepUntil >= lastOver))

        const [counts, payers] = [countsOf(left), countsOf(left, payerOf)]
        for (const { account, expiresAt } of living) {
          const mates = left.filter((one) => one.account === account && !isOver(one))
          assert.ok(
            mates.every((one) => one.expiresAt >= expiresAt),
            'the soonest to expire go first',
          )
          for (const other of left.filter(mayGo)) {
            const [payer, ofPayer] = [payerOf(account), payerOf(other.account)]
            const most = (payers.get(payer) ?? 0) + 1
            assert.ok((payers.get(ofPayer) ?? 0) <= most, `${payer} lost one and ${ofPayer} had more`)
            const isSibling = payer === ofPayer
            const mostOfAccount = (counts.get(account) ?? 0) + 1
            assert.ok(!isSibling || (counts.get(other.account) ?? 0) <= mostOfAccount, `${account} lost one`)
          }
        }
      }),
      { numRuns: 500 },
    )
  })

  test('an account at its own limit loses its own alone', () => {
    fc.assert(
      fc.property(candidates, fc.integer({ min: 1, max: 40 }), (all, room) => {
        const victims = evict(all, room, 'a.example')
        const mine = all.filter(({ account }) => payerOf(account) === 'a.example')
        assert.equal(victims.length, Math.min(room, mine.length))
        assert.ok(victims.every(({ account }) => payerOf(account) === 'a.example'))
      }),
    )
  })

  test('tombstones of an account go last', () => {
    const dead = held('a.example', Infinity)
    const all = [dead, held('a.example', NOW + 9), held('a.example', NOW + 5)]
    assert.deepEqual(
      evict(all, 2).map(({ expiresAt }) => expiresAt),
      [NOW + 5, NOW + 9],
    )
    assert.deepEqual(evict(all, 3).at(-1), dead)
  })

  test('the same records go in whatever order they are walked over', () => {
    const all = Array.from({ length: 60 }, (_, index) => held(ACCOUNTS[index % 5] ?? '', NOW + 1 + (index % 3)))
    const keysOf = (victims: Candidate[]) => victims.map(({ routingKey }) => String(routingKey)).sort()
    assert.deepEqual(keysOf(evict(all.toReversed(), 25)), keysOf(evict(all, 25)))
  })

  test('what a holder handed on for one that floods goes before what is its own', () => {
    const own = Array.from({ length: 10 }, () => held('h.example', NOW + 1))
    const flood = Array.from({ length: 50 }, () => held('h.example/flood.example', NOW + 9))
    const other = Array.from({ length: 20 }, () => held('a.example', NOW + 1))
    const gone = evict([...own, ...flood, ...other], 35)
    assert.ok(gone.every(({ account }) => account === 'h.example/flood.example'))
  })

  test('equal shares: 100 small accounts lose nothing to one that fills the rest', () => {
    const counts = new Map(Array.from({ length: 100 }, (_, index) => [`d${index}.example`, 90]))
    counts.set('flood.example', 1_000)
    assert.deepEqual([...levelled(counts, 500)], [['flood.example', 500]])
    assert.equal(levelled(counts, 910).size, 101, 'at one level with them, it is one of them')
  })
})
