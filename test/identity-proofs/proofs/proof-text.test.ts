import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { matchClaim } from '../../../src/identity-proofs/claims.ts'
import { isShown, wantedProof } from '../../../src/identity-proofs/proof-text.ts'

const ID = new Uint8Array(32).fill(3)
const CLAIM = 'https://social.test/@alice'
const wanted = wantedProof(ID, CLAIM)

test('the two words are 53 characters, and the hash is another one for each claim and each identity', () => {
  assert.match(wanted.plain, /^b[a-z2-7]{52}$/)
  assert.match(wanted.hashed, /^b[a-z2-7]{52}$/)
  const hashes = [wanted, wantedProof(ID, `${CLAIM}2`), wantedProof(new Uint8Array(32), CLAIM)].map(
    ({ hashed }) => hashed,
  )
  assert.equal(new Set(hashes).size, 3)
})

test('a word counts whole: beside it stands no letter, digit or underscore of any script', () => {
  for (const good of ['%', ' %', 'peer://a.test/%', '"%"', '>%<', '%\n', '(%)', '=%;', 'é %']) {
    assert.ok(isShown([good.replace('%', wanted.plain)], wanted), good)
  }
  for (const bad of ['a%', '%a', '1%', '%7', '_%', 'é%', '%д', '％0%９', '%B']) {
    assert.ok(!isShown([bad.replace('%', wanted.plain)], wanted), bad)
  }
  assert.ok(!isShown([wanted.plain.toUpperCase()], wanted))
  assert.ok(!isShown([wanted.plain.slice(0, 26), wanted.plain.slice(26)], wanted))
})

test('no other text shows it', () => {
  fc.assert(fc.property(fc.array(fc.string({ maxLength: 200 })), (texts) => !isShown(texts, wanted)))
})

test('claims: one spelling, https only where a page is meant, no method for anything else', () => {
  for (const claim of [
    '',
    'alice',
    'http://social.test/@alice',
    'HTTPS://social.test/@alice',
    'https://social.test:444/@a',
  ]) {
    assert.equal(matchClaim(claim), null, claim)
  }
  assert.equal(matchClaim('https://social.test/../@alice'), null)
  assert.equal(matchClaim(`https://social.test/@${'a'.repeat(600)}`), null)
  assert.equal(matchClaim('nothing+https://social.test/@alice'), null)
  assert.equal(matchClaim('https://127.0.0.1/@alice')?.question.requests[0]?.kind, 'get')
})

test('whatever the claim: never a throw, and only https addresses of its own making', () => {
  const hostile = fc.oneof(
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
    fc.string(),
    fc
      .tuple(fc.constantFrom('dns:', 'nostr:', 'matrix:u/', 'did:', 'ethereum:', 'forem+https://'), fc.string())
      .map((parts) => parts.join('')),
    fc.string().map((path) => `https://social.test/@${path}`),
  )
  fc.assert(
    fc.property(hostile, (claim) => {
      for (const request of matchClaim(claim)?.question.requests ?? []) {
        if (request.kind !== 'get') continue
        const url = new URL(request.url)
        assert.equal(url.protocol, 'https:')
        assert.equal(url.username + url.password + url.port, '')
      }
    }),
    { numRuns: 2_000 },
  )
})
