import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { checkClaim } from '../../../src/identity-proofs/check-claim.ts'
import { matchClaim } from '../../../src/identity-proofs/claims.ts'
import { PROOF_METHODS } from '../../../src/identity-proofs/methods/table.ts'
import { wantedProof } from '../../../src/identity-proofs/proof-text.ts'
import type { Answers, MethodCase } from './case.ts'
import { METHOD_CASES } from './cases/all.ts'
import { startServices } from './services.ts'

const ID = new Uint8Array(32).fill(3)
const OTHER_ID = new Uint8Array(32).fill(4)
const NOW = Date.UTC(2026, 10, 22)
const WORDS = wantedProof(ID, '')

let services: Awaited<ReturnType<typeof startServices>>
before(async () => {
  const hosts = METHOD_CASES.flatMap((method) =>
    [method.genuine('', WORDS), ...method.forgeries.map(({ answers }) => answers(WORDS))].flatMap(hostsOf),
  )
  services = await startServices([...new Set(hosts)])
})
after(() => services.stop())

function hostsOf({ https = {} }: Answers): string[] {
  return Object.keys(https)
}

function claimOf({ claim, claimFor }: MethodCase): string {
  return claimFor === undefined ? claim : claimFor(wantedProof(ID, claim))
}

const check = (claim: string, id = ID) => checkClaim(claim, { id, outside: services.outside, now: () => NOW })

test('every method has its case, and every case its method', () => {
  assert.deepEqual(METHOD_CASES.map(({ method }) => method).sort(), PROOF_METHODS.map(({ id }) => id).sort())
})

for (const one of METHOD_CASES) {
  describe(one.method, () => {
    test('takes its claims, and no others', () => {
      for (const claim of [claimOf(one), ...one.takes]) assert.equal(matchClaim(claim)?.method, one.method, claim)
      for (const claim of one.leaves) assert.notEqual(matchClaim(claim)?.method, one.method, claim)
    })

    test('verified: by the id, and by its hash where a page is not to show it', async () => {
      const claim = claimOf(one)
      const words = wantedProof(ID, claim)
      for (const word of [words.plain, words.hashed]) {
        services.show(one.genuine(word, words))
        const checked = await check(claim)
        assert.equal(checked.result, 'verified', checked.detail)
        assert.equal(checked.method, one.method)
        assert.equal(checked.account, one.account)
        assert.equal(checked.certainty, 'hard')
        assert.equal(checked.checkedAt, NOW)
        assert.match(checked.evidence ?? '', /^[0-9a-f]{64}$/)
      }
    })

    test('not for another identity, nor by the hash of another claim', async () => {
      const claim = claimOf(one)
      const words = wantedProof(ID, claim)
      services.show(one.genuine(words.plain, words))
      assert.notEqual((await check(claim, OTHER_ID)).result, 'verified')
      if (one.claimFor !== undefined) return
      services.show(one.genuine(wantedProof(ID, `${claim}x`).hashed, words))
      assert.equal((await check(claim)).result, 'missing')
    })

    for (const forgery of one.forgeries) {
      test(`forged: ${forgery.what}`, async () => {
        const claim = forgery.claim ?? one.claim
        services.show(forgery.answers(wantedProof(ID, claim)))
        const checked = await check(claim)
        assert.equal(checked.result, forgery.result, checked.detail)
        assert.equal(checked.certainty, forgery.result === 'unreachable' ? 'soft' : 'hard')
        assert.notEqual(checked.detail, '')
      })
    }
  })
}
