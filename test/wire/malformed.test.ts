import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Stream } from '@libp2p/interface'
import { concat, fromString, toString as toText } from 'uint8arrays'
import { openChannel } from '../../src/wire/channel.ts'
import { serveChannel } from '../../src/wire/serve-channel.ts'
import { type HostPair, openEnds, startPair } from './hosts.ts'
import { frameBytes, framesFrom, nextFrame, TYPE } from './raw-frames.ts'

let pair: HostPair
before(async () => {
  pair = await startPair()
})
after(() => pair[Symbol.asyncDispose]())

const echo = async (body: Uint8Array) => body
const empty = new Uint8Array()
const request = frameBytes({ type: TYPE.request, id: 1, method: 'echo' })

const malformed: Record<string, Uint8Array> = {
  'bytes that are not a protobuf': Uint8Array.of(3, 0xff, 0xff, 0xff),
  'a field that ends after its frame': Uint8Array.of(3, 0x22, 0x50, 1),
  'groups nested without end': concat([Uint8Array.of(0x80, 0x80, 0x08), new Uint8Array(128 * 1024).fill(0x7b)]),
  'a prefix of five bytes': Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x00),
  'request number 0': frameBytes({ type: TYPE.request, method: 'echo' }),
  'a number that is in use': concat([
    frameBytes({ type: TYPE.request, id: 1, method: 'hang' }),
    frameBytes({ type: TYPE.request, id: 1, method: 'hang' }),
  ]),
}

for (const [name, bytes] of Object.entries(malformed)) {
  test(`${name}: the answerer says MALFORMED_MESSAGE and cuts the stream`, async () => {
    const hang = () => new Promise<never>(() => {})
    const { ours, theirs, inbound } = await openEnds(pair)
    const served = serveChannel(theirs, inbound, { echo, hang })
    const frames = framesFrom(ours)
    ours.send(bytes)
    const frame = await nextFrame(frames)
    assert.deepEqual([frame.id, frame.type, frame.code], [0, TYPE.error, 'MALFORMED_MESSAGE'])
    await assert.rejects(frames.next(), { name: 'StreamResetError' })
    await served
    assert.equal(theirs.status, 'aborted')
  })
}

test('a malformed answer cuts the stream and fails what is in flight', async () => {
  const { ours, theirs } = await openEnds(pair)
  const channel = openChannel(ours)
  const answer = channel.request('echo', empty)
  theirs.send(Uint8Array.of(3, 0xff, 0xff, 0xff))
  await assert.rejects(answer, { code: 'MALFORMED_MESSAGE' })
  await channel.closed
  assert.equal(channel.failure?.code, 'MALFORMED_MESSAGE')
})

/** Sends bytes and resolves when they have arrived and were looked at. */
async function deliver(bytes: Uint8Array, ours: Stream, theirs: Stream): Promise<void> {
  const arrived = new Promise((resolve) => theirs.addEventListener('message', resolve, { once: true }))
  ours.send(bytes)
  await arrived
  await new Promise(setImmediate)
}

for (const [name, begun] of Object.entries({
  'half a prefix': Uint8Array.of(0xa0),
  'half a frame': request.subarray(0, 4),
})) {
  test(`${name}, then a byte now and then: cut off partialFrameTimeoutMs after it began`, async (t) => {
    const { ours, theirs, inbound } = await openEnds(pair)
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const served = serveChannel(theirs, inbound, { echo }, { partialFrameTimeoutMs: 1000 })
    await deliver(concat([request, begun]), ours, theirs)
    t.mock.timers.tick(600)
    await deliver(Uint8Array.of(0x80), ours, theirs)
    t.mock.timers.tick(399)
    assert.equal(theirs.status, 'open')
    t.mock.timers.tick(1)
    await served
    assert.equal(theirs.status, 'aborted')
  })
}

test('frames that complete in time are never cut off, though each packet ends with half of one', async (t) => {
  const { ours, theirs, inbound } = await openEnds(pair)
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const served = serveChannel(theirs, inbound, { echo }, { partialFrameTimeoutMs: 1000 })
  const frames = framesFrom(ours)
  await deliver(request.subarray(0, 4), ours, theirs)
  for (let round = 0; round < 5; round++) {
    t.mock.timers.tick(999)
    await deliver(concat([request.subarray(4), request.subarray(0, 4)]), ours, theirs)
    assert.equal((await nextFrame(frames)).type, TYPE.answer)
  }
  await deliver(request.subarray(4), ours, theirs)
  t.mock.timers.tick(5000)
  assert.equal(theirs.status, 'open')
  await ours.close()
  await served
})

test('half an answer, then nothing, fails the request', async () => {
  const { ours, theirs } = await openEnds(pair)
  const channel = openChannel(ours, { partialFrameTimeoutMs: 20 })
  const answer = channel.request('echo', empty)
  theirs.send(Uint8Array.of(100, 1, 2))
  await assert.rejects(answer, { code: 'TIMEOUT', message: /begun/ })
  await channel.closed
})

test('half a frame, then the end: what was whole is answered, the rest dropped', async () => {
  const { ours, theirs, inbound } = await openEnds(pair)
  const served = serveChannel(theirs, inbound, { echo })
  const frames = framesFrom(ours)
  ours.send(concat([request, request.subarray(0, 5)]))
  assert.equal((await nextFrame(frames)).type, TYPE.answer)
  await ours.close()
  await served
})

test('a frame in pieces of one byte, and many frames in one piece', async () => {
  const { ours, theirs, inbound } = await openEnds(pair)
  const served = serveChannel(theirs, inbound, { echo })
  const frames = framesFrom(ours)
  const asked = frameBytes({ type: TYPE.request, id: 5, method: 'echo', body: fromString('piece by piece') })
  for (const byte of asked) {
    ours.send(Uint8Array.of(byte))
    await new Promise(setImmediate)
  }
  assert.equal(toText((await nextFrame(frames)).body), 'piece by piece')
  ours.send(concat([1, 2, 3].map((id) => frameBytes({ type: TYPE.request, id, method: 'echo' }))))
  assert.deepEqual(
    [(await nextFrame(frames)).id, (await nextFrame(frames)).id, (await nextFrame(frames)).id],
    [1, 2, 3],
  )
  await ours.close()
  await served
})

test('frame types, fields and prefixes that a later version may send are read or skipped', async () => {
  const { ours, theirs, inbound } = await openEnds(pair)
  const served = serveChannel(theirs, inbound, { echo })
  const frames = framesFrom(ours)
  const emptyFrame = Uint8Array.of(0)
  const newType = frameBytes({ type: 99, id: 1, method: 'echo' })
  const strayAnswer = frameBytes({ type: TYPE.answer, id: 1 })
  const newField = concat([
    Uint8Array.of(request.byteLength - 1 + 3),
    request.subarray(1),
    Uint8Array.of(0xf8, 0x07, 1),
  ])
  const longPrefix = concat([Uint8Array.of(0x80 | (request.byteLength - 1), 0x80, 0), request.subarray(1)])
  for (const bytes of [emptyFrame, newType, strayAnswer]) ours.send(bytes)
  for (const bytes of [newField, longPrefix]) {
    ours.send(bytes)
    const answer = await nextFrame(frames)
    assert.deepEqual([answer.id, answer.type], [1, TYPE.answer])
  }
  await ours.close()
  await served
})
