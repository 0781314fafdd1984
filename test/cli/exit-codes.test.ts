import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { EXIT, exitStatus } from '../../src/cli/exit-codes.ts'
import { ERROR_CODES } from '../../src/errors.ts'

const guide = await readFile(new URL('../../docs/guides/peers.md', import.meta.url), 'utf8')
const [, section = ''] = guide.split('## Exit status')

describe('exit statuses', () => {
  it('are the ones that the guide lists, no more and no fewer', () => {
    const listed = [...section.matchAll(/^\| (\d+) +\|/gm)].map(([, status]) => Number(status))
    assert.deepEqual(listed, Object.values(EXIT))
  })

  it('follow from the error code as the guide says', () => {
    const entries = section.split(/^- /m).slice(1)
    const said = new Map(entries.flatMap((entry) => codesIn(entry).map((code) => [code, statusOf(entry)])))
    for (const code of ERROR_CODES) assert.equal(exitStatus(code), said.get(code) ?? EXIT.failed, code)
    assert.ok(said.size > 20)
  })
})

function statusOf(entry: string): number {
  return Number(/^\*\*(\d+)\*\*/.exec(entry)?.[1])
}

function codesIn(entry: string): string[] {
  return [...entry.matchAll(/`([A-Z_]+)`/g)].map(([, code]) => code ?? '')
}
