import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { type BindingMemory, checkBinding, REMEMBERED_FOR_MS } from '../../src/identity-proofs/domain-binding.ts'
import { type BindingWorld, KEY, memory, OTHER_KEY, startBindingWorld } from './fixtures/binding-world.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

let world: BindingWorld
before(async () => {
  world = await startBindingWorld()
})
afterEach(() => world.clear())
after(() => world.stop())

/** A check `later` after the first one, with what the checks before have remembered. */
async function check(remembered: BindingMemory, later = 0, key = KEY) {
  return checkBinding(world.options({ remembered, key, now: () => world.now + later }))
}

async function verifiedOnce(): Promise<BindingMemory> {
  const remembered = memory()
  world.showWebsite()
  assert.equal((await check(remembered)).status, 'verified')
  world.clear()
  return remembered
}

test('a success counts for 30 days and not a millisecond longer, and the age is told', async () => {
  const remembered = await verifiedOnce()
  const after3Days = await check(remembered, 3 * DAY_MS)
  assert.equal(after3Days.status, 'remembered')
  assert.match(after3Days.detail, /3 days ago/)
  assert.equal(after3Days.lastSuccessAt, world.now)
  assert.equal((await check(remembered, REMEMBERED_FOR_MS)).status, 'remembered')
  const tooLate = await check(remembered, REMEMBERED_FOR_MS + 1)
  assert.equal(tooLate.status, 'unreachable')
  assert.equal(tooLate.lastSuccessAt, world.now)
  assert.equal(REMEMBERED_FOR_MS, 30 * DAY_MS)
})

test('being remembered does not make it younger; a new success does', async () => {
  const remembered = await verifiedOnce()
  assert.equal((await check(remembered, 20 * DAY_MS)).status, 'remembered')
  assert.equal((await check(remembered, 31 * DAY_MS)).status, 'unreachable')
  world.showWebsite()
  assert.equal((await check(remembered, 31 * DAY_MS)).status, 'verified')
  world.clear()
  assert.equal((await check(remembered, 60 * DAY_MS)).status, 'remembered')
})

test('only the same key is remembered', async () => {
  const remembered = await verifiedOnce()
  const other = await check(remembered, HOUR_MS, OTHER_KEY)
  assert.equal(other.status, 'unreachable')
  assert.equal(other.lastSuccessAt, null)
})

test('a website that shows another key ends it, also once the website is blocked', async () => {
  const remembered = await verifiedOnce()
  world.showWebsite({ key: OTHER_KEY })
  const mismatch = await check(remembered, HOUR_MS)
  assert.equal(mismatch.status, 'mismatch')
  world.blockWebsite()
  assert.equal((await check(remembered, 2 * HOUR_MS)).status, 'unreachable')
  assert.equal((await check(remembered, 2 * HOUR_MS, OTHER_KEY)).status, 'remembered')
})

test('a TXT record with another key is a mismatch in spite of the memory, and does not erase it', async () => {
  const remembered = await verifiedOnce()
  world.showTxt({ key: OTHER_KEY })
  assert.equal((await check(remembered, HOUR_MS)).status, 'mismatch')
  world.showTxt()
  assert.equal((await check(remembered, HOUR_MS)).status, 'remembered')
})

test('remembered is more than dns-only, and dns-only is never remembered', async () => {
  const remembered = await verifiedOnce()
  world.showTxt({ key: KEY })
  assert.equal((await check(remembered, HOUR_MS)).status, 'remembered')
  const fresh = memory()
  assert.equal((await check(fresh)).status, 'dns-only')
  assert.equal(await fresh.get('a.test'), null)
})

test('a success in the future does not count, beyond what a corrected clock explains', async () => {
  const remembered = await verifiedOnce()
  assert.equal((await check(remembered, -60_000)).status, 'remembered')
  assert.equal((await check(remembered, -HOUR_MS)).status, 'unreachable')
})
