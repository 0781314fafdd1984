import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { noise } from '@chainsafe/libp2p-noise'
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { identify } from '@libp2p/identify'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import type { OperatorNode } from '../../src/node/operator-node.ts'
import { directory } from '../../src/wire/methods.ts'
import { startNodes } from './nodes.ts'
import { createPerson } from './people.ts'
import { until } from './until.ts'

const ECHO = '/test/echo/1.0.0'

/** A device; with `relay` it waits there. */
function startDevice(relay?: string) {
  return createLibp2p({
    addresses: { listen: relay === undefined ? [] : [`${relay}/p2p-circuit`] },
    transports: [tcp(), circuitRelayTransport()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    services: { identify: identify() },
  })
}

describe('what a node counts', () => {
  it('tells what its relay carried for a pair, with libp2p’s own metrics beside it', async () => {
    await using nodes = await startNodes(['a.test'])
    const node = nodes.of('a.test')
    const relay = String(node.libp2p.getMultiaddrs()[0])
    const [caller, callee] = [await startDevice(), await startDevice(relay)]
    try {
      await callee.handle(ECHO, (stream) => void stream.close(), { runOnLimitedConnection: true })
      const connection = await caller.dial(multiaddr(`${relay}/p2p-circuit/p2p/${callee.peerId}`))
      const stream = await connection.newStream(ECHO, { runOnLimitedConnection: true })
      stream.send(new Uint8Array(10_000))
      await stream.close()
      await until('it has crossed the relay', () => node.relayBytes().bytesTotal > 10_000)
      const [pair] = node.relayBytes().pairs
      assert.deepEqual([pair?.a, pair?.b].sort(), [String(caller.peerId), String(callee.peerId)].sort())
      assert.deepEqual(node.counts().relay, node.relayBytes())
      assert.equal(node.counts().reservations, 1)
      assert.match(await node.metrics.metrics(), /libp2p_data_transfer_bytes_total\{protocol="[^"]*relay[^"]*stop/)
    } finally {
      await Promise.all([caller.stop(), callee.stop()])
    }
  })

  it('tells how many operators, records, names and locations it has', async () => {
    await using nodes = await startNodes(['a.test', 'b.test'])
    await using alice = await createPerson()
    const node: OperatorNode = nodes.of('a.test')
    const before = node.counts()
    await alice.register(node, 'alice')
    await alice.ask(node, directory.putLocation, { envelope: await alice.location() })
    const { operators, records, names, locations, stunAnswers } = node.counts()
    assert.deepEqual(
      { operators, names, locations, stunAnswers },
      { operators: 1, names: 1, locations: 1, stunAnswers: 0 },
    )
    assert.ok(records >= before.records + 2)
  })
})
