import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, mock, test } from 'node:test'
import { ClassicLevel } from 'classic-level'
import { isOpenPeerError } from '../../src/errors.ts'
import { openStorage } from '../../src/peer/storage.node.ts'
import { memoryStorage, type PeerStorage } from '../../src/peer/storage.ts'

const bytes = (...values: number[]) => Uint8Array.from(values)

async function entriesOf(storage: PeerStorage, prefix: string): Promise<[string, number[]][]> {
  const found: [string, number[]][] = []
  for await (const [key, value] of storage.entries(prefix)) found.push([key, [...value]])
  return found
}

async function inDirectory(work: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'openpeer-storage-'))
  try {
    await work(directory)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

const kinds: [string, (directory: string) => Promise<PeerStorage>][] = [
  ['in memory', async () => memoryStorage()],
  ['on disk', (directory) => openStorage(join(directory, 'storage'))],
]

for (const [kind, open] of kinds) {
  describe(`a storage ${kind}`, () => {
    test('gives what was put, null for what was not, and what was put last', () =>
      inDirectory(async (directory) => {
        const storage = await open(directory)
        assert.equal(await storage.get('a'), null)
        await storage.put('a', bytes(1))
        await storage.put('a', bytes(2))
        assert.deepEqual([...((await storage.get('a')) ?? [])], [2])
        await storage.delete('a')
        assert.equal(await storage.get('a'), null)
        await storage.close()
      }))

    test('lists one prefix in the order of its keys', () =>
      inDirectory(async (directory) => {
        const storage = await open(directory)
        for (const key of ['b/2', 'a/1', 'b/1', 'b', 'c/1', 'b/10']) await storage.put(key, bytes(key.length))
        assert.deepEqual(await entriesOf(storage, 'b/'), [
          ['b/1', [3]],
          ['b/10', [4]],
          ['b/2', [3]],
        ])
        await storage.close()
      }))

    test('keeps its own copy of a value', () =>
      inDirectory(async (directory) => {
        const storage = await open(directory)
        const value = bytes(1)
        await storage.put('a', value)
        value[0] = 9
        assert.deepEqual([...((await storage.get('a')) ?? [])], [1])
        await storage.close()
      }))
  })
}

test('what was put on disk is there when it is opened again', () =>
  inDirectory(async (directory) => {
    const first = await openStorage(directory)
    await first.put('self/identity', bytes(1, 2, 3))
    await first.close()
    const second = await openStorage(directory)
    assert.deepEqual([...((await second.get('self/identity')) ?? [])], [1, 2, 3])
    await second.close()
  }))

test('put and delete resolve after a synced write', (t) =>
  inDirectory(async (directory) => {
    const put = t.mock.method(ClassicLevel.prototype, 'put')
    const del = t.mock.method(ClassicLevel.prototype, 'del')
    const storage = await openStorage(directory)
    await storage.put('a', bytes(1))
    await storage.delete('a')
    const options = [put, del].map((spy) => spy.mock.calls.map(({ arguments: given }) => given.at(-1)))
    assert.deepEqual(options, [[{ sync: true }], [{ sync: true }]])
    await storage.close()
    mock.reset()
  }))

test('a directory that another peer has open is refused with what to do', () =>
  inDirectory(async (directory) => {
    const first = await openStorage(directory)
    await assert.rejects(openStorage(directory), (error) => {
      assert.ok(isOpenPeerError(error, 'INVALID_ARGUMENT'))
      assert.match(error.message, /another peer/)
      return true
    })
    await first.close()
  }))
