import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { openMemoryShelf } from '../../src/federation/memory-shelf.ts'
import type { PutOrigin } from '../../src/federation/put-origin.ts'
import { openRecordStore, type RecordStore, recordStoreOn } from '../../src/federation/record-store.ts'
import { believingGate, operatorOf, SELF, STRANGER } from './origins.ts'
import { conflictingIdentities, DAY_MS, NETWORK, testDomain } from './sealed-records.ts'

const NOW = Date.UTC(2026, 10, 22)
const domain = await testDomain()
const A = operatorOf('a.example')
const FLOOD = operatorOf('flood.example')

let names = 0
/** New names under one key; answers them. */
async function fill(store: RecordStore, count: number, origin: PutOrigin, lifetimeMs = DAY_MS): Promise<string[]> {
  const added = Array.from({ length: count }, () => `n${names++}`)
  for (const name of added) {
    await store.put(await domain.name(name, { seq: NOW, lifetimeMs }), domain.routingKey(name), origin)
  }
  return added
}

async function missing(store: RecordStore, added: string[]): Promise<string[]> {
  const held = await Promise.all(added.map((name) => store.get(domain.routingKey(name))))
  return added.filter((_, index) => held[index] === null)
}

function options(maxRecords: number, clock = { now: NOW }) {
  const now = () => clock.now
  return { network: NETWORK, now, gate: believingGate(now), maxRecords }
}

describe('a full store', () => {
  test('loses of the account that floods it, on the disk too, and nothing of its own or of anybody else', async () => {
    const path = await mkdtemp(join(tmpdir(), 'openpeer-full-'))
    const before = await openRecordStore({ path, ...options(200) })
    const own = await fill(before, 20, SELF)
    const honest = await fill(before, 40, A)
    const flooding = Array.from({ length: 8 }, () => fill(before, 100, FLOOD, 30 * DAY_MS))
    await Promise.all(flooding)
    assert.deepEqual(await missing(before, [...own, ...honest]), [])
    assert.ok(before.count() <= 200)
    const usage = before.usage()
    assert.equal(usage.evicted, 860 - before.count())
    await before.close()
    const after = await openRecordStore({ path, ...options(200) })
    const { own: ownCount, operators, largest, records } = after.usage()
    assert.deepEqual([ownCount, operators, largest, records], [20, 2, usage.largest, usage.records])
    assert.deepEqual(await missing(after, [...own, ...honest]), [])
    await after.close()
    await rm(path, { recursive: true })
  })

  test('takes newer versions from anybody all the same', async () => {
    const store = await openRecordStore({ path: null, ...options(4) })
    const [name = ''] = await fill(store, 4, A)
    const newer = await domain.name(name, { seq: NOW + 1 })
    assert.equal((await store.put(newer, domain.routingKey(name), STRANGER)).outcome, 'stored')
    assert.deepEqual([store.count(), store.usage().evicted], [4, 0])
  })

  test('loses what is over first, whoever paid for it', async () => {
    const clock = { now: NOW }
    const store = await openRecordStore({ path: null, ...options(10, clock) })
    const over = await fill(store, 4, operatorOf('small.example'), DAY_MS)
    const living = await fill(store, 6, A, 20 * DAY_MS)
    clock.now = NOW + 2 * DAY_MS
    await fill(store, 4, FLOOD, 20 * DAY_MS)
    assert.deepEqual(await missing(store, living), [])
    assert.deepEqual(await missing(store, over), over)
  })

  test('does not take back what went: other holders offer it again, and it would be the next to go', async () => {
    const store = await openRecordStore({ path: null, ...options(64) })
    const put = async (name: string, lifetimeMs: number, seq = NOW) =>
      await store.put(await domain.name(name, { seq, lifetimeMs }), domain.routingKey(name), FLOOD)
    const added = Array.from({ length: 90 }, (_, index) => ({ name: `again${index}`, lifetimeMs: DAY_MS + index }))
    for (const { name, lifetimeMs } of added) await put(name, lifetimeMs)
    const gone = new Set(
      await missing(
        store,
        added.map(({ name }) => name),
      ),
    )
    const [last, ...others] = added.filter(({ name }) => gone.has(name)).reverse()
    assert.ok(others.length > 20)
    const { evicted } = store.usage()
    for (const { name, lifetimeMs } of others) {
      await assert.rejects(put(name, lifetimeMs), { code: 'STORE_FULL' })
    }
    assert.equal(store.usage().evicted, evicted, 'nothing went for what would go next')
    // A version that lives longer, and somebody else's, are taken as ever.
    assert.equal((await put(last?.name ?? '', 3 * DAY_MS, NOW + 1)).outcome, 'stored')
    await fill(store, 1, A, DAY_MS / 2)
  })

  test('keeps a record that was renewed between being chosen and being dropped', async () => {
    const shelf = openMemoryShelf()
    const renewing: { now: (() => Promise<unknown>) | null } = { now: null }
    const dawdling = {
      ...shelf,
      async *entries() {
        yield* shelf.entries()
        await renewing.now?.()
      },
    }
    const store = await recordStoreOn(dawdling, options(3))
    const [chosen = ''] = await fill(store, 1, A, DAY_MS / 2)
    await fill(store, 2, A)
    renewing.now = async () => {
      renewing.now = null
      await store.put(
        await domain.name(chosen, { seq: NOW + 1, lifetimeMs: 9 * DAY_MS }),
        domain.routingKey(chosen),
        STRANGER,
      )
    }
    await fill(store, 1, FLOOD)
    assert.equal(renewing.now, null)
    assert.deepEqual(await missing(store, [chosen]), [])
    assert.equal(store.count(), 3)
  })

  test('does not let two puts that wait for each other wait for good', { timeout: 20_000 }, async () => {
    const store = await openRecordStore({ path: null, ...options(8) })
    const added = await fill(store, 8, A)
    await Promise.all(
      Array.from({ length: 10 }, async (_, round) => {
        // The same keys again and again: chosen, dropped, and put as new ones, while others walk.
        for (const name of added) {
          const bytes = await domain.name(name, { seq: NOW + round })
          await store.put(bytes, domain.routingKey(name), A).catch(() => {})
          await fill(store, 1, FLOOD).catch(() => {})
        }
      }),
    )
    assert.ok(store.count() <= 8)
  })
})

