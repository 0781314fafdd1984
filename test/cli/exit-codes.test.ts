import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { EXIT, exitStatus } from '../../src/cli/exit-codes.ts'
import { ERROR_CODES } from '../../src/errors.ts'

const guide = await readFile(new URL('../../docs/guides/peers.md', import.meta.url), 'utf8')
const [, section = ''] = guide.split('## Exit status')

describe('exit statuses', () => {
  it('are the ones that the guide lists, no more and no fewer', () => {
    const listed = [...section.matchAll(/^\| (\d+) \|/gm)].map(([, status]) => Number(status))
    assert.deepEqual(listed, Object.values(EXIT))
  })

  it('follow from the error code as the guide says', () => {
    const rows = [...section.matchAll(/^\| (\d+) \|.*$/gm)]
    const said = new Map(rows.flatMap(([row, status]) => codesIn(row).map((code) => [code, Number(status)] as const)))
    for (const code of ERROR_CODES) assert.equal(exitStatus(code), said.get(code) ?? EXIT.failed, code)
  })
})

function codesIn(row: string): string[] {
  return [...row.matchAll(/`([A-Z_]+)`/g)].map(([, code]) => code ?? '')
}
