import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { isOpenPeerError } from '../../src/errors.ts'
import { MAX_NAMES_PER_IDENTITY, type NameRegistry, openNameRegistry } from '../../src/node/name-registry.ts'

const OWNER = { network: 'test', domain: 'a.test', domainKey: new Uint8Array(32).fill(9) }
const ALICE = new Uint8Array(32).fill(1)
const BOB = new Uint8Array(32).fill(2)
const code = (expected: string) => (error: unknown) => isOpenPeerError(error) && error.code === expected

describe('the name registry', () => {
  let directory: string
  let path: string
  let registry: NameRegistry
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'openpeer-registry-'))
    path = join(directory, 'names.sqlite')
    registry = openNameRegistry(path, OWNER)
  })
  afterEach(async () => {
    registry.close()
    await rm(directory, { recursive: true, force: true })
  })

  function reopen(): void {
    registry.close()
    registry = openNameRegistry(path, OWNER)
  }

  it('gives a free name, and the same again to the same identity without changing since', () => {
    const given = registry.register('alice', ALICE, 1_000)
    const nothing = { previousId: null, movedTo: null, renewAt: 0 }
    assert.deepEqual(given, { local: 'alice', identityId: ALICE, since: 1_000, ...nothing })
    assert.equal(registry.register('alice', ALICE, 2_000).since, 1_000)
    assert.deepEqual(registry.get('alice')?.identityId, ALICE)
    assert.equal(registry.count(), 1)
  })

  it('refuses a name of another identity and leaves it as it is', () => {
    registry.register('alice', ALICE, 1_000)
    assert.throws(() => registry.checkFree('alice', BOB), code('NAME_OWNED_BY_ANOTHER'))
    assert.throws(() => registry.register('alice', BOB, 2_000), code('NAME_OWNED_BY_ANOTHER'))
    assert.deepEqual(registry.get('alice')?.identityId, ALICE)
  })

  it('decides in the database, also between two processes', () => {
    const other = openNameRegistry(path, OWNER)
    try {
      registry.register('alice', ALICE, 1_000)
      assert.throws(() => other.register('alice', BOB, 1_000), code('NAME_OWNED_BY_ANOTHER'))
    } finally {
      other.close()
    }
  })

  it('says who had a name before that was released and given again', () => {
    registry.register('alice', ALICE, 1_000)
    assert.equal(registry.release('alice'), true)
    assert.equal(registry.get('alice'), null)
    assert.equal(registry.release('alice'), false)
    const given = registry.register('alice', BOB, 5_000)
    assert.deepEqual([given.identityId, given.since, given.previousId], [BOB, 5_000, ALICE])
    registry.setRenewAt('alice', 9_000)
    assert.deepEqual(registry.register('alice', BOB, 6_000).previousId, ALICE)
  })

  it('a name that comes back to who released it was never anybody else’s', () => {
    registry.register('alice', ALICE, 1_000)
    registry.release('alice')
    const back = registry.register('alice', ALICE, 5_000)
    assert.deepEqual([back.since, back.previousId], [1_000, null])
  })

  it('gives one identity a limited number of names', () => {
    for (let index = 0; index < MAX_NAMES_PER_IDENTITY; index++) registry.register(`alice${index}`, ALICE, 1_000)
    assert.throws(() => registry.register('more', ALICE, 1_000), code('LIMIT_EXCEEDED'))
    assert.equal(registry.register('alice0', ALICE, 2_000).since, 1_000)
    assert.equal(registry.namesOf(ALICE).length, MAX_NAMES_PER_IDENTITY)
    assert.deepEqual(registry.namesOf(BOB), [])
  })

  it('lists names that are due for renewal, the longest due first', () => {
    for (const [index, local] of ['a', 'b', 'c', 'd'].entries()) {
      registry.register(local, new Uint8Array(32).fill(index + 10), 1_000)
      registry.setRenewAt(local, 4_000 - index * 1_000)
    }
    assert.deepEqual(
      registry.due(3_000, 10).map(({ local }) => local),
      ['d', 'c', 'b'],
    )
    assert.deepEqual(
      registry.due(3_000, 1).map(({ local }) => local),
      ['d'],
    )
    registry.release('d')
    assert.equal(registry.due(3_000, 1)[0]?.local, 'c', 'nobody’s name needs no record')
  })

  it('keeps names over a restart', () => {
    registry.register('alice', ALICE, 1_000)
    reopen()
    assert.deepEqual(registry.get('alice')?.identityId, ALICE)
  })

  it('answers only once a name is on the disk: WAL with full synchronisation', () => {
    const seen: string[] = []
    const original = DatabaseSync.prototype.exec
    DatabaseSync.prototype.exec = function (sql) {
      seen.push(sql)
      return original.call(this, sql)
    }
    try {
      reopen()
    } finally {
      DatabaseSync.prototype.exec = original
    }
    assert.ok(seen.some((sql) => /synchronous\s*=\s*FULL/i.test(sql)))
    const db = new DatabaseSync(path)
    assert.equal(db.prepare('PRAGMA journal_mode').get()?.journal_mode, 'wal')
    db.close()
  })

  it('is of one domain and network, and says so when it is opened for another', () => {
    registry.close()
    const asked = { ...OWNER, domain: 'b.test' }
    assert.throws(() => openNameRegistry(path, asked), /a\.test.*b\.test/)
    assert.throws(() => openNameRegistry(path, { ...OWNER, network: 'main' }), code('INVALID_CONFIG'))
    registry = openNameRegistry(path, OWNER)
  })

  it('has every name renewed when the domain has a new key', () => {
    registry.register('alice', ALICE, 1_000)
    registry.setRenewAt('alice', 9_000)
    reopen()
    assert.equal(registry.due(5_000, 10).length, 0)
    registry.close()
    registry = openNameRegistry(path, { ...OWNER, domainKey: new Uint8Array(32).fill(8) })
    assert.equal(registry.due(5_000, 10).length, 1)
    registry.setRenewAt('alice', 9_000)
    registry.close()
    registry = openNameRegistry(path, { ...OWNER, domainKey: new Uint8Array(32).fill(8) })
    assert.equal(registry.due(5_000, 10).length, 0)
  })

  it('refuses a file that is no database, and one of a newer version', async () => {
    const junk = join(directory, 'junk')
    await writeFile(junk, 'this is no database, but it is long enough to look like one'.repeat(40))
    assert.throws(() => openNameRegistry(junk, OWNER), code('INVALID_CONFIG'))
    const newer = new DatabaseSync(join(directory, 'newer'))
    newer.exec('PRAGMA user_version = 99')
    newer.close()
    assert.throws(() => openNameRegistry(join(directory, 'newer'), OWNER), /newer version/)
  })
})
