import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { isOpenPeerError } from '../../src/errors.ts'
import { FRESH_MS, openOperatorDomain } from '../../src/peer/operator-domain.ts'
import { parseNodeAddresses } from '../../src/peer/operator-nodes.ts'
import { memoryStorage, type PeerStorage } from '../../src/peer/storage.ts'
import { registrableDomain } from '../../src/records/registrable-domain.ts'
import { type Channels, createChannels } from '../../src/wire/channels.ts'
import { directory as methods } from '../../src/wire/methods.ts'
import { protocolIds } from '../../src/wire/protocols.ts'
import { startHost } from '../wire/hosts.ts'
import { type Directory, startDirectory } from './directory.ts'
import { type Clock, clockAt, domainRecord, NETWORK, newDomain, START } from './forge.ts'
import { type Websites, websites } from './websites.ts'

const failsWith = (code: Parameters<typeof isOpenPeerError>[1]) => (error: unknown) => isOpenPeerError(error, code)

let home: Directory
let host: Awaited<ReturnType<typeof startHost>>
let channels: Channels
let outside: Websites
let storage: PeerStorage
let clock: Clock

before(async () => {
  host = await startHost({ listen: false })
  channels = createChannels(host, protocolIds(NETWORK).directory)
})
after(async () => {
  await channels.stop()
  await host.stop()
})
beforeEach(async () => {
  home = await startDirectory('a.test')
  outside = websites()
  storage = memoryStorage()
  clock = clockAt()
})
afterEach(() => home[Symbol.asyncDispose]())

function open(given: string[] = []) {
  const parts = { network: NETWORK, channels, outside, storage, now: clock.now }
  return openOperatorDomain({ domain: 'a.test', given: parseNodeAddresses(given), ...parts })
}

describe('the nodes of a domain', () => {
  test('come from the configuration, without asking the website', async () => {
    const operator = await open(home.addresses)
    assert.equal((await operator.record()).payload.domain, 'a.test')
    assert.deepEqual(outside.asked, [])
  })

  test('come from the website where nothing else is known', async () => {
    outside.sites.set('a.test', { key: home.owner.key, nodes: home.addresses })
    const operator = await open()
    assert.deepEqual(operator.nodes, [])
    assert.equal((await operator.record()).payload.domain, 'a.test')
    assert.deepEqual(outside.asked, ['a.test'])
  })

  test('are waited for by all who ask at the same time, and the website is asked once', async () => {
    outside.sites.set('a.test', { key: home.owner.key, nodes: home.addresses })
    const operator = await open()
    const asks = [1, 2, 3].map(() => operator.ask(methods.find, { routingKeys: [] }))
    await Promise.all(asks)
    assert.deepEqual(outside.asked, ['a.test'])
  })

  test('are remembered with the domain record for the next start', async () => {
    await (await open(home.addresses)).record()
    const later = await open()
    assert.equal(later.nodes[0]?.peerId, home.host.peerId.toString())
    await later.ask(methods.find, { routingKeys: [] })
    assert.deepEqual(outside.asked, [])
  })

  test('a damaged copy of the domain record is fetched again', async () => {
    await storage.put('operator/a.test', new Uint8Array([1, 2, 3]))
    const operator = await open(home.addresses)
    assert.equal(operator.known, null)
    assert.equal((await operator.record()).payload.domain, 'a.test')
  })

  test('one that is dead is passed over, and asked last from then on', async () => {
    const dead = await startDirectory('a.test')
    await dead[Symbol.asyncDispose]()
    const operator = await open([...dead.addresses, ...home.addresses])
    assert.equal(operator.nodes[0]?.peerId, dead.host.peerId.toString())
    await operator.ask(methods.find, { routingKeys: [] })
    assert.equal(operator.nodes[0]?.peerId, home.host.peerId.toString())
  })

  test('when all are dead: the website may name others; if not, UNREACHABLE, and the website is left alone for a while', async () => {
    const dead = await startDirectory('a.test')
    await dead[Symbol.asyncDispose]()
    const operator = await open(dead.addresses)
    await assert.rejects(operator.ask(methods.find, { routingKeys: [] }), failsWith('UNREACHABLE'))
    await assert.rejects(operator.ask(methods.find, { routingKeys: [] }), failsWith('UNREACHABLE'))
    assert.deepEqual(outside.asked, ['a.test'])
    outside.sites.set('a.test', { key: home.owner.key, nodes: home.addresses })
    clock.at += 60_000
    await operator.ask(methods.find, { routingKeys: [] })
  })

  test('nobody knows where: UNREACHABLE with the reason', async () => {
    const operator = await open()
    await assert.rejects(operator.record(), (error) => {
      assert.ok(isOpenPeerError(error, 'UNREACHABLE'))
      assert.match(error.message, /a\.test cannot be found: .*connection refused/)
      return true
    })
  })

  test('an address without a peer id, or no address at all, is INVALID_CONFIG', () => {
    for (const text of ['/ip4/127.0.0.1/tcp/4001', 'a.test:4001', '']) {
      assert.throws(() => parseNodeAddresses([text]), failsWith('INVALID_CONFIG'), text)
    }
  })
})

describe('the record of a domain', () => {
  test('is asked for again after an hour, and an older one never comes back', async () => {
    const operator = await open(home.addresses)
    const first = await operator.record()
    assert.equal(await operator.record(), first)
    assert.equal(home.asked.length, 1)
    const node = { peerId: first.payload.nodes[0]?.peerId ?? new Uint8Array(0), multiaddrs: [] }
    const newer = await domainRecord(home.owner, START + 1000, { changes: { nodes: [node] } })
    home.answers.describe = () => newer
    clock.at += FRESH_MS + 1
    assert.equal((await operator.record()).seq, START + 1000)
    home.answers.describe = () => first.bytes
    clock.at += FRESH_MS + 1
    assert.equal((await operator.record()).seq, START + 1000)
  })

  test('of another domain, or that does not list the node that gave it, is refused', async () => {
    const operator = await open(home.addresses)
    home.answers.describe = async () => domainRecord(await newDomain('b.test'), START)
    await assert.rejects(operator.record(), failsWith('WRONG_ROUTING_KEY'))
    home.answers.describe = () => domainRecord(home.owner, START)
    await assert.rejects(operator.record(), failsWith('WRONG_DOMAIN'))
    assert.equal(operator.known, null)
  })

  test('with another key than the website that led here is BINDING_MISMATCH', async () => {
    outside.sites.set('a.test', { key: (await newDomain('a.test')).key, nodes: home.addresses })
    await assert.rejects((await open()).record(), failsWith('BINDING_MISMATCH'))
  })
})

test('sub-domains count as one operator with their registrable domain', () => {
  assert.equal(registrableDomain('x.y.example.co.uk'), 'example.co.uk')
  assert.equal(registrableDomain('a.test'), 'a.test')
  assert.equal(registrableDomain('node.a.test'), 'a.test')
})
