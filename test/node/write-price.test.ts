import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { multiaddr } from '@multiformats/multiaddr'
import { OpenPeerError } from '../../src/errors.ts'
import type { Outside } from '../../src/identity-proofs/outside.ts'
import { createLog } from '../../src/node/log.ts'
import type { OperatorNode } from '../../src/node/operator-node.ts'
import { domainRoutingKey } from '../../src/records/routing-key.ts'
import { parseAddress } from '../../src/records/uris.ts'
import { callPeer } from '../../src/wire/call.ts'
import { createChannels } from '../../src/wire/channels.ts'
import { directory, records } from '../../src/wire/methods.ts'
import { protocolIds } from '../../src/wire/protocols.ts'
import { domainRecord } from '../federation/domain-records.ts'
import { SELF } from '../federation/origins.ts'
import { testDomain } from '../federation/sealed-records.ts'
import { loopbackConfig, type Nodes, startNodes } from './nodes.ts'
import { createPerson, NETWORK, type Person } from './people.ts'
import { until } from './until.ts'
import { NODE_WEBSITES, startWithWebsite } from './websites.ts'

const LATER_MS = 600_000
const AHEAD_MS = 10 * 60_000

type Brought = readonly [routingKey: Uint8Array, bytes: Uint8Array]

/** Puts records to a node by the records protocol, from any host. */
async function putAll(host: Person['host'] | OperatorNode['libp2p'], node: OperatorNode, brought: readonly Brought[]) {
  const channels = createChannels(host, protocolIds(NETWORK).records)
  const entries = brought.map(([key, bytes]) => ({
    ...{ routingKey: Uint8Array.from(key), envelope: Uint8Array.from(bytes), view: new Uint8Array() },
  }))
  const target = node.libp2p.getMultiaddrs().map((one) => multiaddr(one.toString()))
  try {
    return await callPeer(channels, target, records.put, { entries })
  } finally {
    await channels.stop()
  }
}

async function putFrom(host: Person['host'] | OperatorNode['libp2p'], node: OperatorNode, ...brought: Brought) {
  const { results, time } = await putAll(host, node, [brought])
  return { ...results[0], time }
}

describe('what it takes to write', () => {
  let nodes: Nodes
  let alice: Person
  before(async () => {
    nodes = await startNodes(['a.test', 'b.test', 'evil.test'])
    alice = await createPerson()
  })
  after(async () => {
    await alice[Symbol.asyncDispose]()
    await nodes[Symbol.asyncDispose]()
  })

  it('a stranger brings no new record to a holder, by no protocol of ours', async () => {
    const said = await putFrom(alice.host, nodes.of('a.test'), alice.routingKey(), await alice.record())
    assert.equal(said.code, 'NOT_ADMITTED')
    assert.match(said.message ?? '', /publish it through your home/)
  })

  it('an admitted operator brings no domain record under a key that the website does not show', async () => {
    const forged = await domainRecord('b.test', await generateKeyPair('Ed25519'), { seq: Date.now() + 60_000 })
    const key = domainRoutingKey(NETWORK, 'b.test')
    for (const domain of ['a.test', 'b.test']) {
      const said = await putFrom(nodes.of('evil.test').libp2p, nodes.of(domain), key, forged.bytes)
      assert.equal(said.code, 'BINDING_MISMATCH', domain)
      assert.deepEqual((await nodes.of(domain).federation.store.get(key))?.signer, nodes.of('b.test').domainKey)
    }
    assert.equal(nodes.of('a.test').counts().store.refused.BINDING_MISMATCH, 1)
  })

  it('what an operator brings is charged to its domain; people with a name here are this node’s own', async () => {
    const [a, b] = [nodes.of('a.test'), nodes.of('b.test')]
    const before = { a: a.counts().store, b: b.counts().store }
    await alice.register(a, 'alice')
    // Her identity and her name; and the domain's record, which was there.
    assert.equal(a.counts().store.own, before.a.own + 2)
    assert.equal(b.counts().store.own, before.b.own)
    await until('b holds both', () => b.counts().store.records === before.b.records + 2)
    assert.ok(b.counts().store.largest >= 2)
  })

  it('somebody who only says that this is a home is a guest: charged, and never the node’s own', async () => {
    await using guest = await createPerson()
    const a = nodes.of('a.test')
    const { own, records: held } = a.counts().store
    const published = { records: [{ routingKey: guest.routingKey(), envelope: await guest.record() }] }
    assert.equal((await guest.ask(a, directory.publish, published)).results[0]?.outcome, 'stored')
    assert.deepEqual([a.counts().store.own, a.counts().store.records], [own, held + 1])
  })

  it('a domain that gives names to some people only takes no guests, and newer versions all the same', async () => {
    const settings = () => ({ registration: { mode: 'closed' as const } })
    await using closed = await startNodes(['closed.test'], { settings })
    await using guest = await createPerson()
    const node = closed.of('closed.test')
    const homes = ['closed.test']
    const publish = async (envelope: Uint8Array) => {
      const entry = { routingKey: Uint8Array.from(guest.routingKey()), envelope: Uint8Array.from(envelope) }
      return (await guest.ask(node, directory.publish, { records: [entry] })).results[0]
    }
    const first = await guest.record({ homes })
    const { code, message } = (await publish(first)) ?? {}
    assert.deepEqual([code, node.counts().store.records], ['REFUSED', 1])
    assert.match(message ?? '', /people with a name of closed\.test only: register one first/)
    await node.federation.store.put(first, guest.routingKey(), SELF)
    assert.equal((await publish(await guest.record({ homes })))?.outcome, 'stored')
  })
})

