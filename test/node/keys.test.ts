import assert from 'node:assert/strict'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { generateKeyPair, privateKeyToProtobuf } from '@libp2p/crypto/keys'
import { toString as textFromBytes } from 'uint8arrays/to-string'
import { isOpenPeerError } from '../../src/errors.ts'
import { loadNodeKeys } from '../../src/node/keys.ts'

describe('the keys of an operator node', () => {
  let directory: string
  beforeEach(async () => {
    directory = join(await mkdtemp(join(tmpdir(), 'openpeer-keys-')), 'data')
  })
  afterEach(() => rm(join(directory, '..'), { recursive: true, force: true }))

  const refused = (text: string) => (error: unknown) =>
    isOpenPeerError(error, 'INVALID_CONFIG') && error.message.includes(text)

  it('are two, made on the first start and the same on the next', async () => {
    const first = await loadNodeKeys(directory)
    const second = await loadNodeKeys(directory)
    assert.ok(!first.domainKey.equals(first.nodeKey))
    assert.ok(second.domainKey.equals(first.domainKey))
    assert.ok(second.nodeKey.equals(first.nodeKey))
  })

  it('can be read by their owner only, and leave no draft behind', { skip: process.platform === 'win32' }, async () => {
    await loadNodeKeys(directory)
    assert.equal((await stat(directory)).mode & 0o777, 0o700)
    assert.deepEqual((await readdir(directory)).sort(), ['domain.key', 'node.key'])
    for (const name of await readdir(directory)) {
      assert.equal((await stat(join(directory, name))).mode & 0o777, 0o600, name)
    }
  })

  it('are refused when others may read them, saying what to do', { skip: process.platform === 'win32' }, async () => {
    await loadNodeKeys(directory)
    await chmod(join(directory, 'domain.key'), 0o644)
    await assert.rejects(loadNodeKeys(directory), refused('chmod 600'))
  })

  it('are not made anew in place of a damaged one: its names would be lost', async () => {
    await loadNodeKeys(directory)
    const path = join(directory, 'domain.key')
    await writeFile(path, 'damaged')
    await assert.rejects(loadNodeKeys(directory), refused('backup'))
    assert.equal(await readFile(path, 'utf8'), 'damaged')
    await writeFile(path, 'x'.repeat(5_000))
    await assert.rejects(loadNodeKeys(directory), refused('backup'))
  })

  it('are Ed25519', async () => {
    await loadNodeKeys(directory)
    const other = privateKeyToProtobuf(await generateKeyPair('secp256k1'))
    await writeFile(join(directory, 'node.key'), textFromBytes(other, 'base64url'))
    await assert.rejects(loadNodeKeys(directory), refused('Ed25519'))
  })

  it('are never part of an error message', async () => {
    await loadNodeKeys(directory)
    const path = join(directory, 'domain.key')
    const secret = (await readFile(path, 'utf8')).trim()
    await writeFile(path, secret.slice(0, -4))
    await assert.rejects(loadNodeKeys(directory), (error: Error) => !String(error.stack).includes(secret.slice(20, 60)))
  })

  it('need a directory that can be written, which the error names', async () => {
    await writeFile(join(directory, '..', 'file'), '')
    await assert.rejects(loadNodeKeys(join(directory, '..', 'file', 'data')), refused('dataDir'))
  })

  it('stay in memory without a directory', async () => {
    const first = await loadNodeKeys(null)
    assert.ok(!(await loadNodeKeys(null)).domainKey.equals(first.domainKey))
  })
})
