import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { ERROR_CODES } from '../../src/errors.ts'

it('docs/spec/errors.md explains every code, once, and none that does not exist', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/spec/errors.md'), 'utf8')
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` +\| ([^|]+)\| ([^|]+)\|$/gm)]
  assert.deepEqual(rows.map(([, code]) => code).sort(), [...ERROR_CODES].sort())
  for (const [, code, happened = '', next = ''] of rows) {
    assert.ok(happened.trim().length > 10 && next.trim().length > 5, `${code} says too little`)
  }
})
