import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openChannel } from '../../src/wire/channel.ts'
import { createChannels } from '../../src/wire/channels.ts'
import { handleProtocol } from '../../src/wire/handle-protocol.ts'
import { serveChannel } from '../../src/wire/serve-channel.ts'
import { type HostPair, openEnds, openServed, startPair, TEST_PROTOCOL } from './hosts.ts'
import { frameBytes, framesFrom, nextFrame, TYPE } from './raw-frames.ts'
import { startStallingProxy } from './stalling-proxy.ts'

let pair: HostPair
before(async () => {
  pair = await startPair()
})
after(() => pair[Symbol.asyncDispose]())

const echo = async (body: Uint8Array) => body
const empty = new Uint8Array()
const fast = { heartbeatMs: 100 }

test('a silent network is noticed on both sides, and the next request takes a new connection', async () => {
  await using hosts = await startPair()
  const { asker, answerer } = hosts
  await asker.hangUp(answerer.peerId)
  await using proxy = await startStallingProxy(answerer)
  const ended = Promise.withResolvers<string>()
  const started = Promise.withResolvers<void>()
  const stop = await handleProtocol(
    answerer,
    TEST_PROTOCOL,
    {
      echo,
      hang: (_, { signal }) => {
        signal.addEventListener('abort', () => ended.resolve(signal.reason.code))
        started.resolve()
        return new Promise<never>(() => {})
      },
    },
    { limits: fast },
  )
  const channels = createChannels(asker, TEST_PROTOCOL, { limits: fast })
  const channel = await channels.to([proxy.address])
  const answer = channels.request([proxy.address], 'hang', empty)
  await started.promise
  const [connection] = asker.getConnections(answerer.peerId)
  proxy.stall()

  await assert.rejects(answer, { code: 'DISCONNECTED', message: /no sign of life/ })
  assert.equal(await ended.promise, 'DISCONNECTED')
  assert.equal(channel.wasSilent, true)
  await channel.closed
  assert.notEqual(connection?.status, 'open')
  assert.deepEqual(await channels.request([proxy.address], 'echo', empty), empty)
  await channels.stop()
  await stop()
})

test('a connection that went silent while no channel was open does not fail the next request', async () => {
  await using hosts = await startPair()
  const { asker, answerer } = hosts
  await asker.hangUp(answerer.peerId)
  await using proxy = await startStallingProxy(answerer)
  const stop = await handleProtocol(answerer, TEST_PROTOCOL, { echo })
  const channels = createChannels(asker, TEST_PROTOCOL, { limits: { requestTimeoutMs: 200 } })
  await asker.dial(proxy.address)
  proxy.stall()
  assert.deepEqual(await channels.request([proxy.address], 'echo', empty), empty)
  assert.equal(asker.getConnections(answerer.peerId).length, 2)
  await channels.stop()
  await stop()
})

test('a quiet channel lives on: each side answers the pings of the other', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const { ours, theirs, inbound } = await openEnds(pair)
  const seen = { ours: 0, theirs: 0 }
  ours.addEventListener('message', () => seen.ours++)
  theirs.addEventListener('message', () => seen.theirs++)
  // Heartbeats of different length, so that both sides have reason to ask.
  const served = serveChannel(theirs, inbound, { echo }, { heartbeatMs: 1000 })
  const channel = openChannel(ours, { heartbeatMs: 3000, idleCloseMs: 1e9 })
  const heardBy = async (stream: typeof ours) =>
    new Promise<unknown>((resolve) => stream.addEventListener('message', resolve, { once: true }))
  for (let round = 0; round < 5; round++) {
    const pong = heardBy(theirs)
    t.mock.timers.tick(1000)
    t.mock.timers.tick(1000)
    await pong
    await new Promise(setImmediate)
  }
  assert.equal(channel.isOpen, true)
  assert.deepEqual(await channel.request('echo', empty), empty)
  assert.ok(seen.ours >= 5 && seen.theirs >= 5)
  await channel.close()
  await served
})

test('an asker that only pings counts as alive, one that sends nothing is asked and then cut off', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const { ours, theirs, inbound } = await openEnds(pair)
  const served = serveChannel(theirs, inbound, { echo }, { heartbeatMs: 1000 })
  const frames = framesFrom(ours)
  for (let id = 1; id <= 4; id++) {
    ours.send(frameBytes({ type: TYPE.ping, id }))
    const pong = await nextFrame(frames)
    assert.deepEqual([pong.type, pong.id], [TYPE.pong, id])
    t.mock.timers.tick(1000)
    assert.equal(theirs.status, 'open')
  }
  t.mock.timers.tick(1000)
  assert.equal((await nextFrame(frames)).type, TYPE.ping)
  assert.equal(theirs.status, 'open')
  t.mock.timers.tick(1000)
  await served
  assert.equal(theirs.status, 'aborted')
})

test('traffic in one direction is enough: no ping while answers come', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const { channel, theirs } = await openServed(pair, { echo }, { asker: { heartbeatMs: 1000, idleCloseMs: 1e9 } })
  const sizes: number[] = []
  theirs.addEventListener('message', (event) => sizes.push(event.data.byteLength))
  for (let round = 0; round < 5; round++) {
    await channel.request('echo', new Uint8Array(100))
    t.mock.timers.tick(1000)
  }
  assert.equal(sizes.length, 5)
  assert.ok(sizes.every((size) => size > 100))
  await channel.close()
})
