import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { etagOf, matchesEtag } from '../../src/http/etag.ts'

const a = Uint8Array.of(1)
const b = Uint8Array.of(2)

describe('ETags', () => {
  it('differ with the bytes, their order and where one ends', () => {
    const tags = [etagOf(a, b), etagOf(b, a), etagOf(Uint8Array.of(1, 2)), etagOf(a, b, new Uint8Array())]
    assert.equal(new Set(tags).size, tags.length)
    assert.equal(etagOf(a, b), etagOf(Uint8Array.of(1), Uint8Array.of(2)))
    assert.match(etagOf(a), /^W\/"[\w-]{43}"$/)
  })

  const tag = etagOf(a)
  const cases: [string, string | null, boolean][] = [
    ['no header', null, false],
    ['the same', tag, true],
    ['the same, said to be strong', tag.slice(2), true],
    ['any', '*', true],
    ['one of a list', `"x", ${tag} , W/"y"`, true],
    ['another', etagOf(b), false],
    ['a part of it', tag.slice(0, -2), false],
    ['nothing', '', false],
  ]
  for (const [what, header, expected] of cases) {
    it(`${expected ? 'matches' : 'does not match'}: ${what}`, () => {
      assert.equal(matchesEtag(header, tag), expected)
    })
  }
})
