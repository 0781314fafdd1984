import assert from 'node:assert/strict'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { claimDevDirectory, releaseDevDirectory } from '../../src/cli/dev-directory.ts'
import { temporaryDirectory } from './command.ts'

const tmp = await temporaryDirectory()
after(() => tmp.remove())

describe('the directory of a dev network', () => {
  it('is made, and emptied at the next start', async () => {
    const directory = join(tmp.path, 'deep', 'dev')
    await claimDevDirectory(directory)
    await writeFile(join(directory, 'dev-network.json'), '{}')
    await mkdir(join(directory, 'operators'))
    await releaseDevDirectory(directory)
    assert.deepEqual(await readdir(directory), ['openpeer-dev.pid', 'operators'])
    await claimDevDirectory(directory)
    assert.deepEqual(await readdir(directory), ['openpeer-dev.pid'])
  })

  it('is never one with other things in it', async () => {
    const directory = join(tmp.path, 'photos')
    await mkdir(directory)
    await writeFile(join(directory, 'photo.jpg'), '')
    await assert.rejects(claimDevDirectory(directory), { code: 'INVALID_ARGUMENT' })
    assert.deepEqual(await readdir(directory), ['photo.jpg'])
    await assert.rejects(claimDevDirectory(join(directory, 'photo.jpg')), { code: 'INVALID_ARGUMENT' })
  })

  it('is left to the dev network that runs there', async () => {
    const directory = join(tmp.path, 'busy')
    await claimDevDirectory(directory)
    const mark = join(directory, 'openpeer-dev.pid')
    await writeFile(mark, `${process.ppid}\n`)
    await writeFile(join(directory, 'dev-network.json'), '{}')
    await assert.rejects(claimDevDirectory(directory), { code: 'INVALID_ARGUMENT', message: /already \(pid \d+\)/ })
    assert.deepEqual(await readdir(directory), ['dev-network.json', 'openpeer-dev.pid'])
    // A process that died left its number behind.
    await writeFile(mark, '999999999\n')
    await claimDevDirectory(directory)
    assert.deepEqual(await readdir(directory), ['openpeer-dev.pid'])
  })
})
