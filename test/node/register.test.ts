import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type ErrorCode, isOpenPeerError } from '../../src/errors.ts'
import { parseName } from '../../src/records/names.ts'
import { validateName } from '../../src/records/validate.ts'
import { directory } from '../../src/wire/methods.ts'
import { type Nodes, startNodes } from './nodes.ts'
import { createPerson, type IdentityFields, NETWORK, type Person } from './people.ts'

const code = (expected: ErrorCode) => (error: unknown) => isOpenPeerError(error, expected)

describe('register', () => {
  let nodes: Nodes
  let alice: Person
  let bob: Person
  before(async () => {
    nodes = await startNodes(['a.test', 'b.test'])
    alice = await createPerson()
    bob = await createPerson()
    await alice.register(nodes.of('a.test'), 'alice')
  })
  after(async () => {
    await Promise.all([alice, bob].map((person) => person[Symbol.asyncDispose]()))
    await nodes[Symbol.asyncDispose]()
  })

  it('answers with the name record, signed by the domain and held by a quorum, and the registry knows', async () => {
    await using carol = await createPerson()
    const { nameRecord, holders, needed } = await carol.register(nodes.of('a.test'), 'carol')
    const node = nodes.of('a.test')
    const now = { network: NETWORK, now: Date.now() }
    const record = await validateName(nameRecord, node.domainKey, parseName('carol@a.test'), now)
    assert.deepEqual(record.payload.identityId, carol.id)
    assert.equal(record.payload.previousId, undefined)
    assert.ok(holders >= needed && needed === 2)
    assert.deepEqual(node.registry.get('carol')?.identityId, carol.id)
    for (const { federation } of nodes.all) {
      assert.deepEqual((await federation.store.get(record.routingKey))?.bytes, record.bytes)
      assert.equal((await federation.store.get(carol.routingKey()))?.kind, 'identity')
    }
  })

  it('may be asked again, and then gives the next record', async () => {
    const first = await alice.register(nodes.of('a.test'), 'alice')
    const second = await alice.register(nodes.of('a.test'), 'alice@a.test', { names: ['alice@a.test'] })
    assert.notDeepEqual(first.nameRecord, second.nameRecord)
  })

  it('shows the previous owner of a name that was released', async () => {
    await using dave = await createPerson()
    await using erin = await createPerson()
    const node = nodes.of('a.test')
    await dave.register(node, 'shared')
    node.registry.release('shared')
    const { nameRecord } = await erin.register(node, 'shared')
    const now = { network: NETWORK, now: Date.now() }
    const record = await validateName(nameRecord, node.domainKey, parseName('shared@a.test'), now)
    assert.deepEqual(record.payload.previousId, dave.id)
  })

  const refusals: [string, string, IdentityFields, ErrorCode][] = [
    ['a name of somebody else', 'alice', {}, 'NAME_OWNED_BY_ANOTHER'],
    ['a name that the identity does not list', 'bob', { names: ['bobby@a.test'] }, 'NAME_NOT_LISTED'],
    ['a device that the identity does not list', 'bob', { withoutDevice: true }, 'DEVICE_NOT_LISTED'],
    ['a device that is no publisher', 'bob', { publisher: false }, 'DEVICE_NOT_LISTED'],
    ['a name of another domain', 'bob@b.test', { names: ['bob@b.test'] }, 'WRONG_DOMAIN'],
    ['what is no name', 'b o b', { names: ['bob@a.test'] }, 'INVALID_NAME'],
    ['an identity record that is over', 'bob', { seq: Date.now() - 5_000, lifetimeMs: 1_000 }, 'RECORD_EXPIRED'],
    ['an identity record from the future', 'bob', { seq: Date.now() + 3_600_000 }, 'SEQ_IN_FUTURE'],
    ['an identity record of another network', 'bob', { network: 'other' }, 'WRONG_NETWORK'],
  ]
  for (const [what, name, fields, expected] of refusals) {
    it(`refuses ${what}: ${expected}`, async () => {
      const names = nodes.of('a.test').registry.count()
      const asked = bob.register(nodes.of('a.test'), name, { names: [`${name.split('@')[0]}@a.test`], ...fields })
      await assert.rejects(asked, code(expected))
      assert.equal(nodes.of('a.test').registry.count(), names, 'nothing was given')
      assert.equal(await nodes.of('a.test').federation.store.get(bob.routingKey()), null, 'and nothing stored')
    })
  }

  it('refuses a connection of somebody else who has the identity record, which is public', async () => {
    const identityRecord = await alice.record({ names: ['alice2@a.test'] })
    const asked = bob.ask(nodes.of('a.test'), directory.register, { name: 'alice2', identityRecord, token: '' })
    await assert.rejects(asked, code('DEVICE_NOT_LISTED'))
  })

  it('goes by the newest identity record: an older one cannot bring a removed device back', async () => {
    await using frank = await createPerson()
    const node = nodes.of('a.test')
    const now = Date.now()
    const newest = await frank.record({ names: ['frank@a.test'], withoutDevice: true, seq: now })
    await node.federation.publish(newest, frank.routingKey())
    await assert.rejects(frank.register(node, 'frank', { seq: now - 1_000 }), code('DEVICE_NOT_LISTED'))
    assert.equal(node.registry.get('frank'), null)
  })

  it('refuses an identity that its owner ended', async () => {
    await using gone = await createPerson()
    const asked = gone.ask(nodes.of('a.test'), directory.register, {
      name: 'gone',
      identityRecord: await gone.tombstone(),
      token: '',
    })
    await assert.rejects(asked, code('IDENTITY_REVOKED'))
  })

  it('refuses what is no identity record', async () => {
    const identityRecord = nodes.of('a.test').domainRecord().bytes
    const asked = bob.ask(nodes.of('a.test'), directory.register, { name: 'bob', identityRecord, token: '' })
    await assert.rejects(asked, code('WRONG_KIND'))
  })

  it('gives one of two who ask for the same name at the same time', async () => {
    await using one = await createPerson()
    await using other = await createPerson()
    const asked = [one, other].map((person) => person.register(nodes.of('a.test'), 'popular'))
    const results = await Promise.allSettled(asked)
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
    const lost = results.find((result) => result.status === 'rejected')
    assert.ok(code('NAME_OWNED_BY_ANOTHER')(lost?.reason))
  })
})

describe('registration by token, and closed', () => {
  const TOKEN = 'correct-horse-battery'

  it('with a token: who has it, and who has the name already', async () => {
    const settings = { registration: { mode: 'token' as const, tokens: ['another-token-of-ours', TOKEN] } }
    await using nodes = await startNodes(['a.test'], { settings })
    await using alice = await createPerson()
    const node = nodes.of('a.test')
    await assert.rejects(alice.register(node, 'alice'), code('REGISTRATION_CLOSED'))
    await assert.rejects(alice.register(node, 'alice', { token: `${TOKEN}x` }), code('REGISTRATION_CLOSED'))
    await alice.register(node, 'alice', { token: TOKEN })
    await alice.register(node, 'alice')
    await using bob = await createPerson()
    await assert.rejects(bob.register(node, 'alice'), code('NAME_OWNED_BY_ANOTHER'))
  })

  it('closed: nobody new', async () => {
    await using nodes = await startNodes(['a.test'], { settings: { registration: { mode: 'closed' } } })
    await using alice = await createPerson()
    await assert.rejects(alice.register(nodes.of('a.test'), 'alice', { token: TOKEN }), code('REGISTRATION_CLOSED'))
  })
})
