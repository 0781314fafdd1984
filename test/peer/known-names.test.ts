import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toString as toText } from 'uint8arrays/to-string'
import { knownNames } from '../../src/peer/known-names.ts'
import { memoryStorage, type PeerStorage } from '../../src/peer/storage.ts'
import { parseName } from '../../src/records/names.ts'

const id = (number: number) => new Uint8Array(32).fill(number)
const name = (number: number) => parseName(`n${number}@a.test`)

async function kept(storage: PeerStorage): Promise<string[]> {
  const names: string[] = []
  for await (const [key] of storage.entries('contact-name/'))
    names.push(key.slice('contact-name/n'.length, -'@a.test'.length))
  return names
}

test('names are kept up to a number: the never verified go first, then the oldest, never those of pinned contacts', async () => {
  const storage = memoryStorage()
  let at = 0
  const pinned = new Set([toText(id(1), 'hex')])
  const open = () =>
    knownNames({ storage, now: () => ++at, isPinned: async (who) => pinned.has(toText(who, 'hex')), maxNames: 20 })
  const names = open()
  await names.assign(name(1), id(1), true)
  for (let i = 2; i <= 10; i++) await names.assign(name(i), id(i), true)
  for (let i = 11; i <= 20; i++) await names.assign(name(i), id(i), false)
  assert.equal((await kept(storage)).length, 20)
  await names.assign(name(21), id(21), true)
  assert.deepEqual(
    (await kept(storage)).filter((one) => ['11', '12', '13'].includes(one)),
    ['13'],
  )
  // Another run counts what it finds; one identity may be given any number of names.
  const again = open()
  for (let i = 100; i < 200; i++) await again.assign(name(i), id(99), true)
  const left = await kept(storage)
  assert.ok(left.length <= 20, `${left.length}`)
  assert.ok(left.includes('1') && left.includes('199') && !left.includes('2'))
  assert.deepEqual((await again.holder(name(1)))?.id, id(1))
})
