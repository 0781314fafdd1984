import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isOpenPeerError } from '../../../src/errors.ts'
import { claimInstructions } from '../../../src/identity-proofs/claim-instructions.ts'
import { PROOF_PLACES } from '../../../src/identity-proofs/methods/places.ts'
import { PROOF_METHODS } from '../../../src/identity-proofs/methods/table.ts'
import { wantedProof } from '../../../src/identity-proofs/proof-text.ts'
import { METHOD_CASES } from './cases/all.ts'

const ID = new Uint8Array(32).fill(3)

test('every method says in one sentence what to do, and no other does', () => {
  assert.deepEqual(Object.keys(PROOF_PLACES).sort(), PROOF_METHODS.map(({ id }) => id).sort())
  for (const place of Object.values(PROOF_PLACES)) assert.match(place, /^(Add|Put|Sign|Write) (?!.*\. [A-Z]).*\.$/)
})

test('words to write, or a statement to sign: what each method verifies by', () => {
  for (const { method, claim, claimFor } of METHOD_CASES) {
    const told = claimInstructions(ID, claim)
    const { plain, hashed, statement } = wantedProof(ID, claim)
    const isSigned = claimFor !== undefined
    assert.deepEqual(told.words, isSigned ? null : { plain, hashed }, method)
    assert.equal(told.statement, isSigned ? statement : null, method)
    assert.deepEqual([told.method, told.isComplete], [method, true])
  }
})

test('without its signature a claim says what to sign, and is not complete', () => {
  for (const { method, claim, claimFor } of METHOD_CASES) {
    if (claimFor === undefined) continue
    const [unsigned = ''] = claim.split('?')
    const told = claimInstructions(ID, unsigned)
    assert.deepEqual([told.method, told.isComplete, told.words], [method, false, null])
    assert.equal(told.statement, wantedProof(ID, claim).statement)
  }
})

test('what no method takes is refused', () => {
  for (const claim of [
    '',
    'alice',
    'http://alice.example/',
    'https://alice.example/a/b/c',
    'nostr:',
    'ethereum:0x12',
  ]) {
    assert.throws(
      () => claimInstructions(ID, claim),
      (error) => isOpenPeerError(error, 'INVALID_URI'),
      claim,
    )
  }
})
