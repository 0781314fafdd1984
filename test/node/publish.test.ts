import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type ErrorCode, isOpenPeerError } from '../../src/errors.ts'
import { MAX_FIND_KEYS } from '../../src/node/handlers/find.ts'
import { MAX_PUBLISHED_AT_ONCE } from '../../src/node/handlers/publish.ts'
import { domainRoutingKey, locationRoutingKey } from '../../src/records/routing-key.ts'
import { directory } from '../../src/wire/methods.ts'
import { type Nodes, startNodes } from './nodes.ts'
import { createPerson, NETWORK, type Person } from './people.ts'

describe('publish and find', () => {
  let nodes: Nodes
  let alice: Person
  before(async () => {
    nodes = await startNodes(['a.test', 'b.test'])
    alice = await createPerson()
  })
  after(async () => {
    await alice[Symbol.asyncDispose]()
    await nodes[Symbol.asyncDispose]()
  })

  async function publish(domain: string, ...envelopes: Uint8Array<ArrayBuffer>[]) {
    const records = envelopes.map((envelope) => ({ routingKey: alice.routingKey(), envelope }))
    return (await alice.ask(nodes.of(domain), directory.publish, { records })).results
  }

  it('takes a new identity that names this domain as a home, and puts it to a quorum', async () => {
    const [result] = await publish('a.test', await alice.record({ homes: ['a.test'] }))
    assert.equal(result?.outcome, 'stored')
    assert.ok(result !== undefined && result.holders >= result.needed && result.needed === 2)
    assert.ok(await nodes.of('b.test').federation.store.get(alice.routingKey()))
  })

  it('takes a newer version of what is held from anybody: no home can stop a move', async () => {
    const moved = await alice.record({ homes: ['b.test'] })
    const [result] = await publish('a.test', moved)
    assert.equal(result?.outcome, 'stored')
  })

  it('answers one result an entry, and a bad record does not spoil the others', async () => {
    const results = await publish('a.test', new Uint8Array(10).fill(9), await alice.record({ seq: Date.now() + 1_000 }))
    assert.deepEqual(
      results.map(({ outcome, code }) => [outcome, code]),
      [
        ['', 'RECORD_MALFORMED'],
        ['stored', ''],
      ],
    )
  })

  it('refuses an older version, and gives the one that stands against it', async () => {
    const seq = Date.now() + 2_000
    const newest = await alice.record({ seq })
    await publish('a.test', newest)
    const [result] = await publish('a.test', await alice.record({ seq: seq - 500 }))
    assert.equal(result?.outcome, 'not-newest')
    assert.deepEqual(result?.current, newest)
  })

  it('refuses new people of other domains, and new records of any other kind', async () => {
    await using stranger = await createPerson()
    const entries = [
      { routingKey: stranger.routingKey(), envelope: await stranger.record({ homes: ['b.test', 'c.test'] }) },
      {
        routingKey: locationRoutingKey(NETWORK, stranger.id, stranger.host.peerId.toMultihash().bytes),
        envelope: await stranger.location(),
      },
    ]
    const { results } = await stranger.ask(nodes.of('a.test'), directory.publish, { records: entries })
    assert.deepEqual(
      results.map(({ code }) => code),
      ['REFUSED', 'REFUSED'],
    )
    assert.match(results[1]?.message ?? '', /putLocation/)
    assert.equal(await nodes.of('a.test').federation.store.get(stranger.routingKey()), null)
  })

  it('takes the identity of somebody that it gave a name to, wherever their homes are', async () => {
    await using carol = await createPerson()
    nodes.of('a.test').registry.register('carol', carol.id, Date.now())
    const records = [{ routingKey: carol.routingKey(), envelope: await carol.record({ homes: ['b.test'] }) }]
    const { results } = await carol.ask(nodes.of('a.test'), directory.publish, { records })
    assert.equal(results[0]?.outcome, 'stored')
  })

  it('limits how many at once', async () => {
    const envelopes = Array.from({ length: MAX_PUBLISHED_AT_ONCE + 1 }, () => new Uint8Array(1))
    await assert.rejects(publish('a.test', ...envelopes), (error) => isOpenPeerError(error, 'LIMIT_EXCEEDED'))
  })

  it('finds records by their keys, in their order, an empty one for absent', async () => {
    const routingKeys = [domainRoutingKey(NETWORK, 'b.test'), new Uint8Array(32), alice.routingKey()]
    for (const policy of ['', 'cache-first', 'quorum']) {
      const { records } = await alice.ask(nodes.of('a.test'), directory.find, { routingKeys, policy })
      assert.deepEqual(records[0]?.envelope, nodes.of('b.test').domainRecord().bytes, policy)
      assert.equal(records[1]?.envelope.byteLength, 0)
      assert.ok((records[2]?.envelope.byteLength ?? 0) > 0)
    }
  })

  const refusals: [string, { routingKeys: Uint8Array<ArrayBuffer>[]; policy?: string }, ErrorCode][] = [
    ['too many keys', { routingKeys: Array(MAX_FIND_KEYS + 1).fill(new Uint8Array(32)) }, 'LIMIT_EXCEEDED'],
    ['what is no routing key', { routingKeys: [new Uint8Array(31)] }, 'INVALID_ARGUMENT'],
    ['no policy of ours', { routingKeys: [new Uint8Array(32)], policy: 'own' }, 'INVALID_ARGUMENT'],
  ]
  for (const [what, request, code] of refusals) {
    it(`find refuses ${what}`, async () => {
      await assert.rejects(alice.ask(nodes.of('a.test'), directory.find, request), (error) =>
        isOpenPeerError(error, code),
      )
    })
  }

  it('describes itself: its domain record, its time, and from where it sees the asker', async () => {
    const answer = await alice.ask(nodes.of('a.test'), directory.describe, {})
    assert.deepEqual(answer.domainRecord, nodes.of('a.test').domainRecord().bytes)
    assert.ok(Math.abs(answer.time - Date.now()) < 60_000)
    assert.ok(answer.observedAddress.byteLength > 0)
  })
})
