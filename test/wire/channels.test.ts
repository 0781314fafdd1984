import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import type { Libp2p, StreamMiddleware } from '@libp2p/interface'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { createChannels } from '../../src/wire/channels.ts'
import { handleProtocol } from '../../src/wire/handle-protocol.ts'
import { openChannelOn } from '../../src/wire/open-stream.ts'
import { startHost, TEST_PROTOCOL } from './hosts.ts'

let asker: Libp2p
let answerer: Libp2p
before(async () => {
  ;[asker, answerer] = await Promise.all([startHost({ listen: false }), startHost()])
})
after(() => Promise.all([asker.stop(), answerer.stop()]))

const echo = async (body: Uint8Array) => body
const empty = new Uint8Array()
const streamsOf = (host: Libp2p) =>
  host.getConnections().flatMap((connection) => connection.streams.filter((s) => s.protocol === TEST_PROTOCOL))

test('all requests to one peer share one connection and one stream, the first ones too', async () => {
  let opened = 0
  const count: StreamMiddleware = (stream, connection, next) => {
    opened++
    next(stream, connection)
  }
  answerer.use(TEST_PROTOCOL, count)
  const stop = await handleProtocol(answerer, TEST_PROTOCOL, { echo })
  const channels = createChannels(asker, TEST_PROTOCOL)
  const addresses = answerer.getMultiaddrs()
  await Promise.all(Array.from({ length: 20 }, () => channels.request(addresses, 'echo', empty)))
  await channels.request(answerer.peerId, 'echo', empty)
  assert.equal(asker.getConnections().length, 1)
  assert.equal(opened, 1)
  assert.equal(await channels.to(answerer.peerId), await channels.to(addresses))
  await channels.stop()
  await stop()
  assert.deepEqual([streamsOf(asker), streamsOf(answerer)], [[], []])
  answerer.unuse(TEST_PROTOCOL)
})

test('a connection may have eight streams of a protocol, the ninth is reset', async () => {
  const stop = await handleProtocol(answerer, TEST_PROTOCOL, { echo })
  const connection = await asker.dial(answerer.getMultiaddrs())
  const open = () => openChannelOn(connection, TEST_PROTOCOL).then((channel) => channel.request('echo', empty))
  for (let i = 0; i < 8; i++) await open()
  await assert.rejects(open(), { code: 'DISCONNECTED' })
  await connection.close()
  await stop()
})

test('a caller with addresses does not fail because another asked without any', async () => {
  const [from, to] = await Promise.all([startHost({ listen: false }), startHost()])
  const stop = await handleProtocol(to, TEST_PROTOCOL, { echo })
  const channels = createChannels(from, TEST_PROTOCOL)
  const [without, withAddresses] = await Promise.allSettled([
    channels.request(to.peerId, 'echo', empty),
    channels.request(to.getMultiaddrs(), 'echo', empty),
  ])
  assert.equal(without.status === 'rejected' && without.reason.code, 'UNREACHABLE')
  assert.equal(withAddresses.status, 'fulfilled')
  await channels.stop()
  await stop()
  await Promise.all([from.stop(), to.stop()])
})

test('a channel that broke is opened again; what was in flight fails with DISCONNECTED', async () => {
  const started = Promise.withResolvers<void>()
  const hang = () => {
    started.resolve()
    return new Promise<never>(() => {})
  }
  const stop = await handleProtocol(answerer, TEST_PROTOCOL, { echo, hang })
  const channels = createChannels(asker, TEST_PROTOCOL)
  const first = await channels.to(answerer.getMultiaddrs())
  const answer = channels.request(answerer.peerId, 'hang', empty)
  await started.promise
  for (const stream of streamsOf(answerer)) stream.abort(new Error('broken'))
  await assert.rejects(answer, { code: 'DISCONNECTED' })
  assert.deepEqual(await channels.request(answerer.peerId, 'echo', empty), empty)
  assert.notEqual(await channels.to(answerer.peerId), first)
  await channels.stop()
  await stop()
})

test('the other side restarts: the next request finds it again', async () => {
  const privateKey = await generateKeyPair('Ed25519')
  let other = await startHost({ privateKey })
  await handleProtocol(other, TEST_PROTOCOL, { echo })
  const channels = createChannels(asker, TEST_PROTOCOL)
  const target = other.getMultiaddrs()
  const listen = target.map((address) => address.decapsulate('/p2p').toString())
  for (let round = 0; round < 3; round++) {
    assert.deepEqual(await channels.request(target, 'echo', Uint8Array.of(round)), Uint8Array.of(round))
    const channel = await channels.to(target)
    await other.stop()
    await channel.closed
    await assert.rejects(channels.request(target, 'echo', empty), { code: 'UNREACHABLE' })
    other = await startHost({ privateKey, addresses: { listen } })
    await handleProtocol(other, TEST_PROTOCOL, { echo })
  }
  await channels.stop()
  await other.stop()
})

