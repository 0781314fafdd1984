import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import DHT from 'hyperdht'
import createTestnet from 'hyperdht/testnet.js'
import { type Contender, timed, VALUE_BYTES } from '../contender.ts'

/** HyperDHT's own testnet: `nodes` persistent nodes on loopback UDP, asked by nodes of the same network in turn. */
export async function start(nodes: number, records: number): Promise<Contender> {
  const testnet = await createTestnet(nodes)
  const node = (index: number) => testnet.nodes[index % nodes] as DHT
  const published: Uint8Array[] = []
  for (let i = 0; i < records; i++) {
    const keyPair = DHT.keyPair()
    await node(i).mutablePut(keyPair, randomBytes(VALUE_BYTES), { seq: 1 })
    published.push(keyPair.publicKey)
  }
  const server = node(0).createServer((socket) => {
    socket.on('error', () => {}) // the caller hangs up without a goodbye
    socket.pipe(socket)
  })
  await server.listen()
  let turn = 0
  const asker = () => node(1 + (turn++ % (nodes - 1)))
  const get = async (latest: boolean) => {
    const key = published[turn % published.length] as Uint8Array
    const from = asker()
    return timed(async () => {
      if ((await from.mutableGet(key, { latest })) === null) throw new Error('hyperdht lost a record')
    })
  }
  return {
    works: {
      'resolve network': () => get(false),
      'resolve quorum': () => get(true),
      'publish to quorum': () => {
        const keyPair = DHT.keyPair()
        const from = asker()
        return timed(() => from.mutablePut(keyPair, randomBytes(VALUE_BYTES), { seq: 1 }))
      },
      'connect + echo': async () => {
        const from = asker()
        const start = performance.now()
        const socket = from.connect(server.publicKey)
        socket.on('error', () => {})
        await once(socket, 'open')
        socket.write('echo')
        await once(socket, 'data')
        const ms = performance.now() - start
        socket.destroy()
        await once(socket, 'close')
        return ms
      },
    },
    async stop() {
      await server.close()
      await testnet.destroy()
    },
  }
}
