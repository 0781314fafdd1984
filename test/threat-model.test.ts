/** docs/threat-model.md and the tests that it names: no promise without a test, no test that is not there. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { PAGE, type Row, sectionOf, tablesIn } from './privacy/page.ts'

const root = join(import.meta.dirname, '..')
const page = readFileSync(PAGE, 'utf8')

/** The rows of the one table under a heading, without its head. */
function rowsUnder(heading: string): Row[] {
  const [table = []] = tablesIn(sectionOf(page, heading))
  return table.slice(1)
}

/** In a cell: `test/peer/hello.test.ts` "is the same for everybody", "leaves on a whole second"; `test/…` "…" */
function testsIn(cell: string): { file: string; title: string }[] {
  return cell.split(/(?=`test\/)/).flatMap((part) => {
    const [, file] = /^`(test\/[^`]+)`/.exec(part) ?? []
    return file === undefined ? [] : [...part.matchAll(/"([^"]+)"/g)].map(([, title = '']) => ({ file, title }))
  })
}

/** As a test or a group of tests of this file is called; an ellipsis stands for what a template fills in. */
function hasTitle(file: string, title: string): boolean {
  const parts = title
    .split('…')
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/['’]/g, "\\\\?['’]"))
  const pattern = new RegExp(`\\b(?:it|test|describe)\\(\\s*(['"\`])${parts.join('[^\\n]*')}\\1`)
  return pattern.test(readFileSync(join(root, file), 'utf8'))
}

describe('the threat model', () => {
  const assets = rowsUnder('Assets').map(([name = '']) => name)
  const actors = rowsUnder('Actors').map(([name = '']) => name)
  const sections = [...sectionOf(page, 'What stops them').matchAll(/^### (.+)$/gm)].map(([, name = '']) => name)
  const attacks = sections.flatMap((name) => rowsUnder(name))

  it('has something for every asset and every actor, and none that is not explained', () => {
    assert.deepEqual(
      sections,
      actors.map((name) => name.charAt(0).toUpperCase() + name.slice(1)),
    )
    assert.deepEqual([...new Set(attacks.map(([asset = '']) => asset))].sort(), assets.toSorted())
  })

  it('says for each attack which test shows that it is stopped, or that it is not', () => {
    assert.ok(attacks.length > 50)
    for (const attack of attacks) {
      assert.equal(attack.length, 4, attack.join(' | '))
      const [, what = '', stops = '', shown = ''] = attack
      const isOpen = stops.startsWith('**Not stopped.**')
      assert.equal(
        testsIn(shown).length === 0,
        isOpen,
        `${what}: ${isOpen ? 'not stopped, and yet a test' : 'no test'}`,
      )
      assert.equal(isOpen, shown === '—', what)
    }
  })

  it('names tests that exist', () => {
    const named = [...page.matchAll(/^.*`test\/.*$/gm)].flatMap(([line]) => testsIn(line))
    assert.ok(named.length > 30)
    const missing = named.filter(({ file, title }) => !existsSync(join(root, file)) || !hasTitle(file, title))
    assert.deepEqual(missing, [])
  })
})
