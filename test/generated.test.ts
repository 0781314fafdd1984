import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('..', import.meta.url))

test('the generated codecs are what their .proto files give', async () => {
  // Rejects with what the script says when it finds a difference.
  const { stderr } = await promisify(execFile)(process.execPath, ['scripts/generate-protos.ts', '--check'], {
    cwd: root,
  })
  assert.equal(stderr, '')
})
