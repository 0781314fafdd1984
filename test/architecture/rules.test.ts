/** The rules themselves: each one finds the breach planted for it, and none cries at harmless code. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ARROWS } from './arrows.ts'
import { DUTIES } from './duties.ts'
import { HARMLESS, PLANTED } from './planted-breaches.ts'
import { SHAPE } from './shape.ts'
import { parseSource } from './source-file.ts'

const rules = [...ARROWS, ...DUTIES, ...SHAPE]
const parsed = (texts: Record<string, string>) =>
  Object.entries({ ...HARMLESS, ...texts }).map(([path, text]) => parseSource(path, text))

describe('architecture rules', () => {
  for (const rule of rules) {
    it(`${rule.name}: finds a planted breach, and only that`, () => {
      assert.deepEqual(rule.breaches(parsed({})), [])
      const planted = PLANTED[rule.name]
      assert.ok(planted, 'a rule without a planted breach might never fail')
      const breaches = rule.breaches(parsed(planted))
      assert.equal(breaches.length, 1, breaches.join('\n'))
      assert.ok(
        Object.keys(planted).some((path) => breaches[0]?.includes(path)),
        breaches[0],
      )
      assert.ok(rule.reason.length > 20)
    })
  }

  it('has no planted breach for a rule that is gone', () => {
    assert.deepEqual(Object.keys(PLANTED).sort(), rules.map(({ name }) => name).sort())
  })
})

describe('reading imports', () => {
  const importsOf = (text: string) =>
    parseSource('src/wire/x.ts', text).imports.map(({ specifier, typeOnly, names }) => [specifier, typeOnly, names])

  const cases: [string, string, boolean, string[]][] = [
    ["import './a.ts'", './a.ts', false, []],
    ["import a from './a.ts'", './a.ts', false, []],
    ["import * as a from 'a'", 'a', false, []],
    ["import a, { b, type C as D } from './a.ts'", './a.ts', false, ['b', 'C']],
    ["import type { B } from './a.ts'", './a.ts', true, ['B']],
    ["import { type B, type C } from './a.ts'", './a.ts', true, ['B', 'C']],
    ["import {\n  b as c,\n  d,\n} from './a.ts'", './a.ts', false, ['b', 'd']],
    ["export { b } from './a.ts'", './a.ts', false, ['b']],
    ["export * from './a.ts'", './a.ts', false, []],
    ["export type { B } from './a.ts'", './a.ts', true, ['B']],
    ["const a = await import('./a.ts')", './a.ts', false, []],
  ]
  for (const [text, ...expected] of cases) {
    it(text.replaceAll('\n', ' '), () => {
      assert.deepEqual(importsOf(text), [expected])
    })
  }

  it('sees none in comments and strings', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
    assert.deepEqual(importsOf("// import './a.ts'\n/* import './a.ts' */\nconst a = `\nimport './a.ts'\n${1}`"), [])
    assert.deepEqual(importsOf("export const a = { from: 'x' }\nexport function b() {}\nconst c = 'd'"), [])
  })
})
