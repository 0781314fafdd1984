// Replays the committed vectors as any other implementation would: from the files alone.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fromString } from 'uint8arrays/from-string'
import { checkClaim } from '../../../src/identity-proofs/check-claim.ts'
import { matchClaim } from '../../../src/identity-proofs/claims.ts'
import { wantedProof } from '../../../src/identity-proofs/proof-text.ts'
import { optionsFor, proofVectors } from './vectors.ts'

const ROOT = join(import.meta.dirname, '../../vectors/proofs')
const files = ['valid', 'invalid'].flatMap((folder) =>
  readdirSync(join(ROOT, folder)).map((name) => {
    const text = readFileSync(join(ROOT, folder, name), 'utf8')
    return { folder, path: `proofs/${folder}/${name}`, text, content: JSON.parse(text) }
  }),
)

for (const { folder, path, content } of files) {
  test(path, async () => {
    const id = fromString(content.id, 'hex')
    for (const { claim, account } of content.claims ?? []) {
      assert.equal(matchClaim(claim)?.method, content.rule, claim)
      assert.equal(matchClaim(claim)?.question.account, account)
    }
    for (const claim of content.leaves ?? []) assert.notEqual(matchClaim(claim)?.method, content.rule, claim)
    for (const { claim, answers, result, certainty, ...words } of content.cases) {
      for (const [name, word] of Object.entries(words)) {
        if (name !== 'description') assert.equal(wantedProof(id, claim)[name as 'plain'], word)
      }
      if (answers === undefined) continue
      assert.equal(result === 'verified', folder === 'valid')
      const said = await checkClaim(claim, { ...optionsFor(answers), id })
      assert.deepEqual([said.result, said.certainty], [result, certainty], claim)
    }
  })
}

test('the committed vectors are what the functions give now, no more and no fewer', async () => {
  const fresh = (await proofVectors()).map(({ path, content }) => [
    `${path}.json`,
    `${JSON.stringify(content, null, 2)}\n`,
  ])
  assert.deepEqual(Object.fromEntries(files.map(({ path, text }) => [path, text])), Object.fromEntries(fresh))
})
