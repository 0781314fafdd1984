// What a home may say of somebody's accounts, and what is made of it when it lies.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OpenPeerError } from '../../src/errors.ts'
import type { Outside } from '../../src/identity-proofs/outside.ts'
import type { Contact, Proof } from '../../src/peer/contact.ts'
import { createProofs } from '../../src/peer/proofs.ts'
import type { CheckProofsRequest, ProofOutcome } from '../../src/wire/messages.js'

const NOW = 1_800_000_000_000
const ALICE = 'https://lobste.rs/~alice'
const BLUE = 'https://lobste.rs/~blue'
const unreached: Outside = {
  canResolveDns: false,
  fetchText: async () => {
    throw new OpenPeerError('FETCH_FAILED', 'not allowed')
  },
  resolveTxt: async () => null,
}

const outcome = (changes: Partial<ProofOutcome>): ProofOutcome => ({
  ...{ claim: ALICE, result: 'verified', detail: 'seen', checkedAt: NOW - 5, evidence: new Uint8Array(32) },
  ...changes,
})

/** Checks two claims behind a door that reaches nothing, with a home that answers so. */
async function told(answer: ProofOutcome[] | Error, outside = unreached, isSecret = false) {
  const asked: CheckProofsRequest[] = []
  const kept: Proof[][] = []
  const proofs = createProofs({
    outside,
    home: {
      domain: 'a.test',
      async ask(_method, message) {
        asked.push(message as unknown as CheckProofsRequest)
        if (answer instanceof Error) throw answer
        return { outcomes: answer } as never
      },
    },
    contacts: { learnProofs: async (_id, learnt) => void kept.push(learnt) },
    isSecret: async () => isSecret,
    now: () => NOW,
  })
  const identity = { payload: { profile: { claims: [ALICE, BLUE] } } }
  const found = await proofs.check({ id: new Uint8Array(32), identity } as unknown as Contact)
  assert.deepEqual(kept, [found])
  return { found, asked }
}

test('what this peer could not reach is taken from the home, under its name', async () => {
  const { found, asked } = await told([outcome({})])
  assert.deepEqual(asked[0]?.claims, [ALICE, BLUE])
  const [first, second] = found
  assert.deepEqual(
    [first?.result, first?.checkedBy, first?.checkedAt, first?.account],
    ['verified', 'a.test', NOW - 5, 'alice'],
  )
  assert.deepEqual([second?.result, second?.checkedBy, second?.certainty], ['unreachable', 'self', 'soft'])
})

test('what this peer saw itself is not asked, nor overridden', async () => {
  const outside: Outside = { ...unreached, fetchText: async () => ({ status: 404, contentType: null, text: '' }) }
  const { found, asked } = await told([outcome({})], outside)
  assert.deepEqual([asked.length, found[0]?.result, found[0]?.checkedBy], [0, 'missing', 'self'])
})

test('the home does not hear of somebody whom only an invitation leads to', async () => {
  const { found, asked } = await told([outcome({})], unreached, true)
  assert.deepEqual([asked.length, found[0]?.result, found[0]?.checkedBy], [0, 'unreachable', 'self'])
})

test('a home cannot say things of claims that were not asked, nor from the future, nor in words of its own', async () => {
  const { found } = await told([
    outcome({ claim: 'https://lobste.rs/~mallory' }),
    outcome({ checkedAt: NOW + 1_000_000, detail: 'x'.repeat(5_000), evidence: new Uint8Array(7) }),
    outcome({ claim: BLUE, result: 'perfect' }),
  ])
  assert.deepEqual(
    found.map(({ claim, result }) => [claim, result]),
    [
      [ALICE, 'verified'],
      [BLUE, 'unreachable'],
    ],
  )
  const [first] = found
  assert.deepEqual([first?.checkedAt, first?.detail.length, first?.evidence], [NOW, 500, null])
})

test('a home that could not look either, refuses, or is too old to know the question, changes nothing', async () => {
  for (const answer of [
    [outcome({ result: 'unreachable' })],
    new OpenPeerError('TOO_MANY_REQUESTS', 'busy'),
    new OpenPeerError('UNKNOWN_METHOD', 'what?'),
  ]) {
    const { found } = await told(answer)
    assert.deepEqual(
      found.map(({ result, checkedBy }) => [result, checkedBy]),
      Array(2).fill(['unreachable', 'self']),
    )
  }
  await assert.rejects(told(new OpenPeerError('ABORTED', 'enough')), { code: 'ABORTED' })
})
