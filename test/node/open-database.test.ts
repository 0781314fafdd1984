import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { isOpenPeerError } from '../../src/errors.ts'
import { openDatabase } from '../../src/node/open-database.ts'

test('a file of a newer version is refused and left as it is; one of an older version is upgraded', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'openpeer-database-'))
  try {
    const upgradedFrom: number[] = []
    const open = (version: number) =>
      openDatabase(join(directory, 'file.sqlite'), {
        version,
        upgrade: (from) => {
          upgradedFrom.push(from)
          return ''
        },
        synchronous: 'FULL',
        refusal: (reason) => `cannot open the file (${reason})`,
      })
    for (const version of [1, 2]) open(version).close()
    assert.deepEqual(upgradedFrom, [0, 1])
    assert.throws(
      () => open(1),
      (error) =>
        isOpenPeerError(error, 'INVALID_CONFIG') && /written by a newer version of openpeer \(2\)/.test(`${error}`),
    )
    open(2).close()
    assert.deepEqual(upgradedFrom, [0, 1, 2])
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
})
