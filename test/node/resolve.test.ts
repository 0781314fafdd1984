import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { isOpenPeerError } from '../../src/errors.ts'
import { parseAddress } from '../../src/records/uris.ts'
import { directory } from '../../src/wire/methods.ts'
import { type Nodes, startNodes } from './nodes.ts'
import { createPerson, type Person } from './people.ts'

const BOB = parseAddress('bob@b.test')

describe('resolve across three domains', () => {
  let nodes: Nodes
  let bob: Person
  before(async () => {
    nodes = await startNodes(['a.test', 'b.test', 'c.test'])
    bob = await createPerson()
    await bob.register(nodes.of('b.test'), 'bob', { homes: ['b.test', 'c.test'] })
    await bob.ask(nodes.of('b.test'), directory.putLocation, { envelope: await bob.location() })
  })
  after(async () => {
    await bob[Symbol.asyncDispose]()
    await nodes[Symbol.asyncDispose]()
  })

  it('gives the whole bundle from the domain’s own node: records, home records and locations', async () => {
    const bundle = await nodes.of('a.test').resolve(BOB)
    assert.equal(bundle.source, 'domain')
    assert.equal(bundle.domain?.payload.domain, 'b.test')
    assert.deepEqual(bundle.name?.payload.identityId, bob.id)
    assert.deepEqual(bundle.identity?.payload.id, bob.id)
    assert.equal(bundle.locations.length, 1)
    assert.deepEqual(
      bundle.homes.map(({ payload }) => payload.domain),
      ['b.test', 'c.test'],
    )
    assert.deepEqual(bundle.refused, [])
  })

  it('gives its own names from its registry, asking nobody', async () => {
    const bundle = await nodes.of('b.test').resolve(BOB, { policy: 'own' })
    assert.equal(bundle.source, 'own')
    assert.deepEqual(bundle.identity?.payload.id, bob.id)
    assert.equal(bundle.locations.length, 1)
  })

  it('waits for the holders with quorum, and says how many answered', async () => {
    const bundle = await nodes.of('a.test').resolve(BOB, { policy: 'quorum' })
    assert.deepEqual(bundle.identity?.payload.id, bob.id)
    assert.equal(bundle.needed, 2)
    assert.ok(bundle.answers >= bundle.needed)
  })

  it('finds an identity by its id alone, with its locations', async () => {
    const bundle = await nodes.of('a.test').resolve({ type: 'identity', id: bob.id, domain: null })
    assert.deepEqual(bundle.identity?.payload.id, bob.id)
    assert.equal(bundle.locations.length, 1)
    assert.equal(bundle.name, null)
  })

  it('finds nothing for a name that nobody has, in its own domain, in another and in none', async () => {
    for (const text of ['nobody@a.test', 'nobody@b.test', 'nobody@nowhere.test']) {
      const bundle = await nodes.of('a.test').resolve(parseAddress(text))
      assert.deepEqual([bundle.name, bundle.identity, bundle.locations], [null, null, []], text)
    }
  })

  it('takes cache-only from what it holds, asking nobody', async () => {
    const bundle = await nodes.of('a.test').resolve(BOB, { policy: 'cache-only' })
    assert.deepEqual(bundle.identity?.payload.id, bob.id, 'among three nodes each holds everything')
    assert.deepEqual(bundle.locations, [], 'locations are with the homes')
    assert.equal(bundle.source, 'own')
  })

  it('cache-first answers from what it holds, with locations from the homes', async () => {
    const bundle = await nodes.of('a.test').resolve(BOB, { policy: 'cache-first' })
    assert.equal(bundle.source, 'own')
    assert.equal(bundle.locations.length, 1)
  })

  it('refuses to answer for another domain where only its own is asked for: no question goes in circles', async () => {
    await assert.rejects(nodes.of('a.test').resolve(BOB, { policy: 'own' }), (e) => isOpenPeerError(e, 'WRONG_DOMAIN'))
    await assert.rejects(
      bob.ask(nodes.of('a.test'), directory.resolve, { name: 'bob@b.test', policy: 'own' }),
      (error) => isOpenPeerError(error, 'WRONG_DOMAIN'),
    )
  })

  it('answers a peer over the directory protocol in one round trip', async () => {
    const response = await bob.ask(nodes.of('a.test'), directory.resolve, { name: 'bob@b.test' })
    const bundle = await nodes.of('a.test').resolve(BOB)
    assert.deepEqual(response.identityRecord, bundle.identity?.bytes)
    assert.deepEqual(response.nameRecord, bundle.name?.bytes)
    assert.deepEqual(response.domainRecord, bundle.domain?.bytes)
    assert.equal(response.locations.length, 1)
    assert.equal(response.homeRecords.length, 2)
  })

  for (const [what, request, code] of [
    ['no question', {}, 'INVALID_ARGUMENT'],
    ['two questions', { name: 'bob@b.test', id: new Uint8Array(32) }, 'INVALID_ARGUMENT'],
    ['half an id', { id: new Uint8Array(16) }, 'INVALID_ARGUMENT'],
    ['no policy of ours', { name: 'bob@b.test', policy: 'fast' }, 'INVALID_ARGUMENT'],
    ['no name', { name: 'bob at b' }, 'INVALID_NAME'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(bob.ask(nodes.of('a.test'), directory.resolve, request), (error) =>
        isOpenPeerError(error, code),
      )
    })
  }

  it('can be called off, and has a time limit', async () => {
    const signal = AbortSignal.abort()
    await assert.rejects(nodes.of('a.test').resolve(BOB, { signal }), (error) => isOpenPeerError(error, 'ABORTED'))
    const address = parseAddress('late@nowhere.test')
    await assert.rejects(nodes.of('a.test').resolve(address, { policy: 'quorum', timeoutMs: 1 }), (error) =>
      isOpenPeerError(error, 'TIMEOUT'),
    )
  })
})
