import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { circuitRelayServer, circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { identify } from '@libp2p/identify'
import { tcp } from '@libp2p/tcp'
import { createChannels } from '../../src/wire/channels.ts'
import { handleProtocol } from '../../src/wire/handle-protocol.ts'
import { openChannelOn } from '../../src/wire/open-stream.ts'
import { startHost, TEST_PROTOCOL } from './hosts.ts'

const echo = async (body: Uint8Array) => body
const body = Uint8Array.of(1, 2, 3)

test('over a relayed connection with limits: only when asked on both sides, and the direct one is preferred', async () => {
  const relay = await startHost({ services: { identify: identify(), relay: circuitRelayServer() } })
  const [relayAddress] = relay.getMultiaddrs()
  assert.ok(relayAddress)
  const endPeer = (listen: string[]) =>
    startHost({
      addresses: { listen },
      transports: [tcp(), circuitRelayTransport()],
      services: { identify: identify() },
      connectionGater: { denyDialMultiaddr: () => false },
    })
  const answerer = await endPeer(['/ip4/127.0.0.1/tcp/0', `${relayAddress}/p2p-circuit`])
  const asker = await endPeer([])
  const viaRelay = () => answerer.getMultiaddrs().filter((address) => address.toString().includes('/p2p-circuit'))
  while (viaRelay().length === 0) await once(answerer, 'self:peer:update')

  const plain = createChannels(asker, TEST_PROTOCOL)
  const relayed = createChannels(asker, TEST_PROTOCOL, { runOnLimitedConnection: true })
  let stop = await handleProtocol(answerer, TEST_PROTOCOL, { echo }, { runOnLimitedConnection: true })
  await assert.rejects(plain.request(viaRelay(), 'echo', body), { code: 'REFUSED' })
  assert.deepEqual(await relayed.request(viaRelay(), 'echo', body), body)
  const [connection] = asker.getConnections(answerer.peerId)
  assert.ok(connection?.limits)
  assert.deepEqual(await relayed.request(answerer.peerId, 'echo', body), body)

  await stop()
  stop = await handleProtocol(answerer, TEST_PROTOCOL, { echo })
  await assert.rejects(
    openChannelOn(connection, TEST_PROTOCOL, { runOnLimitedConnection: true }).then((c) => c.request('echo', body)),
    (error: { code: string }) => ['REFUSED', 'DISCONNECTED'].includes(error.code),
  )

  const direct = answerer.getMultiaddrs().filter((address) => !address.toString().includes('/p2p-circuit'))
  assert.deepEqual(await plain.request(direct, 'echo', body), body)
  assert.equal(asker.getConnections(answerer.peerId).length, 2)
  assert.deepEqual(await relayed.request(viaRelay(), 'echo', body), body)
  assert.deepEqual(await plain.request(answerer.peerId, 'echo', body), body)
  await Promise.all([plain.stop(), relayed.stop()])
  await stop()
  await Promise.all([asker.stop(), answerer.stop(), relay.stop()])
})
