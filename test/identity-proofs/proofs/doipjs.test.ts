import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matchClaim } from '../../../src/identity-proofs/claims.ts'
import { METHOD_CASES } from './cases/all.ts'
import { COMPARISONS, GENERAL, NOT_OURS } from './doipjs.ts'

/** Their 25 providers, as src/serviceProviders/index.js of doipjs 1.2.9 lists them. */
const THEIRS = [
  ...['activitypub', 'aspe', 'discourse', 'dns', 'forem', 'forgejo', 'gitea', 'github', 'gitlab', 'hackernews', 'irc'],
  ...[
    'keybase',
    'liberapay',
    'lichess',
    'lobsters',
    'matrix',
    'opencollective',
    'openpgp',
    'orcid',
    'owncast',
    'reddit',
  ],
  ...['stackexchange', 'telegram', 'twitter', 'xmpp'],
]

test('each of their providers is compared, or said not to be ours and why', () => {
  const named = [...COMPARISONS.map(({ provider }) => provider), ...Object.keys(NOT_OURS)]
  assert.deepEqual(named.sort(), THEIRS.sort())
  for (const reason of [...Object.values(NOT_OURS), ...GENERAL]) assert.ok(reason.length > 20)
})

for (const { provider, claim, ours = claim, request, differs, paths } of COMPARISONS) {
  test(`${provider}: the same claim, request and places, but for what is listed`, () => {
    assert.equal(differs.claim !== undefined, ours !== claim, 'a claim in another form has a reason')
    const matched = matchClaim(ours)
    assert.equal(matched?.method, provider)
    const [first] = matched.question.requests
    const asked = first?.kind === 'get' ? first.url : first?.kind === 'txt' ? `TXT ${first.name}` : ''
    assert.equal(differs.request !== undefined, asked !== request, `ours asks ${asked}`)
    assert.ok(paths.length > 0)
    for (const reason of Object.values(differs)) assert.ok(reason.length > 15)
  })
}

test('where they ask for no owner, ours refuses a stranger’s place', () => {
  for (const { provider, differs } of COMPARISONS) {
    if (differs.owner === undefined) continue
    const one = METHOD_CASES.find(({ method }) => method === provider)
    const isRefused = one?.forgeries.some(({ result }) => result === 'mismatch')
    assert.ok(isRefused, `${provider} has no forgery by a stranger`)
  }
})
