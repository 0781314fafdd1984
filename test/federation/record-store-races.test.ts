import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openMemoryShelf } from '../../src/federation/memory-shelf.ts'
import { recordStoreOn } from '../../src/federation/record-store.ts'
import type { Shelf } from '../../src/federation/shelf.ts'
import { believingGate, SELF } from './origins.ts'
import { NETWORK, testDomain } from './sealed-records.ts'

const NOW = Date.UTC(2026, 10, 22)
const domain = await testDomain()
const bob = domain.routingKey('bob')

/** A shelf on which one read takes the value and then dawdles until `release`, as a busy disk or processor makes it. */
function dawdlingShelf(): { shelf: Shelf; dawdle(): { taken: Promise<void>; release(): void } } {
  const inner = openMemoryShelf()
  let hold: { taken: () => void; released: Promise<void> } | null = null
  return {
    shelf: {
      ...inner,
      async get(key) {
        const value = await inner.get(key)
        const mine = hold
        hold = null
        mine?.taken()
        await mine?.released
        return value
      },
    },
    dawdle() {
      const [taken, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      hold = { taken: taken.resolve, released: released.promise }
      return { taken: taken.promise, release: released.resolve }
    },
  }
}

test('a read that began before a put and ends after it brings no older record back', async () => {
  const { shelf, dawdle } = dawdlingShelf()
  const options = { network: NETWORK, now: () => NOW, gate: believingGate(() => NOW) }
  const seqs = [NOW - 20, NOW - 10, NOW]
  const [first, second, third] = await Promise.all(seqs.map((seq) => domain.name('bob', { seq })))
  assert.ok(first && second && third)
  await (await recordStoreOn(shelf, options)).put(first, bob, SELF)
  // Opened anew: nothing is decoded yet, as for a record that fell out of the memory.
  const store = await recordStoreOn(shelf, options)

  const slow = dawdle()
  const reading = store.get(bob)
  await slow.taken
  assert.equal((await store.put(third, bob, SELF)).outcome, 'stored')
  slow.release()
  await reading

  assert.deepEqual((await store.get(bob))?.bytes, third)
  assert.equal((await store.put(second, bob, SELF)).outcome, 'not-newest', 'compared with what is on the disk')
  assert.deepEqual((await (await recordStoreOn(shelf, options)).get(bob))?.bytes, third)
})
