import { randomBytes } from 'node:crypto'
import { noise } from '@chainsafe/libp2p-noise'
import { identify } from '@libp2p/identify'
import { type KadDHT, kadDHT, passthroughMapper } from '@libp2p/kad-dht'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { createLibp2p, type Libp2p } from 'libp2p'
import { fromString } from 'uint8arrays'
import { type Contender, timed, VALUE_BYTES } from '../contender.ts'

type StockNode = Libp2p<{ dht: KadDHT }>

const ECHO = '/bench/echo/1.0.0'
const SETTLE_TIMEOUT_MS = 15_000

/** @libp2p/kad-dht with its defaults, but for what a private network on loopback cannot do without. */
export async function start(nodes: number, records: number): Promise<Contender> {
  const network: StockNode[] = await Promise.all(Array.from({ length: nodes }, createNode))
  const [first] = network
  if (first === undefined) throw new Error('a network needs a node')
  // Everybody knows everybody, so that no dial and no empty table is in its figures.
  for (const [i, node] of network.entries()) {
    for (const other of network.slice(i + 1)) await meet(node, other)
  }
  await settled(network)
  const published: Uint8Array[] = []
  for (let i = 0; i < records; i++) published.push(await put(network[i % nodes] as StockNode))
  await first.handle(ECHO, async (stream) => {
    for await (const bytes of stream) stream.send(bytes)
    await stream.close()
  })
  let turn = 0
  const asker = () => network[1 + (turn++ % (nodes - 1))] as StockNode
  const get = () => {
    const key = published[turn % published.length] as Uint8Array
    const node = asker()
    return timed(() => read(node, key))
  }
  return {
    works: {
      'resolve network': get,
      'resolve quorum': get,
      'publish to quorum': () => {
        const node = asker()
        return timed(() => put(node))
      },
      'connect + echo': async () => {
        const node = asker()
        await node.hangUp(first.peerId)
        return timed(async () => {
          const connection = await node.dial(first.getMultiaddrs())
          const stream = await connection.newStream(ECHO)
          stream.send(fromString('echo'))
          for await (const _ of stream) break
          stream.abort(new Error('done'))
        })
      },
    },
    async stop() {
      await Promise.all(network.map((node) => node.stop()))
    },
  }
}

/** kad-dht may be dialling the other way at the same time; libp2p then keeps one of the two and ends the other. */
async function meet(node: StockNode, other: StockNode): Promise<void> {
  try {
    await node.dial(other.getMultiaddrs())
  } catch (error) {
    if (node.getConnections(other.peerId).length === 0) throw error
  }
}

async function createNode(): Promise<StockNode> {
  return createLibp2p({
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionManager: { inboundConnectionThreshold: 1e6, maxIncomingPendingConnections: 1000 },
    connectionMonitor: { enabled: false },
    services: {
      identify: identify(),
      ping: ping(),
      dht: kadDHT({
        protocol: '/bench/kad/1.0.0',
        clientMode: false,
        peerInfoMapper: passthroughMapper,
        validators: { bench: async () => {} },
        selectors: { bench: () => 0 },
      }),
    },
  }) as Promise<StockNode>
}

async function put(node: StockNode): Promise<Uint8Array> {
  const key = fromString(`/bench/${randomBytes(32).toString('hex')}`)
  for await (const _ of node.services.dht.put(key, randomBytes(VALUE_BYTES))) {
    // runs to its end: that is when the value is stored
  }
  return key
}

async function read(node: StockNode, key: Uint8Array): Promise<void> {
  for await (const event of node.services.dht.get(key)) if (event.name === 'VALUE') return
  throw new Error('stock kad-dht lost a record')
}

/** Until every routing table holds most of the network, or as far as it comes in time: it pings before it adds. */
async function settled(network: StockNode[]): Promise<void> {
  const end = performance.now() + SETTLE_TIMEOUT_MS
  const size = (node: StockNode) =>
    (node.services.dht as unknown as { routingTable: { size: number } }).routingTable.size
  while (performance.now() < end && network.some((node) => size(node) < Math.min(20, network.length - 1))) {
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
