import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { type BatchOperation, ClassicLevel } from 'classic-level'
import { createGroupCommit, MAX_BATCH_WRITES, MAX_WAITING_WRITES } from '../../src/federation/group-commit.ts'
import { levelShelf } from '../../src/federation/level-shelf.ts'
import { recordStoreOn } from '../../src/federation/record-store.ts'
import type { ShelfWrite } from '../../src/federation/shelf.ts'
import { believingGate, SELF } from './origins.ts'
import { NETWORK, testDomain } from './sealed-records.ts'

type BatchWrites = BatchOperation<ClassicLevel<Uint8Array, Uint8Array>, Uint8Array, Uint8Array>[]
interface SyncOption {
  sync?: boolean
}

/** A disk whose batches finish when the test says so. */
function heldDisk() {
  const batches: { writes: ShelfWrite[]; done: () => void; fail: (error: Error) => void }[] = []
  const write = (writes: ShelfWrite[]) =>
    new Promise<void>((done, fail) => {
      batches.push({ writes, done, fail })
    })
  return { batches, commit: createGroupCommit({ write }) }
}

const entry = (number: number) => ({ key: Uint8Array.of(number >> 8, number & 255), value: Uint8Array.of(1) })

describe('group commit', () => {
  test('whoever arrives while a batch is written joins the next one, and is acknowledged after it', async () => {
    const { batches, commit } = heldDisk()
    const acknowledged: number[] = []
    const writes = [1, 2, 3].map((number) => commit(entry(number)).then(() => acknowledged.push(number)))
    assert.deepEqual(
      batches.map(({ writes }) => writes.length),
      [1],
    )
    batches[0]?.done()
    await writes[0]
    assert.deepEqual(acknowledged, [1])
    assert.deepEqual(
      batches.map(({ writes }) => writes.length),
      [1, 2],
    )
    batches[1]?.done()
    await Promise.all(writes)
    assert.deepEqual(acknowledged, [1, 2, 3])
  })

  test('a batch that fails fails its own writers only', async () => {
    const { batches, commit } = heldDisk()
    const first = commit(entry(1))
    const second = commit(entry(2))
    batches[0]?.fail(new Error('disk full'))
    await assert.rejects(first, /disk full/)
    batches[1]?.done()
    await second
  })

  test('batches and the queue are bounded', async () => {
    const { batches, commit } = heldDisk()
    const writes = Array.from({ length: MAX_WAITING_WRITES + 1 }, (_, number) => commit(entry(number)))
    await assert.rejects(commit(entry(0)), { code: 'TOO_MANY_REQUESTS', retryAfterMs: 1_000 })
    for (let index = 0; index < batches.length; index++) {
      assert.ok((batches[index]?.writes.length ?? 0) <= MAX_BATCH_WRITES)
      batches[index]?.done()
      await Promise.resolve().then(() => {})
    }
    await Promise.all(writes)
  })
})

describe('what is acknowledged is synced', () => {
  test('every put resolves after a LevelDB batch that holds it and was written with sync', async (t) => {
    const path = await mkdtemp(join(tmpdir(), 'openpeer-sync-'))
    const level = new ClassicLevel<Uint8Array, Uint8Array>(path, { keyEncoding: 'view', valueEncoding: 'view' })
    const synced = new Set<string>()
    const write = level.batch.bind(level) as (writes: BatchWrites, options?: SyncOption) => Promise<void>
    const batch = t.mock.method(
      level as unknown as { batch: typeof write },
      'batch',
      async (writes: BatchWrites, options?: SyncOption) => {
        await write(writes, options)
        if (options?.sync === true) for (const { key } of writes) synced.add(key.toString())
      },
    )
    for (const name of ['put', 'del'] as const) {
      t.mock.method(level, name, () => assert.fail(`${name} is no batch and has no sync`))
    }
    const store = await recordStoreOn(levelShelf(level), {
      network: NETWORK,
      now: Date.now,
      gate: believingGate(Date.now),
    })
    const domain = await testDomain()
    await Promise.all(
      Array.from({ length: 50 }, async (_, number) => {
        const routingKey = domain.routingKey(`n${number}`)
        await store.put(await domain.name(`n${number}`), routingKey, SELF)
        assert.ok(synced.has(routingKey.toString()), `n${number} was acknowledged before a sync`)
      }),
    )
    assert.ok(batch.mock.callCount() >= 1 && batch.mock.callCount() <= 50)
    await store.close()
    await rm(path, { recursive: true })
  })
})