describe('a key log that is kept', () => {
  test('goes to new holders after its record expired: from operators, as no answer, to be compared with', async () => {
    const clock = { now: NOW + 2 * DAY_MS }
    const store = await openRecordStore({ path: null, ...options(100, clock) })
    // Each lives one day from its signing, two days ago.
    const { routingKey, one, other } = await conflictingIdentities(NOW)
    await assert.rejects(store.put(one, routingKey, STRANGER), { code: 'RECORD_EXPIRED' })
    assert.equal((await store.put(one, routingKey, A)).outcome, 'stored')
    assert.equal((await store.put(one, routingKey, A)).outcome, 'already-held')
    assert.equal((await store.put(other, routingKey, A)).outcome, 'conflict', 'the log is what is compared')
    await assert.rejects(store.put(one, routingKey, STRANGER), { code: 'RECORD_EXPIRED' })
    const [name = '', expired] = ['bob', await domain.name('bob', { seq: NOW, lifetimeMs: DAY_MS })]
    await assert.rejects(store.put(expired, domain.routingKey(name), A), { code: 'RECORD_EXPIRED' })
    clock.now = NOW + DAY_MS + 730 * DAY_MS
    await assert.rejects(store.put(one, routingKey, A), { code: 'RECORD_EXPIRED' })
    assert.equal(await store.sweep(), 1)
  })
})

test('a record from the future is refused with this node’s time', async () => {
  const store = await openRecordStore({ path: null, ...options(10) })
  const bytes = await domain.name('bob', { seq: NOW + 10 * 60_000 })
  await assert.rejects(store.put(bytes, domain.routingKey('bob'), SELF), {
    code: 'SEQ_IN_FUTURE',
    message: /this node's clock says 2026-11-22T00:00:00\.000Z, set yours/,
  })
})
