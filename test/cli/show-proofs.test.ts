import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { proofsText } from '../../src/cli/show-proofs.ts'
import type { Contact, Proof } from '../../src/peer/contact.ts'

const claim = 'https://lobste.rs/~alice'
const proof = (changes: Partial<Proof> = {}): Proof => ({
  ...{ claim, method: 'lobsters', account: 'alice', profile: claim, result: 'verified', certainty: 'hard' },
  ...{ detail: 'alice shows this identity.', checkedAt: Date.UTC(2026, 10, 22, 19, 5, 7), evidence: null },
  checkedBy: 'self',
  ...changes,
})
const shown = (claims: string[], proofs: Proof[], width = 80, areNew = true) =>
  proofsText({ identity: { payload: { profile: { claims } } }, proofs } as unknown as Contact, { width, areNew })

describe('proofs, as a person sees them', () => {
  it('have a mark for each result, and the time', () => {
    for (const [result, mark] of Object.entries({
      verified: '✓',
      mismatch: '✗',
      missing: '–',
      unreachable: '?',
      unsupported: '·',
    })) {
      const text = shown([claim], [proof({ result: result as Proof['result'] })])
      assert.ok(text.startsWith(`  ${mark} lobsters  alice ${claim}\n`), text)
      assert.match(text, /\n +checked 2026-11-22 19:05:07 UTC$/)
    }
  })

  it('say whose word it is where this peer did not look itself', () => {
    assert.match(shown([claim], [proof({ checkedBy: 'a.test' })]), /a\.test checked it, and says so, 2026-11-22/)
  })

  it('are not passed off as new where they are remembered', () => {
    assert.match(shown([claim], [proof()], 80, false), /\n +remembered: checked 2026-11-22 19:05:07 UTC$/)
  })

  it('show what is claimed and was never checked as that', () => {
    assert.match(shown(['dns:alice.test'], []), /· claimed +dns:alice\.test\n +not checked/)
    const odd = proof({
      claim: 'mailto:alice@alice.test',
      method: null,
      account: null,
      profile: null,
      result: 'unsupported',
    })
    assert.match(shown([odd.claim], [odd]), /· claimed +mailto:alice@alice\.test\n/)
  })

  it('fit into narrow terminals, but for what is to be copied', () => {
    for (const line of shown([claim], [proof()], 30).split('\n')) assert.ok(line.length <= 40, line)
  })

  it('are nothing where nothing is claimed', () => {
    assert.equal(shown([], []), '')
    assert.equal(
      proofsText({ identity: { payload: {} }, proofs: [] } as unknown as Contact, { width: 80, areNew: true }),
      '',
    )
  })
})
