import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openChannel } from '../../src/wire/channel.ts'
import { serveChannel } from '../../src/wire/serve-channel.ts'
import { type HostPair, openEnds, openServed, startPair } from './hosts.ts'
import { closeOf, frameBytes, framesFrom, TYPE } from './raw-frames.ts'

let pair: HostPair
before(async () => {
  pair = await startPair()
})
after(() => pair[Symbol.asyncDispose]())

const BODY_BYTES = 64 * 1024
const echoFrame = (id: number, bytes = BODY_BYTES) =>
  frameBytes({ type: TYPE.request, id, method: 'echo', body: new Uint8Array(bytes) })

test('an asker that does not read is not read either, and is cut off', async () => {
  const { ours, theirs, inbound } = await openEnds(pair)
  let handled = 0
  let mostBuffered = 0
  const echo = async (body: Uint8Array) => {
    handled++
    mostBuffered = Math.max(mostBuffered, theirs.writeBufferLength)
    return body
  }
  ours.pause()
  const served = serveChannel(theirs, inbound, { echo }, { heartbeatMs: 100 })
  const cut = closeOf(ours)
  let offered = 0
  while (offered < 1000 && ours.status === 'open') {
    if (ours.send(echoFrame(++offered))) continue
    await Promise.race([new Promise((resolve) => ours.addEventListener('drain', resolve, { once: true })), cut])
    await Promise.resolve()
  }
  await served
  assert.equal(theirs.status, 'aborted')
  // 64 MB were on offer; what the windows and one chunk let through was worked on.
  assert.ok(handled < 100, `${handled} requests were handled`)
  assert.ok(mostBuffered < 2 * 1024 * 1024, `${mostBuffered} bytes of answers were buffered`)
})

test('an asker that reads late gets every answer, also after it closed its end', async () => {
  const { ours, theirs, inbound } = await openEnds(pair)
  ours.pause()
  const served = serveChannel(theirs, inbound, { echo: async (body) => body })
  let asked = 0
  const ask = () => ours.send(echoFrame(++asked, 16 * 1024))
  while (theirs.readStatus !== 'paused' || theirs.writeBufferLength === 0) {
    ask()
    await new Promise(setImmediate)
  }
  for (let i = 0; i < 3; i++) ask()
  const ended = new Promise((resolve) => theirs.addEventListener('remoteCloseWrite', resolve, { once: true }))
  await Promise.all([ours.close(), ended])
  assert.ok(theirs.readBufferLength > 0)
  ours.resume()
  const answered = new Set<number>()
  for await (const frame of framesFrom(ours)) {
    assert.equal(frame.type, TYPE.answer)
    answered.add(frame.id)
    if (answered.size === asked) break
  }
  assert.equal(answered.size, asked)
  await served
})

test('an asker whose answerer does not read keeps its requests, bounded, and they time out', async () => {
  const { ours, theirs } = await openEnds(pair)
  theirs.pause()
  const limits = {
    maxConcurrentRequests: 1000,
    maxWaitingRequests: 10,
    requestTimeoutMs: 200,
    partialFrameTimeoutMs: 1e6,
  }
  const channel = openChannel(ours, limits)
  const codes: string[] = []
  const asked: Promise<unknown>[] = []
  for (let i = 0; i < 100; i++) {
    asked.push(channel.request('echo', new Uint8Array(BODY_BYTES)).catch((error) => codes.push(error.code)))
    // Let what was asked leave, so that the stream can say that it is full.
    await Promise.resolve()
  }
  await Promise.all(asked)
  assert.equal(codes.length, 100)
  assert.ok(codes.filter((code) => code === 'TIMEOUT').length < 30, 'few were taken')
  assert.ok(codes.filter((code) => code === 'TOO_MANY_REQUESTS').length > 70, 'the rest was refused at once')
  assert.ok(ours.writeBufferLength < 2 * 1024 * 1024, `${ours.writeBufferLength} bytes are buffered`)
  channel.abort(new Error('done'))
})

test('waiting requests go out when the answerer reads again', async () => {
  const { ours, theirs, inbound } = await openEnds(pair)
  theirs.pause()
  const channel = openChannel(ours)
  const asked = []
  for (let i = 0; i < 40; i++) {
    asked.push(channel.request('size', new Uint8Array(BODY_BYTES + i)))
    await Promise.resolve()
  }
  assert.equal(ours.writableNeedsDrain, true)
  theirs.resume()
  const served = serveChannel(theirs, inbound, { size: async (body) => Uint8Array.of(body.byteLength - BODY_BYTES) })
  const sizes = (await Promise.all(asked)).map(([size]) => size)
  assert.deepEqual(
    sizes,
    Array.from({ length: 40 }, (_, i) => i),
  )
  await channel.close()
  await served
})

test('heavy traffic both ways at once does not break the stream', async () => {
  // A connection of its own: how far the windows open depends on what passed before.
  await using fresh = await startPair()
  const { channel } = await openServed(fresh, { echo: async (body) => body })
  const asked = Array.from({ length: 250 }, () => channel.request('echo', new Uint8Array(200_000)))
  for (const body of await Promise.all(asked)) assert.equal(body.byteLength, 200_000)
  await channel.close()
})
