import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { openChannel } from '../../src/wire/channel.ts'
import { serveChannel } from '../../src/wire/serve-channel.ts'
import { type HostPair, openEnds, startPair } from './hosts.ts'
import { frameBytes } from './raw-frames.ts'

let pair: HostPair
before(async () => {
  pair = await startPair()
})
after(() => pair[Symbol.asyncDispose]())

const limits = { partialFrameTimeoutMs: 5000, requestTimeoutMs: 5000 }
const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { maxLength: 8 })
/** Frames that are well formed one by one and make no sense together. */
const frames = fc.array(
  fc
    .record({
      id: fc.oneof(fc.nat(3), fc.nat()),
      type: fc.nat(8),
      method: fc.constantFrom('echo', 'fail', 'nothing', '__proto__'),
      body: fc.uint8Array(),
      code: fc.constantFrom('', 'TIMEOUT', 'NOT_A_CODE'),
      message: fc.string({ unit: 'binary' }),
      retryAfterMs: fc.nat(),
    })
    .map((frame) => frameBytes({ ...frame, body: Uint8Array.from(frame.body) })),
  { maxLength: 20 },
)

test('whatever bytes come, a served stream ends with the asker and nothing is thrown past it', async () => {
  const handlers = {
    echo: async (body: Uint8Array) => body,
    fail: async () => {
      throw new Error('fails')
    },
  }
  const property = fc.asyncProperty(fc.oneof(chunks, frames), async (input) => {
    const { ours, theirs, inbound } = await openEnds(pair)
    const served = serveChannel(theirs, inbound, handlers, limits)
    for (const bytes of input) if (ours.writeStatus === 'writable') ours.send(bytes)
    await Promise.all([served, ours.close().catch(() => {})])
    assert.notEqual(theirs.status, 'open')
  })
  await fc.assert(property, { numRuns: 150 })
})

test('whatever bytes answer, a request ends with a value or a code and the channel with its stream', async () => {
  const property = fc.asyncProperty(fc.oneof(chunks, frames), async (input) => {
    const { ours, theirs } = await openEnds(pair)
    const channel = openChannel(ours, limits)
    const answers = ['echo', 'fail'].map((method) => channel.request(method, new Uint8Array()))
    for (const bytes of input) if (theirs.writeStatus === 'writable') theirs.send(bytes)
    await theirs.close().catch(() => {})
    for (const end of await Promise.allSettled(answers)) {
      if (end.status === 'rejected') assert.equal(end.reason.name, 'OpenPeerError')
    }
    await channel.closed
    assert.equal(channel.isOpen, false)
  })
  await fc.assert(property, { numRuns: 150 })
})