it('an operator that floods a small node loses its own records there; people of others and its own stay', async () => {
  const limits = { maxRecords: 60, maxConnectionsPerSecond: 1_000, bindingChecksPerMinute: 1_000 }
  const settings = (domain: string) => (domain === 'a.test' ? { limits } : {})
  await using nodes = await startNodes(['a.test', 'b.test', 'evil.test'], { settings })
  const [a, b, evil] = [nodes.of('a.test'), nodes.of('b.test'), nodes.of('evil.test')]
  await using alice = await createPerson()
  await using bob = await createPerson()
  await alice.register(a, 'alice')
  await bob.register(b, 'bob')
  await until('a holds bob', async () => (await a.federation.store.get(bob.routingKey())) !== null)

  const domain = await testDomain()
  for (let batch = 0; batch < 4; batch++) {
    const names = Array.from({ length: 50 }, (_, index) => `n${50 * batch + index}`)
    const brought = names.map(async (name) => [domain.routingKey(name), await domain.name(name)] as const)
    const { results } = await putAll(evil.libp2p, a, await Promise.all(brought))
    assert.ok(
      results.every(({ outcome }) => outcome === 'stored'),
      'a full store takes new records all the same',
    )
  }
  const { records: held, evicted, own } = a.counts().store
  assert.ok(held <= 60 && evicted >= 140, `${held} are held, ${evicted} went`)
  assert.equal(own, 3)
  for (const name of ['alice@a.test', 'bob@b.test']) {
    const { identity } = await a.resolve(parseAddress(name), { policy: 'cache-only' })
    assert.ok(identity, name)
  }
})

describe('a clock that is 10 minutes ahead', () => {
  it('is told the time of whoever refuses: a peer by its home, a node by its holders', async () => {
    await using nodes = await startNodes(['a.test', 'b.test'])
    const b = nodes.of('b.test')
    await using early = await createPerson({ now: () => Date.now() + AHEAD_MS })
    const published = {
      records: [{ routingKey: early.routingKey(), envelope: await early.record({ homes: ['b.test'] }) }],
    }
    const { results, time } = await early.ask(b, directory.publish, published)
    assert.equal(results[0]?.code, 'SEQ_IN_FUTURE')
    const clock = /this node's clock says (\S+), set yours/.exec(results[0]?.message ?? '')?.[1] ?? ''
    assert.ok(Math.abs(Date.parse(clock) - Date.now()) < 60_000, clock)
    assert.ok(Math.abs(time - Date.now()) < 60_000)

    const domain = await testDomain()
    const name = await domain.name('bob', { seq: Date.now() + AHEAD_MS })
    const said = await putFrom(nodes.of('a.test').libp2p, b, domain.routingKey('bob'), name)
    assert.equal(said.code, 'SEQ_IN_FUTURE')
    assert.match(said.message ?? '', /this node's clock says \d{4}-\d\d-\d\dT/)
    assert.ok(Math.abs(said.time - Date.now()) < 60_000)
  })
})

it('a domain whose website comes up after its node is offered again until the others have seen it', async () => {
  const looks = { failed: 0 }
  const outside: Outside = {
    ...NODE_WEBSITES,
    fetchText(url, options) {
      if (new URL(url).hostname !== 'late.test' || looks.failed > 0) return NODE_WEBSITES.fetchText(url, options)
      looks.failed++
      throw new OpenPeerError('FETCH_FAILED', 'nobody answers yet')
    },
  }
  // Nothing else would bring the record there while this runs.
  const federationTimes = { heartbeatMs: LATER_MS, exchangeMs: LATER_MS, settleMs: LATER_MS, republishMs: LATER_MS }
  const parts = { outside, federationTimes, log: createLog('silent') }
  const a = await startWithWebsite(loopbackConfig('a.test'), parts)
  const bootstrap = a.libp2p.getMultiaddrs().map(String)
  const late = await startWithWebsite(loopbackConfig('late.test', { bootstrap }), parts)
  try {
    const key = domainRoutingKey(NETWORK, 'late.test')
    await until('a has it', async () => (await a.federation.store.get(key)) !== null)
    assert.deepEqual((await a.federation.store.get(key))?.bytes, late.domainRecord().bytes)
    assert.equal(looks.failed, 1)
  } finally {
    await late.stop()
    await a.stop()
  }
})
