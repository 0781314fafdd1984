import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { OpenPeerError } from '../../src/errors.ts'
import { answering, call, callPeer } from '../../src/wire/call.ts'
import { createChannels } from '../../src/wire/channels.ts'
import { handleProtocol } from '../../src/wire/handle-protocol.ts'
import { ResolveRequest, ResolveResponse } from '../../src/wire/messages.js'
import { chat, directory, MAX_BATCH, MAX_HOME_RECORDS, MAX_LOCATIONS, records } from '../../src/wire/methods.ts'
import { type HostPair, openServed, startPair, TEST_PROTOCOL } from './hosts.ts'

let pair: HostPair
before(async () => {
  pair = await startPair()
})
after(() => pair[Symbol.asyncDispose]())

const bytes = (...values: number[]) => Uint8Array.from(values)
const many = (count: number) => Array.from({ length: count }, () => bytes())

test('a call takes and gives messages', async () => {
  const { channel } = await openServed(pair, {
    resolve: answering(directory.resolve, async ({ name, policy, id }) => {
      assert.deepEqual([name, policy, [...id]], ['bob@b.example', 'quorum', []])
      return { nameRecord: bytes(1), locations: [bytes(2), bytes(3)], needed: 5 }
    }),
  })
  const { nameRecord, locations, needed, source } = await call(channel, directory.resolve, {
    name: 'bob@b.example',
    policy: 'quorum',
  })
  assert.deepEqual([[...nameRecord], locations.map((l) => [...l]), needed, source], [[1], [[2], [3]], 5, ''])
  await channel.close()
})

test('calls go through kept channels too, and errors keep their code', async () => {
  const protocol = `${TEST_PROTOCOL}/kept`
  const stop = await handleProtocol(pair.answerer, protocol, {
    locate: answering(directory.locate, async ({ identityId }) => {
      if (identityId.byteLength !== 32) throw new OpenPeerError('INVALID_ARGUMENT', 'An identity id has 32 bytes.')
      return { locations: [identityId] }
    }),
  })
  const channels = createChannels(pair.asker, protocol)
  const identityId = new Uint8Array(32)
  const { locations } = await callPeer(channels, pair.answerer.peerId, directory.locate, { identityId })
  assert.equal(locations.length, 1)
  await assert.rejects(callPeer(channels, pair.answerer.peerId, directory.locate, {}), {
    code: 'INVALID_ARGUMENT',
    message: 'An identity id has 32 bytes.',
  })
  await channels.stop()
  await stop()
})

test('MALFORMED_MESSAGE: bytes that are not the message, in either direction', async () => {
  let answered = 0
  const { channel } = await openServed(pair, {
    resolve: async () => bytes(0x0a, 0xff),
    find: answering(directory.find, async () => {
      answered++
      return {}
    }),
  })
  await assert.rejects(call(channel, directory.resolve, {}), { code: 'MALFORMED_MESSAGE' })
  await assert.rejects(channel.request('find', bytes(0x0a, 0xff)), { code: 'MALFORMED_MESSAGE' })
  assert.equal(answered, 0)
  await channel.close()
})

test('MALFORMED_MESSAGE: more elements than the method allows, in either direction', async () => {
  let locations = MAX_LOCATIONS
  let homeRecords = MAX_HOME_RECORDS
  const { channel } = await openServed(pair, {
    resolve: answering(directory.resolve, async () => ({
      locations: many(locations),
      homeRecords: many(homeRecords),
    })),
    put: answering(records.put, async ({ entries }) => ({
      results: entries.map(() => ({
        outcome: 'stored',
        code: '',
        message: '',
        current: bytes(),
        closer: [],
        retryAfterMs: 0,
      })),
    })),
  })
  await call(channel, directory.resolve, {})
  locations++
  await assert.rejects(call(channel, directory.resolve, {}), { code: 'MALFORMED_MESSAGE' })
  locations--
  homeRecords++
  await assert.rejects(call(channel, directory.resolve, {}), { code: 'MALFORMED_MESSAGE' })

  const entry = { routingKey: bytes(), envelope: bytes(), view: bytes() }
  const entries = Array.from({ length: MAX_BATCH }, () => entry)
  assert.equal((await call(channel, records.put, { entries })).results.length, MAX_BATCH)
  await assert.rejects(call(channel, records.put, { entries: [...entries, entry] }), { code: 'MALFORMED_MESSAGE' })
  await channel.close()
})

test('limits reach into nested messages', () => {
  const node = (addresses: number) => ({ peerId: bytes(1), multiaddrs: many(addresses) })
  const answer = (closer: { peerId: Uint8Array<ArrayBuffer>; multiaddrs: Uint8Array<ArrayBuffer>[] }[]) =>
    records.get.response.encode({ results: [{ envelope: bytes(), seq: 0, payloadHash: bytes(), closer }] })
  const decode = (message: Uint8Array) => records.get.response.decode(message, { limits: records.get.limits.response })
  assert.equal(decode(answer(Array.from({ length: 20 }, () => node(16)))).results[0]?.closer.length, 20)
  assert.throws(() => decode(answer(Array.from({ length: 21 }, () => node(1)))))
  assert.throws(() => decode(answer([node(17)])))
})

test('every method is registered under its own name', () => {
  for (const protocol of [directory, records, chat]) {
    for (const [name, method] of Object.entries(protocol)) assert.equal(method.name, name)
  }
  assert.equal(directory.resolve.request, ResolveRequest)
  assert.equal(directory.resolve.response, ResolveResponse)
})
