import { type CheckClaimOptions, checkClaim } from '../../../src/identity-proofs/check-claim.ts'
import { matchClaim } from '../../../src/identity-proofs/claims.ts'
import type { Outside } from '../../../src/identity-proofs/outside.ts'
import { wantedProof } from '../../../src/identity-proofs/proof-text.ts'
import { hex, type Vector } from '../../records/vector-cases/vector.ts'
import type { Answers, MethodCase } from './case.ts'
import { METHOD_CASES } from './cases/all.ts'

const ID = new Uint8Array(32).fill(3)
const NOW = Date.UTC(2026, 10, 22)

/** A door to answers that are given: what is not there is a 404, or no TXT record. */
export function doorTo({ https = {}, txt = {} }: Answers): Outside {
  return {
    canResolveDns: true,
    resolveTxt: async (name) => txt[name] ?? null,
    async fetchText(url) {
      const { host, pathname, search } = new URL(url)
      const page = https[host]?.[`${pathname}${search}`]
      if (page === undefined) return { status: 404, contentType: null, text: '' }
      const text = typeof page.body === 'string' ? page.body : JSON.stringify(page.body)
      return { status: page.status ?? 200, contentType: null, text }
    },
  }
}

export const optionsFor = (answers: Answers): CheckClaimOptions => ({
  id: ID,
  outside: doorTo(answers),
  now: () => NOW,
})

/** Every vector below test/vectors/proofs: one file a method for what verifies, one for what must not. */
export async function proofVectors(): Promise<Vector[]> {
  const files = METHOD_CASES.map(async (one) => [await genuine(one), await forged(one)])
  return [...(await Promise.all(files)).flat(), words()].sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function genuine(one: MethodCase): Promise<Vector> {
  const claim = one.claimFor?.(wantedProof(ID, one.claim)) ?? one.claim
  const wanted = wantedProof(ID, claim)
  const answers = [wanted.plain, wanted.hashed].map((word) => one.genuine(word, wanted))
  const cases = await Promise.all(answers.map((given) => checked(claim, given)))
  return file(`valid/${one.method}`, 'The place shows the identity.', {
    claims: [claim, ...one.takes].map((text) => ({ claim: text, account: matchClaim(text)?.question.account })),
    cases: one.claimFor === undefined ? cases : cases.slice(0, 1),
  })
}

async function forged(one: MethodCase): Promise<Vector> {
  const cases = one.forgeries.map(async ({ what, claim = one.claim, answers }) => ({
    description: what,
    ...(await checked(claim, answers(wantedProof(ID, claim)))),
  }))
  return file(`invalid/${one.method}`, 'What must not pass for a proof, and claims that are not of the method.', {
    leaves: one.leaves,
    cases: await Promise.all(cases),
  })
}

async function checked(claim: string, answers: Answers) {
  const { result, certainty } = await checkClaim(claim, optionsFor(answers))
  return { claim, answers, result, certainty }
}

function words(): Vector {
  const cases = METHOD_CASES.slice(0, 3).map(({ claim }) => {
    const { plain, hashed, statement } = wantedProof(ID, claim)
    return { claim, plain, hashed, statement }
  })
  return file('valid/words', 'The two words and the statement that prove a claim.', { cases })
}

function file(name: string, description: string, fields: object): Vector {
  const rule = name.replace(/^.*\//, '')
  return { path: `proofs/${name}`, content: { description, rule, operation: 'checkClaim', id: hex(ID), ...fields } }
}
