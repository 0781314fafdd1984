// Faults of js-libp2p that src/wire works around. A test that fails here means that the library was mended and that
// the workaround can go.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type HostPair, openEnds, startPair } from './hosts.ts'
import { closeOf } from './raw-frames.ts'

let pair: HostPair
before(async () => {
  pair = await startPair()
})
after(() => pair[Symbol.asyncDispose]())

test('onDrain resolves at once from its second use on (frame-writer.ts listens to the event)', async () => {
  const { ours, theirs } = await openEnds(pair)
  theirs.pause()
  while (ours.send(new Uint8Array(64 * 1024)));
  const first = ours.onDrain()
  theirs.addEventListener('message', () => {})
  theirs.resume()
  await first
  theirs.pause()
  while (!ours.writableNeedsDrain) ours.send(new Uint8Array(64 * 1024))
  await ours.onDrain()
  assert.equal(ours.writableNeedsDrain, true)
  ours.abort(new Error('done'))
})

test("a stream's iterator loses what was paused when the other side closes (arrivals.ts has its own)", async () => {
  const { ours, theirs } = await openEnds(pair)
  const closed = closeOf(theirs)
  const iterator = theirs[Symbol.asyncIterator]()
  const first = iterator.next()
  theirs.pause()
  ours.send(Uint8Array.of(1, 2, 3))
  const ended = new Promise((resolve) => theirs.addEventListener('remoteCloseWrite', resolve, { once: true }))
  await ours.close()
  await ended
  assert.equal(theirs.readBufferLength, 3)
  theirs.resume()
  assert.deepEqual(await first, { done: true, value: undefined })
  await theirs.close()
  await closed
})
