import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { makeDirectory } from '../src/make-directory.node.ts'

describe('makeDirectory', () => {
  let root: string
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'openpeer-made-'))
  })
  after(() => rm(root, { recursive: true, force: true }))

  test('makes what is missing, with the mode, and leaves what is there', async () => {
    await makeDirectory(join(root, 'a/b/c'), 0o700)
    for (const made of ['a', 'a/b', 'a/b/c']) assert.equal((await stat(join(root, made))).mode & 0o777, 0o700)
    await chmod(join(root, 'a'), 0o755)
    await Promise.all([makeDirectory(join(root, 'a'), 0o700), makeDirectory(join(root, 'a'), 0o700)])
    assert.equal((await stat(join(root, 'a'))).mode & 0o777, 0o755)
  })

  test('says no where there is a file, and where the system makes no directories', async () => {
    await writeFile(join(root, 'file'), '')
    await assert.rejects(makeDirectory(join(root, 'file')), { code: 'EEXIST' })
    await assert.rejects(makeDirectory(join(root, 'file/below')), { code: 'ENOTDIR' })
    if (process.platform === 'linux') await assert.rejects(makeDirectory('/proc/openpeer/below'), { code: 'ENOENT' })
  })

  test('the runtime’s own way would not come back', { skip: process.platform !== 'linux' }, async () => {
    const script = "require('fs').mkdirSync('/proc/openpeer/below', { recursive: true })"
    const ended = await new Promise<{ killed?: boolean } | null>((resolve) => {
      execFile(process.execPath, ['-e', script], { timeout: 2_000, killSignal: 'SIGKILL' }, resolve)
    })
    assert.equal(ended?.killed, true, 'mkdir has an end now: makeDirectory is no longer needed')
  })
})
