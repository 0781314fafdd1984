import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { identify } from '@libp2p/identify'
import type { PeerId } from '@libp2p/interface'
import { type KadDHT, kadDHT, passthroughMapper } from '@libp2p/kad-dht'
import { ping } from '@libp2p/ping'
import { createLibp2p, type Libp2p } from 'libp2p'
import { domainRoutingKey } from '../../src/records/routing-key.ts'
import { protocolIds } from '../../src/wire/protocols.ts'
import { fills, type KadTable, kadTable, type TestOperator, TestOperators, testHost } from './operators.ts'
import { NETWORK } from './sealed-records.ts'
import { ALL_BOUND, domainRecord, sighting } from './seats.ts'

type StockNode = Libp2p<{ dht: KadDHT }> & AsyncDisposable

/** A libp2p node that knows nothing of Open Peer: kad-dht as a server, said to be reached under `host`. */
async function startStockServer(host: string): Promise<StockNode> {
  const libp2p = await createLibp2p({
    ...testHost,
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'], announce: [`/dns4/${host}/tcp/4001`] },
    services: {
      identify: identify(),
      ping: ping(),
      dht: kadDHT({
        ...{ protocol: protocolIds(NETWORK).kad, clientMode: false, allowQueryWithZeroPeers: true },
        peerInfoMapper: passthroughMapper,
      }),
    },
  })
  return Object.assign(libp2p, { [Symbol.asyncDispose]: async () => libp2p.stop() })
}

async function connect(node: Libp2p, operator: TestOperator): Promise<void> {
  const isKnown = once(operator.libp2p, 'peer:identify')
  await node.dial(operator.libp2p.getMultiaddrs())
  await isKnown
}

/** The peer ids that a stock node is told of when it looks for `key`. */
async function namedTo(node: StockNode, key: Uint8Array): Promise<string[]> {
  const named = new Set<string>()
  for await (const event of node.services.dht.getClosestPeers(key)) {
    if (event.name === 'PEER_RESPONSE') for (const { id } of event.closer) named.add(id.toString())
  }
  return [...named]
}

const inTable = async (operator: TestOperator, { peerId }: Libp2p) =>
  (await kadTable(operator).find(peerId)) !== undefined

describe("kad-dht's routing table", () => {
  test('takes nobody who is not admitted: not who speaks kad-dht, answers a query, or is asked for by its id', async () => {
    await using operators = await TestOperators.start(3)
    const [one, other] = [operators.at(0), operators.at(1)]
    await using stranger = await startStockServer('node.stranger.test')
    await connect(stranger, one)
    for await (const _ of one.libp2p.services.dht.findPeer(stranger.peerId));
    // What kad-dht does itself with whoever answered: without the gate this is how it gets in.
    await (kadTable(one) as unknown as { add(id: unknown): Promise<void> }).add(stranger.peerId)
    assert.equal(await inTable(one, stranger), false)

    await using asker = await startStockServer('node.asker.test')
    await connect(asker, one)
    await fills((asker.services.dht as unknown as { routingTable: KadTable }).routingTable, 1)
    const named = await namedTo(asker, stranger.peerId.toMultihash().bytes)
    assert.ok(!named.includes(stranger.peerId.toString()))
    assert.ok(named.includes(other.libp2p.peerId.toString()), 'a stock node is told of admitted ones: it can ask on')
    assert.equal(await inTable(other, stranger), false)
  })

  test('takes a stock server once a domain record lists it, under which it says that it can be reached; it holds nothing', async () => {
    await using operators = await TestOperators.start(3)
    const one = operators.at(0)
    await using stock = await startStockServer('dht.stock.test')
    const listed = [{ peerId: stock.peerId, addresses: ['/dns4/dht.stock.test/tcp/4001'] }]
    const record = await domainRecord('stock.test', await generateKeyPair('Ed25519'), listed)
    await one.federation.publish(record, domainRoutingKey(NETWORK, 'stock.test'))
    await connect(stock, one)
    await fills(kadTable(one), 3)
    assert.equal(await inTable(one, stock), true)
    assert.equal(one.federation.operators.seatOf(stock.peerId), null)
    assert.equal(one.federation.operators.list().length, 3)
  })

  test('takes no stock server whose domain does not stand behind the record, or lists another node', async () => {
    const looked: string[] = []
    const check: (typeof ALL_BOUND)['check'] = async (domain, key) => {
      looked.push(domain)
      return sighting(domain, key, { status: domain === 'liar.test' ? 'mismatch' : 'verified' })
    }
    await using operators = await TestOperators.start(2, { bindings: { ...ALL_BOUND, check } })
    const one = operators.at(0)
    const listedAs = async (domain: string, peerId: PeerId) => {
      const listed = [{ peerId, addresses: [`/dns4/dht.${domain}/tcp/4001`] }]
      const record = await domainRecord(domain, await generateKeyPair('Ed25519'), listed)
      await one.federation.publish(record, domainRoutingKey(NETWORK, domain))
    }
    await using liar = await startStockServer('dht.liar.test')
    await using other = await startStockServer('dht.other.test')
    await using good = await startStockServer('dht.good.test')
    await listedAs('liar.test', liar.peerId)
    await listedAs('other.test', good.peerId)
    await listedAs('good.test', good.peerId)
    // The good one comes last and the same way: when it is in, the others would be as well.
    for (const node of [liar, other, good]) await connect(node, one)
    await fills(kadTable(one), 2)
    assert.deepEqual(await Promise.all([liar, other, good].map((node) => inTable(one, node))), [false, false, true])
    assert.ok(looked.includes('liar.test') && !looked.includes('other.test'))
  })

  test('is left by who loses its seat', async () => {
    const clock = { aheadMs: 0 }
    const now = () => Date.now() + clock.aheadMs
    await using operators = await TestOperators.start(2, { now })
    const [one, two] = [operators.at(0), operators.at(1)]
    const isGone = once(kadTable(one), 'peer:remove')
    // The records of a day are over, and seats are looked at again.
    clock.aheadMs = 31 * 3_600_000
    await isGone
    assert.equal(one.federation.operators.find(two.libp2p.peerId), null)
  })
})
