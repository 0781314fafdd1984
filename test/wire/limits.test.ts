import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openChannel } from '../../src/wire/channel.ts'
import { channelLimits, SMALLEST_MAX_FRAME_BYTES } from '../../src/wire/limits.ts'
import { type HostPair, openEnds, openServed, startPair } from './hosts.ts'
import { closeOf, frameBytes, framesFrom, nextFrame, TYPE } from './raw-frames.ts'

let pair: HostPair
before(async () => {
  pair = await startPair()
})
after(() => pair[Symbol.asyncDispose]())

const echo = async (body: Uint8Array) => body
const empty = new Uint8Array()
const small = { maxFrameBytes: SMALLEST_MAX_FRAME_BYTES }

test('frames up to the limit pass both ways', async () => {
  const { channel } = await openServed(pair, { echo })
  const body = new Uint8Array(256 * 1024 - 32).fill(1)
  assert.deepEqual(await channel.request('echo', body), body)
  await channel.close()
})

test('the asker does not send a frame above its limit', async () => {
  const { channel } = await openServed(pair, { echo }, { asker: small })
  await assert.rejects(channel.request('echo', new Uint8Array(4096)), { code: 'FRAME_TOO_LARGE' })
  assert.deepEqual(await channel.request('echo', new Uint8Array(4000)), new Uint8Array(4000))
  await channel.close()
})

test('the answerer refuses by the announced length, before the frame came, and says why', async () => {
  const { channel, served } = await openServed(pair, { echo }, { answerer: small })
  await assert.rejects(channel.request('echo', new Uint8Array(4096)), { code: 'FRAME_TOO_LARGE' })
  await served
  assert.equal(channel.failure?.code, 'FRAME_TOO_LARGE')

  const { ours } = await openServed(pair, { echo }, { answerer: small })
  ours.send(frameBytes({ type: TYPE.request, id: 1, method: 'echo', body: new Uint8Array(4096) }).subarray(0, 2))
  assert.notEqual(await closeOf(ours), undefined)
})

test('an answer above the limit of the answerer becomes FRAME_TOO_LARGE, and the channel goes on', async () => {
  const big = async () => new Uint8Array(4096)
  const { channel } = await openServed(pair, { big, echo }, { answerer: small })
  await assert.rejects(channel.request('big', empty), { code: 'FRAME_TOO_LARGE' })
  assert.deepEqual(await channel.request('echo', empty), empty)
  await channel.close()
})

test('an answer above the limit of the asker ends the channel', async () => {
  const big = async () => new Uint8Array(4096)
  const { channel, served } = await openServed(pair, { big }, { asker: small })
  await assert.rejects(channel.request('big', empty), { code: 'FRAME_TOO_LARGE' })
  await served
  assert.equal(channel.isOpen, false)
})

test('the asker keeps what is above maxConcurrentRequests waiting, and no more than maxWaitingRequests', async () => {
  const { ours, theirs } = await openEnds(pair)
  const frames = framesFrom(theirs)
  const channel = openChannel(ours, { maxConcurrentRequests: 2, maxWaitingRequests: 2 })
  const asked = ['a', 'b', 'c', 'd'].map((method) => channel.request(method, empty))
  const ends = Promise.allSettled(asked)
  await assert.rejects(channel.request('e', empty), { code: 'TOO_MANY_REQUESTS' })

  const first = [await nextFrame(frames), await nextFrame(frames)]
  assert.deepEqual(
    first.map((frame) => frame.method),
    ['a', 'b'],
  )
  theirs.send(frameBytes({ type: TYPE.answer, id: first[1]?.id ?? 0 }))
  const third = await nextFrame(frames)
  assert.equal(third.method, 'c')
  theirs.send(frameBytes({ type: TYPE.error, id: first[0]?.id ?? 0, code: 'INTERNAL' }))
  assert.equal((await nextFrame(frames)).method, 'd')
  await asked[1]
  channel.abort(new Error('done'))
  const codes = (await ends).map((end) => (end.status === 'rejected' ? end.reason.code : 'answered'))
  assert.deepEqual(codes, ['INTERNAL', 'answered', 'DISCONNECTED', 'DISCONNECTED'])
})

test('a request that times out while it waits is never sent', async () => {
  const { ours, theirs } = await openEnds(pair)
  const frames = framesFrom(theirs)
  const channel = openChannel(ours, { maxConcurrentRequests: 1 })
  const controller = new AbortController()
  const running = channel.request('running', empty)
  const late = channel.request('late', empty, { timeoutMs: 5 })
  const unwanted = channel.request('unwanted', empty, { signal: controller.signal })
  const next = channel.request('next', empty)
  await assert.rejects(late, { code: 'TIMEOUT' })
  controller.abort()
  await assert.rejects(unwanted, { code: 'ABORTED' })
  const { id } = await nextFrame(frames)
  theirs.send(frameBytes({ type: TYPE.answer, id }))
  await running
  assert.equal((await nextFrame(frames)).method, 'next')
  channel.abort(new Error('done'))
  await assert.rejects(next, { code: 'DISCONNECTED' })
})

test('the answerer runs maxConcurrentRequests and answers the rest TOO_MANY_REQUESTS', async () => {
  const gate = Promise.withResolvers<Uint8Array>()
  const { channel } = await openServed(pair, { slow: () => gate.promise }, { answerer: { maxConcurrentRequests: 2 } })
  const running = [channel.request('slow', empty), channel.request('slow', empty)]
  await assert.rejects(channel.request('slow', empty), (error: { code: string; retryAfterMs: number }) => {
    assert.equal(error.code, 'TOO_MANY_REQUESTS')
    assert.ok(error.retryAfterMs > 0)
    return true
  })
  gate.resolve(empty)
  await Promise.all(running)
  await channel.request('slow', empty)
  await channel.close()
})

test('a cancelled handler that goes on counts until it ends', async () => {
  const gate = Promise.withResolvers<Uint8Array>()
  const { channel } = await openServed(pair, { slow: () => gate.promise }, { answerer: { maxConcurrentRequests: 1 } })
  await assert.rejects(channel.request('slow', empty, { timeoutMs: 1 }), { code: 'TIMEOUT' })
  await assert.rejects(channel.request('slow', empty), { code: 'TOO_MANY_REQUESTS' })
  gate.resolve(empty)
  await channel.request('slow', empty)
  await channel.close()
})

test('impossible limits are INVALID_ARGUMENT and say which', () => {
  for (const limits of [
    { heartbeatMs: 0 },
    { requestTimeoutMs: 2 ** 31 },
    { maxConcurrentRequests: 1.5 },
    { maxFrameBytes: SMALLEST_MAX_FRAME_BYTES - 1 },
    { maxFrameBytes: 2 ** 28 },
  ]) {
    const message = new RegExp(Object.keys(limits)[0] ?? '')
    assert.throws(() => channelLimits(limits), { code: 'INVALID_ARGUMENT', message })
  }
})
