import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { type ErrorCode, isOpenPeerError } from '../../src/errors.ts'
import { openNameRegistry } from '../../src/node/name-registry.ts'
import { movedToOf } from '../../src/records/moved-to.ts'
import { parseName } from '../../src/records/names.ts'
import { validateName } from '../../src/records/validate.ts'
import type { MoveNameRequest } from '../../src/wire/messages.js'
import { directory } from '../../src/wire/methods.ts'
import { longName } from '../records/fixtures.ts'
import { type Nodes, startNodes } from './nodes.ts'
import { createPerson, type IdentityFields, NETWORK, type Person } from './people.ts'

const code = (expected: ErrorCode) => (error: unknown) => isOpenPeerError(error, expected)
const OLD = parseName('alice@a.test')
const NEW = 'alice@c.test'

describe('moveName', () => {
  let nodes: Nodes
  let alice: Person
  let mallory: Person
  before(async () => {
    nodes = await startNodes(['a.test', 'b.test'])
    alice = await createPerson()
    mallory = await createPerson()
    await alice.register(nodes.of('a.test'), 'alice')
    await mallory.register(nodes.of('a.test'), 'mallory')
  })
  after(async () => {
    await Promise.all([alice, mallory].map((person) => person[Symbol.asyncDispose]()))
    await nodes[Symbol.asyncDispose]()
  })

  async function move(person: Person, fields: IdentityFields = {}, question: Partial<MoveNameRequest> = {}) {
    const identityRecord = await person.record({ homes: ['c.test'], names: [NEW], ...fields })
    const asked = { name: 'alice', movedTo: NEW, identityRecord, ...question }
    const { nameRecord } = await person.ask(nodes.of('a.test'), directory.moveName, asked)
    const now = { network: NETWORK, now: Date.now() }
    return validateName(nameRecord, nodes.of('a.test').domainKey, OLD, now)
  }

  const refusals: [string, () => Promise<unknown>, ErrorCode][] = [
    ['somebody who does not have the name', () => move(mallory, { names: [NEW] }), 'NAME_OWNED_BY_ANOTHER'],
    [
      'somebody with the identity record of who has it, which is public',
      async () => move(mallory, {}, { identityRecord: await alice.record({ names: [NEW] }) }),
      'DEVICE_NOT_LISTED',
    ],
    ['a device that is no publisher', () => move(alice, { publisher: false }), 'DEVICE_NOT_LISTED'],
    ['a new name that the identity does not list', () => move(alice, { names: ['alice@d.test'] }), 'NAME_NOT_LISTED'],
    ['a name that nobody has', () => move(alice, {}, { name: 'nobody' }), 'NOT_REGISTERED'],
    ['a name of another domain', () => move(alice, {}, { name: 'alice@b.test' }), 'WRONG_DOMAIN'],
    ['a new name that is none', () => move(alice, {}, { movedTo: 'a l i c e@c.test' }), 'INVALID_NAME'],
    [
      'the name itself as the new one',
      () => move(alice, { names: ['alice@a.test'] }, { movedTo: 'Alice@A.test' }),
      'INVALID_ARGUMENT',
    ],
    [
      'a new name for which a record has no room',
      () => move(alice, { names: [longName(193)] }, { movedTo: longName(193) }),
      'LIMIT_EXCEEDED',
    ],
    [
      'an identity record that is over',
      () => move(alice, { seq: Date.now() - 5_000, lifetimeMs: 1_000 }),
      'RECORD_EXPIRED',
    ],
  ]
  for (const [what, asked, expected] of refusals) {
    it(`refuses ${what}: ${expected}`, async () => {
      const held = () =>
        Promise.all([alice, mallory].map((one) => nodes.of('a.test').federation.store.get(one.routingKey())))
      const before = await held()
      await assert.rejects(asked(), code(expected))
      assert.deepEqual(
        (await held()).map((record) => record?.bytes),
        before.map((record) => record?.bytes),
        'and nothing was stored',
      )
      assert.equal(nodes.of('a.test').registry.get('alice')?.movedTo, null)
    })
  }

  it('has the name say where it moved, keeps it for its holder, and goes on saying so', async () => {
    const node = nodes.of('a.test')
    const record = await move(alice)
    assert.deepEqual([movedToOf(record, OLD)?.text, record.payload.identityId], [NEW, alice.id])
    for (const { federation } of nodes.all) {
      assert.deepEqual((await federation.store.get(record.routingKey))?.bytes, record.bytes)
    }
    await assert.rejects(mallory.register(node, 'alice'), code('NAME_OWNED_BY_ANOTHER'))
    const foreign = await nodes.of('b.test').resolve({ type: 'name', name: OLD })
    assert.ok(foreign.name !== null)
    assert.equal(movedToOf(foreign.name, OLD)?.text, NEW)
    assert.deepEqual(foreign.identity?.payload.homes, ['c.test'])
  })

  it('may be asked again, and to register the name again takes it back', async () => {
    const further = 'alice@d.test'
    const moved = await move(alice, { names: [further] }, { movedTo: further })
    assert.equal(movedToOf(moved, OLD)?.text, further)
    const { nameRecord } = await alice.register(nodes.of('a.test'), 'alice')
    const now = { network: NETWORK, now: Date.now() }
    const record = await validateName(nameRecord, nodes.of('a.test').domainKey, OLD, now)
    assert.equal(record.payload.movedTo, undefined)
  })
})

describe('the registry of a name that moved', () => {
  const OWNER = { network: 'test', domain: 'a.test', domainKey: new Uint8Array(32).fill(9) }
  const ALICE = new Uint8Array(32).fill(1)
  const BOB = new Uint8Array(32).fill(2)

  it('forgets where it led when the name is freed and given to somebody else', () => {
    const registry = openNameRegistry(null, OWNER)
    registry.register('alice', ALICE, 1_000)
    assert.equal(registry.move('alice', ALICE, NEW).movedTo, NEW)
    assert.throws(() => registry.move('alice', BOB, NEW), code('NAME_OWNED_BY_ANOTHER'))
    registry.release('alice')
    assert.throws(() => registry.move('alice', ALICE, NEW), code('NOT_REGISTERED'))
    const given = registry.register('alice', BOB, 2_000)
    assert.deepEqual([given.movedTo, given.previousId], [null, ALICE])
    registry.close()
  })

  it('opens a file that was written before names could move, with every name in it', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'openpeer-registry-'))
    try {
      const path = join(directory, 'names.sqlite')
      openNameRegistry(path, OWNER).close()
      const old = new DatabaseSync(path)
      old.exec('ALTER TABLE names DROP COLUMN moved_to; PRAGMA user_version = 1;')
      old.prepare('INSERT INTO names (local, holder, since) VALUES (?, ?, ?)').run('alice', ALICE, 1_000)
      old.close()
      const registry = openNameRegistry(path, OWNER)
      assert.equal(registry.get('alice')?.movedTo, null)
      assert.equal(registry.move('alice', ALICE, NEW).movedTo, NEW)
      registry.close()
      const again = openNameRegistry(path, OWNER)
      assert.equal(again.get('alice')?.movedTo, NEW)
      again.close()
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
  })
})
