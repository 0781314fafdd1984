import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fromString, toString as toText } from 'uint8arrays'
import { OpenPeerError } from '../../src/errors.ts'
import type { RequestContext } from '../../src/wire/serve-channel.ts'
import { type HostPair, openServed, startPair } from './hosts.ts'

let pair: HostPair
before(async () => {
  pair = await startPair()
})
after(() => pair[Symbol.asyncDispose]())

const echo = async (body: Uint8Array) => body
const empty = new Uint8Array()

test('500 requests at once get each its own answer', async () => {
  const { channel } = await openServed(pair, { echo })
  const asked = Array.from({ length: 500 }, (_, i) => fromString(`request ${i}`))
  assert.deepEqual(await Promise.all(asked.map((body) => channel.request('echo', body))), asked)
  await channel.close()
})

test('answers overtake one another: a slow request holds up nobody', async () => {
  const gate = Promise.withResolvers<void>()
  const slow = async () => {
    await gate.promise
    return fromString('slow')
  }
  const { channel } = await openServed(pair, { echo, slow })
  const order: string[] = []
  const note = (body: Uint8Array) => order.push(toText(body))
  const first = channel.request('slow', empty).then(note)
  await Promise.all(['a', 'b', 'c'].map((text) => channel.request('echo', fromString(text)).then(note)))
  gate.resolve()
  await first
  assert.deepEqual(order, ['a', 'b', 'c', 'slow'])
  await channel.close()
})

test('handlers start in the order in which their requests were made', async () => {
  const started: number[] = []
  const handler = async (body: Uint8Array) => {
    started.push(body[0] ?? -1)
    return body
  }
  const { channel } = await openServed(pair, { handler }, { asker: { maxConcurrentRequests: 7 } })
  const numbers = Array.from({ length: 200 }, (_, i) => i)
  await Promise.all(numbers.map((i) => channel.request('handler', Uint8Array.of(i))))
  assert.deepEqual(started, numbers)
  await channel.close()
})

test('a body that a handler keeps does not keep the packets that it came in', async () => {
  let kept = new Uint8Array()
  const keep = async (body: Uint8Array) => {
    kept = body as Uint8Array<ArrayBuffer>
    return body
  }
  const { channel } = await openServed(pair, { keep, echo })
  const big = channel.request('echo', new Uint8Array(200_000))
  await channel.request('keep', new Uint8Array(10))
  await big
  assert.equal(kept.byteLength, 10)
  assert.ok(kept.buffer.byteLength < 10_000, `${kept.buffer.byteLength} bytes are kept`)
  await channel.close()
})

test('the handler learns who asks, over which connection', async () => {
  let seen: RequestContext | undefined
  const handler = async (body: Uint8Array, context: RequestContext) => {
    seen = context
    return body
  }
  const { channel, inbound } = await openServed(pair, { handler })
  assert.deepEqual(await channel.request('handler', empty), empty)
  assert.ok(seen?.remotePeer.equals(pair.asker.peerId))
  assert.equal(seen?.connection, inbound)
  assert.equal(seen?.signal.aborted, false)
  await channel.close()
})

test("a handler's OpenPeerError arrives whole; of anything else only that it failed", async () => {
  const { channel } = await openServed(pair, {
    limited: async () => {
      throw new OpenPeerError('RATE_LIMITED', 'Come back\u001b[31m later.', { retryAfterMs: 1500.2 })
    },
    broken: async () => {
      throw new Error('password=hunter2')
    },
    brokenAtOnce: () => {
      throw new TypeError('at once')
    },
  })
  await assert.rejects(channel.request('limited', empty), {
    name: 'OpenPeerError',
    code: 'RATE_LIMITED',
    message: 'Come back [31m later.',
    retryAfterMs: 1501,
  })
  for (const method of ['broken', 'brokenAtOnce']) {
    await assert.rejects(channel.request(method, empty), (error: OpenPeerError) => {
      assert.equal(error.code, 'INTERNAL')
      assert.doesNotMatch(error.message, /hunter2|at once/)
      return true
    })
  }
  assert.equal(channel.isOpen, true)
  await channel.close()
})

test('a method that nobody answers is UNKNOWN_METHOD, names of every object included', async () => {
  const { channel } = await openServed(pair, { echo })
  for (const method of ['nothing', '', 'constructor', '__proto__', 'toString']) {
    await assert.rejects(channel.request(method, empty), { code: 'UNKNOWN_METHOD' })
  }
  await channel.close()
})

test('close waits for what is in flight and takes nothing new', async () => {
  const gate = Promise.withResolvers<Uint8Array>()
  const { channel, served } = await openServed(pair, { slow: () => gate.promise })
  const answer = channel.request('slow', empty)
  const closing = channel.close()
  assert.equal(channel.isOpen, false)
  await assert.rejects(channel.request('slow', empty), { code: 'DISCONNECTED' })
  gate.resolve(fromString('done'))
  assert.equal(toText(await answer), 'done')
  await Promise.all([closing, channel.closed, served, channel.close()])
  assert.equal(channel.failure, null)
})

test('abort fails what is in flight with its code and ends the other side', async () => {
  const started = Promise.withResolvers<AbortSignal>()
  const hang = (_: Uint8Array, { signal }: RequestContext) => {
    started.resolve(signal)
    return new Promise<never>(() => {})
  }
  const { channel, served } = await openServed(pair, { hang })
  const answer = channel.request('hang', empty)
  const signal = await started.promise
  channel.abort(new OpenPeerError('STOPPED', 'stopping'))
  await assert.rejects(answer, { code: 'STOPPED' })
  await served
  assert.equal(signal.reason.code, 'DISCONNECTED')
  assert.equal(channel.failure?.code, 'STOPPED')
})

test('requests in flight fail with DISCONNECTED when the answering side goes', async () => {
  const started = Promise.withResolvers<void>()
  const hang = () => {
    started.resolve()
    return new Promise<never>(() => {})
  }
  const { channel, theirs } = await openServed(pair, { hang })
  const answer = channel.request('hang', empty)
  await started.promise
  theirs.abort(new Error('gone'))
  await assert.rejects(answer, { code: 'DISCONNECTED' })
  await channel.closed
  assert.equal(channel.failure?.code, 'DISCONNECTED')
  assert.equal(channel.wasSilent, false)
})

test('an unused channel closes after idleCloseMs, one in use does not', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const gate = Promise.withResolvers<Uint8Array>()
  const handlers = { slow: () => gate.promise }
  const { channel, served } = await openServed(pair, handlers, { asker: { idleCloseMs: 1000, heartbeatMs: 1e6 } })
  const answer = channel.request('slow', empty)
  t.mock.timers.tick(5000)
  assert.equal(channel.isOpen, true)
  gate.resolve(empty)
  await answer
  t.mock.timers.tick(2000)
  assert.equal(channel.isOpen, false)
  await Promise.all([channel.closed, served])
  assert.equal(channel.failure, null)
})
