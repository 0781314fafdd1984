/** Holds the arrows between the rooms, their duties and their shape: each ban with its reason. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { ARROWS } from './architecture/arrows.ts'
import { DUTIES } from './architecture/duties.ts'
import { SHAPE } from './architecture/shape.ts'
import { readSources } from './architecture/source-file.ts'

const root = join(import.meta.dirname, '..')
const sources = readSources(root, 'src')
const everything = ['src', 'test', 'scripts', 'bench', 'bin'].flatMap((folder) => readSources(root, folder))

describe('architecture', () => {
  it('reads the sources and their imports', () => {
    assert.ok(sources.some(({ path }) => path === 'src/errors.ts'))
    assert.ok(sources.some(({ imports }) => imports.length > 0))
  })

  for (const rule of [...ARROWS, ...DUTIES]) {
    it(rule.name, () => {
      assert.deepEqual(rule.breaches(sources), [], rule.reason)
    })
  }

  for (const rule of SHAPE) {
    it(rule.name, () => {
      assert.deepEqual(rule.breaches(everything), [], rule.reason)
    })
  }
})