test('stopping the answering side lets running requests finish, refuses new ones, closes the streams', async () => {
  const gate = Promise.withResolvers<Uint8Array>()
  const started = Promise.withResolvers<void>()
  const slow = () => {
    started.resolve()
    return gate.promise
  }
  const stop = await handleProtocol(answerer, TEST_PROTOCOL, { slow, echo })
  const channels = createChannels(asker, TEST_PROTOCOL)
  const answer = channels.request(answerer.getMultiaddrs(), 'slow', empty)
  await started.promise
  const stopping = stop()
  await assert.rejects(channels.request(answerer.peerId, 'echo', empty), { code: 'STOPPED' })
  gate.resolve(Uint8Array.of(1))
  assert.deepEqual(await answer, Uint8Array.of(1))
  await stopping
  assert.deepEqual(streamsOf(answerer), [])
  await assert.rejects(channels.request(answerer.peerId, 'echo', empty), { code: 'REFUSED' })
  await channels.stop()
})

test('stop answers STOPPED, also to those who wait for a channel', async () => {
  await using silent = await startSilentListener()
  const channels = createChannels(asker, TEST_PROTOCOL)
  const opening = assert.rejects(channels.to([silent.address]), { code: 'STOPPED' })
  await silent.reached
  await channels.stop()
  await opening
  await assert.rejects(channels.to(answerer.peerId), { code: 'STOPPED' })
  await assert.rejects(channels.request(answerer.peerId, 'echo', empty), { code: 'STOPPED' })
})

test('who cannot be asked: each reason has its code', async () => {
  const channels = createChannels(asker, TEST_PROTOCOL)
  const stranger = multiaddr(`/ip4/127.0.0.1/tcp/1/p2p/${answerer.peerId}`)
  const closed = await startHost()
  const gone = closed.getMultiaddrs()
  await closed.stop()
  await assert.rejects(channels.to(gone), { code: 'UNREACHABLE' })
  await assert.rejects(channels.to([]), { code: 'INVALID_ARGUMENT' })
  await assert.rejects(channels.to([multiaddr('/ip4/127.0.0.1/tcp/1')]), { code: 'INVALID_ARGUMENT' })
  await assert.rejects(channels.to([...gone, stranger]), { code: 'INVALID_ARGUMENT' })
  await assert.rejects(channels.to(answerer.getMultiaddrs()), { code: 'REFUSED' })
  await assert.rejects(channels.to(answerer.peerId, { signal: AbortSignal.abort() }), { code: 'ABORTED' })
  await channels.stop()
})

test('a time or signal given to a request covers the opening', async () => {
  await using silent = await startSilentListener()
  const channels = createChannels(asker, TEST_PROTOCOL)
  await assert.rejects(channels.request([silent.address], 'echo', empty, { timeoutMs: 20 }), { code: 'TIMEOUT' })
  const controller = new AbortController()
  const answer = channels.request([silent.address], 'echo', empty, { signal: controller.signal })
  controller.abort()
  await assert.rejects(answer, { code: 'ABORTED' })
  await channels.stop()
})

test('stopping does not wait for a side that never closes its end', async () => {
  await answerer.handle(TEST_PROTOCOL, () => {})
  const channels = createChannels(asker, TEST_PROTOCOL)
  const channel = await channels.to(answerer.getMultiaddrs())
  await channels.stop()
  await channel.closed
  await answerer.unhandle(TEST_PROTOCOL)
})

test('a channel on a given connection', async () => {
  const stop = await handleProtocol(answerer, TEST_PROTOCOL, { echo })
  const connection = await asker.dial(answerer.getMultiaddrs())
  const channel = await openChannelOn(connection, TEST_PROTOCOL)
  assert.deepEqual(await channel.request('echo', Uint8Array.of(5)), Uint8Array.of(5))
  await channel.close()
  await assert.rejects(openChannelOn(connection, '/nothing/1.0.0'), { code: 'REFUSED' })
  await assert.rejects(openChannelOn(connection, TEST_PROTOCOL, { signal: AbortSignal.abort() }), { code: 'ABORTED' })
  await assert.rejects(openChannelOn(connection, TEST_PROTOCOL, { limits: { heartbeatMs: -1 } }), {
    code: 'INVALID_ARGUMENT',
  })
  await connection.close()
  await assert.rejects(openChannelOn(connection, TEST_PROTOCOL), { code: 'DISCONNECTED' })
  await stop()
})

interface SilentListener extends AsyncDisposable {
  address: Multiaddr
  /** Somebody connected. */
  reached: Promise<unknown>
}

/** Takes connections and never says a word on them. */
async function startSilentListener(): Promise<SilentListener> {
  const sockets: Socket[] = []
  const server = createServer((socket) => sockets.push(socket.on('error', () => {}).resume()))
  const reached = once(server, 'connection')
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const peerId = peerIdFromPrivateKey(await generateKeyPair('Ed25519'))
  return {
    address: multiaddr(`/ip4/127.0.0.1/tcp/${(server.address() as AddressInfo).port}/p2p/${peerId}`),
    reached,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
