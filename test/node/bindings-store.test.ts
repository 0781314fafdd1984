import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { isOpenPeerError } from '../../src/errors.ts'
import { createDomainBindings } from '../../src/federation/create-domain-bindings.ts'
import { openBindingsStore } from '../../src/node/bindings-store.ts'
import { scriptedOutside } from '../federation/scripted-outside.ts'
import { withDirectory } from './key-effects.ts'

const KEY = new Uint8Array(32).fill(1)
const NEXT = new Uint8Array(32).fill(2)
const HOUR = 3_600_000

it('what was seen outlives a restart, and so does that another key replaced it', () =>
  withDirectory(async (directory) => {
    const path = join(directory, 'bindings.sqlite')
    const outside = scriptedOutside()
    let now = Date.UTC(2026, 10, 22)
    const run = async (work: (bindings: ReturnType<typeof createDomainBindings>) => Promise<void>) => {
      const shelf = openBindingsStore(path)
      const perMinute = { record: 30, admission: 120 }
      await work(createDomainBindings({ network: 'test', outside, now: () => now, shelf, perMinute }))
      shelf.close()
    }
    outside.websites.set('a.test', { key: KEY, nextKey: NEXT })
    outside.txt.set('b.test', { key: KEY })
    await run(async (bindings) => {
      await bindings.check('a.test', KEY, { purpose: 'record' })
      await bindings.check('b.test', KEY, { purpose: 'record' })
    })
    const seenAt = now
    outside.websites.clear()
    now += 2 * HOUR
    await run(async (bindings) => {
      const { status, website, seenAt: at } = await bindings.check('a.test', NEXT, { purpose: 'record' })
      assert.deepEqual([status, website, at], ['remembered', true, seenAt])
      assert.equal(bindings.seen('a.test').length, 2)
      assert.equal(bindings.known('b.test', KEY)?.status, 'dns-only')
      outside.websites.set('a.test', { key: NEXT })
      now += 2 * HOUR
      await bindings.check('a.test', NEXT, { purpose: 'record' })
    })
    await run(async (bindings) => {
      assert.equal(bindings.known('a.test', KEY), null)
      assert.equal(bindings.known('a.test', NEXT)?.status, 'remembered')
    })
  }))

it('a file that is no database says so', () =>
  withDirectory(async (directory) => {
    const path = join(directory, 'bindings.sqlite')
    await writeFile(path, 'this is not a database, however long it may be'.repeat(100))
    assert.throws(
      () => openBindingsStore(path),
      (error) => isOpenPeerError(error, 'INVALID_CONFIG') && /without the file/.test(error.message),
    )
  }))
