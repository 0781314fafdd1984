import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { describe, it } from 'node:test'
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import type { Libp2p } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { isOpenPeerError, type OpenPeerError } from '../../src/errors.ts'
import type { OperatorNode } from '../../src/node/operator-node.ts'
import { directory } from '../../src/wire/methods.ts'
import { protocolIds } from '../../src/wire/protocols.ts'
import { withNode } from './key-effects.ts'
import { createPerson, NETWORK, type Person } from './people.ts'
import { until } from './until.ts'

const budgets = { perPeer: 100, proxies: ['127.0.0.1'] }

async function refusal(work: () => Promise<unknown>): Promise<{ answered: number; error: OpenPeerError }> {
  for (let answered = 0; ; answered++) {
    try {
      await work()
    } catch (error) {
      assert.ok(isOpenPeerError(error, 'RATE_LIMITED'), String(error))
      return { answered, error }
    }
  }
}

const lookUp = (person: Person, node: OperatorNode) =>
  person.ask(node, directory.resolve, { name: 'nobody@a.test', policy: 'own' })

describe('an operator node whose peers ask too much', () => {
  it('tells one when to come back, answers it then, and answers others all the time', () =>
    withNode({ budgets }, async (node) => {
      await using greedy = await createPerson()
      await using modest = await createPerson()
      const { answered, error } = await refusal(() => lookUp(greedy, node))
      assert.ok(answered >= 4 && answered <= 8, `200 units at once, 30 each: ${answered}`)
      await lookUp(modest, node)
      assert.ok(error.retryAfterMs !== undefined && error.retryAfterMs <= 600, `${error.retryAfterMs} ms`)
      await pause(error.retryAfterMs)
      await lookUp(greedy, node)
      assert.ok(node.counts().refused.requests >= 1)
    }))

  it('charges a batch for each of its entries, before it decodes them', () =>
    withNode({ budgets }, async (node) => {
      await using greedy = await createPerson()
      const routingKeys = Array.from({ length: 10 }, () => new Uint8Array(32))
      const find = () => greedy.ask(node, directory.find, { routingKeys, policy: 'cache-only' })
      assert.equal((await refusal(find)).answered, 0, 'a stream, and 201 of 200 units')
    }))

  it('resets the streams of one that opens too many, then closes its connection', () =>
    withNode({ budgets }, async (node) => {
      await using greedy = await createPerson()
      const connection = await greedy.host.dial(addresses(node))
      await once(connection as unknown as EventTarget, 'close', { signal: openForEver(greedy.host) })
      assert.ok(node.counts().refused.streams >= 16)
    }))

  it('resets a stream that brings more bytes than the budget has', () =>
    withNode({ budgets: { perPeer: 20, proxies: ['127.0.0.1'] } }, async (node) => {
      await using greedy = await createPerson()
      const stream = await greedy.host.dialProtocol(addresses(node), `/openpeer/${NETWORK}/kad/1.0.0`)
      const closed = once(stream as unknown as EventTarget, 'close')
      // A message of 1 MiB is announced; 40 units are 160 KiB, and 80 more a second.
      stream.send(Uint8Array.from([0x80, 0x80, 0x40]))
      stream.send(new Uint8Array(1024 * 1024))
      await closed
      assert.equal(node.counts().refused.streams, 1)
    }))

  it('charges kad-dht for each message, not only for the stream that carries many', () =>
    withNode({ budgets }, async (node) => {
      await using greedy = await createPerson()
      const stream = await greedy.host.dialProtocol(addresses(node), `/openpeer/${NETWORK}/kad/1.0.0`)
      const closed = once(stream as unknown as EventTarget, 'close')
      // FIND_NODE for a key, a thousand times over: 40 units each.
      const find = Uint8Array.from([7, 0x08, 0x04, 0x12, 3, 0x61, 0x62, 0x63])
      for (let count = 0; count < 1_000; count++) stream.send(find)
      await closed
      assert.equal(node.counts().refused.requests, 1)
    }))
})

describe('the door of an operator node', () => {
  it('has room for others while one address holds all the handshakes that it may', () => {
    const limits = { maxConnectionsPerSecond: 1_000, maxPendingConnections: 8 }
    return withNode({ limits, listen: ['/ip4/0.0.0.0/tcp/0'], budgets: {} }, async (node) => {
      const port = Number(/tcp\/(\d+)/.exec(String(node.libp2p.getMultiaddrs()[0]))?.[1])
      const mute: Socket[] = []
      try {
        for (let count = 0; count < 20; count++) {
          const socket = connect({ host: '127.0.0.1', port, localAddress: '127.0.0.5' })
          socket.on('error', () => {})
          mute.push(socket)
        }
        await until('all but one were turned away', () => node.counts().refused.connections === 19)
        await using visitor = await createPerson()
        await visitor.host.dial(multiaddr(`/ip4/127.0.0.1/tcp/${port}/p2p/${node.peerId}`))
      } finally {
        for (const socket of mute) socket.destroy()
      }
    })
  })
})

function addresses(node: OperatorNode) {
  return node.libp2p.getMultiaddrs().map((address) => multiaddr(address.toString()))
}

/** Opens streams of the directory one after another, whatever becomes of them. */
function openForEver(host: Libp2p): AbortSignal {
  const open = async () => {
    const [connection] = host.getConnections()
    while (connection?.status === 'open') {
      await connection.newStream(protocolIds(NETWORK).directory).catch(() => {})
      await nextTurn()
    }
  }
  void open()
  return AbortSignal.timeout(20_000)
}
