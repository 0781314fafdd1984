import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fromString, toString as toText } from 'uint8arrays'
import { openChannel } from '../../src/wire/channel.ts'
import { type RequestContext, serveChannel } from '../../src/wire/serve-channel.ts'
import { type HostPair, openEnds, openServed, startPair } from './hosts.ts'
import { frameBytes, framesFrom, nextFrame, TYPE } from './raw-frames.ts'

let pair: HostPair
before(async () => {
  pair = await startPair()
})
after(() => pair[Symbol.asyncDispose]())

const echo = async (body: Uint8Array) => body
const empty = new Uint8Array()

/** A handler that answers only when its signal aborts, and says when it started and why it was aborted. */
function hanging() {
  const started = Promise.withResolvers<void>()
  const reason = Promise.withResolvers<{ code: string }>()
  const handler = async (_: Uint8Array, { signal }: RequestContext) => {
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    started.resolve()
    await aborted
    reason.resolve(signal.reason)
    return fromString('too late')
  }
  return { handler, started: started.promise, reason: reason.promise }
}

test("the caller's signal ends the request on both sides", async () => {
  const hang = hanging()
  const { channel } = await openServed(pair, { echo, hang: hang.handler })
  const controller = new AbortController()
  const answer = channel.request('hang', empty, { signal: controller.signal })
  await hang.started
  controller.abort(new Error('changed my mind'))
  await assert.rejects(answer, { code: 'ABORTED', cause: controller.signal.reason })
  assert.equal((await hang.reason).code, 'ABORTED')
  assert.equal(toText(await channel.request('echo', fromString('still works'))), 'still works')
  await channel.close()
})

test('a timeout ends the request on both sides', async () => {
  const hang = hanging()
  const { channel } = await openServed(pair, { hang: hang.handler }, { asker: { requestTimeoutMs: 20 } })
  await assert.rejects(channel.request('hang', empty), { code: 'TIMEOUT', message: /'hang'.* 20 ms/ })
  assert.equal((await hang.reason).code, 'ABORTED')
  await assert.rejects(channel.request('hang', empty, { timeoutMs: 10 }), { code: 'TIMEOUT', message: / 10 ms/ })
  await channel.close()
})

test('a signal that is first looked at after the cancel is aborted already', async () => {
  const cancelled = Promise.withResolvers<void>()
  const looked = Promise.withResolvers<AbortSignal>()
  const handler = async (body: Uint8Array, context: RequestContext) => {
    await cancelled.promise
    looked.resolve(context.signal)
    return body
  }
  const { channel } = await openServed(pair, { handler, echo })
  await assert.rejects(channel.request('handler', empty, { timeoutMs: 1 }), { code: 'TIMEOUT' })
  await channel.request('echo', empty)
  cancelled.resolve()
  assert.equal((await looked.promise).reason.code, 'ABORTED')
  await channel.close()
})

test('an aborted signal sends nothing', async () => {
  const { ours, theirs } = await openEnds(pair)
  const channel = openChannel(ours)
  const aborted = channel.request('first', empty, { signal: AbortSignal.abort() })
  await assert.rejects(aborted, { code: 'ABORTED' })
  channel.request('second', empty).catch(() => {})
  assert.equal((await nextFrame(framesFrom(theirs))).method, 'second')
  channel.abort(new Error('done'))
})

test('a cancel frame carries the number of its request; an answer that crosses it is ignored', async () => {
  const { ours, theirs } = await openEnds(pair)
  const frames = framesFrom(theirs)
  const channel = openChannel(ours)
  const controller = new AbortController()
  const first = channel.request('first', empty, { signal: controller.signal })
  const asked = await nextFrame(frames)
  controller.abort()
  await assert.rejects(first, { code: 'ABORTED' })
  const cancel = await nextFrame(frames)
  assert.deepEqual([cancel.type, cancel.id], [TYPE.cancel, asked.id])

  const second = channel.request('second', empty)
  const { id } = await nextFrame(frames)
  assert.notEqual(id, asked.id)
  theirs.send(frameBytes({ type: TYPE.answer, id: asked.id, body: fromString('crossed') }))
  theirs.send(frameBytes({ type: TYPE.answer, id: 4_000_000_000, body: fromString('never asked') }))
  theirs.send(frameBytes({ type: TYPE.answer, id, body: fromString('mine') }))
  assert.equal(toText(await second), 'mine')
  channel.abort(new Error('done'))
})

test('a cancelled request is not answered, and its number can be used again', async () => {
  const hang = hanging()
  const { ours, theirs, inbound } = await openEnds(pair)
  const served = serveChannel(theirs, inbound, { echo, hang: hang.handler })
  const frames = framesFrom(ours)
  ours.send(frameBytes({ type: TYPE.request, id: 7, method: 'hang' }))
  await hang.started
  ours.send(frameBytes({ type: TYPE.cancel, id: 7 }))
  ours.send(frameBytes({ type: TYPE.cancel, id: 8 }))
  await hang.reason
  ours.send(frameBytes({ type: TYPE.request, id: 7, method: 'echo', body: fromString('again') }))
  const answer = await nextFrame(frames)
  assert.deepEqual([answer.id, toText(answer.body)], [7, 'again'])
  await ours.close()
  await served
})

test('the end of the stream aborts every handler', async () => {
  const hangs = [hanging(), hanging()] as const
  const { channel, ours } = await openServed(pair, { a: hangs[0].handler, b: hangs[1].handler })
  const answers = [channel.request('a', empty), channel.request('b', empty)]
  await Promise.all(hangs.map((hang) => hang.started))
  ours.abort(new Error('gone'))
  for (const answer of answers) await assert.rejects(answer, { code: 'DISCONNECTED' })
  for (const hang of hangs) assert.equal((await hang.reason).code, 'DISCONNECTED')
})
