import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { MAX_ANSWER_BYTES } from '../../src/federation/records-protocol.ts'
import { callPeer } from '../../src/wire/call.ts'
import { type Channels, createChannels } from '../../src/wire/channels.ts'
import type { GetEntry, PutEntry } from '../../src/wire/messages.js'
import { MAX_BATCH, records } from '../../src/wire/methods.ts'
import { protocolIds } from '../../src/wire/protocols.ts'
import { TestOperators } from './operators.ts'
import { SELF } from './origins.ts'
import { NETWORK, sealedForInvitation, testDomain } from './sealed-records.ts'

type Bytes = Uint8Array<ArrayBuffer>
const domain = await testDomain()
const EMPTY = new Uint8Array()
let operators: TestOperators
let channels: Channels

before(async () => {
  operators = await TestOperators.start(3)
  channels = createChannels(operators.at(0).libp2p, protocolIds(NETWORK).records)
})
after(async () => {
  await channels.stop()
  await operators[Symbol.asyncDispose]()
})

const other = () => operators.at(1).libp2p.peerId
const put = (entries: PutEntry[]) => callPeer(channels, other(), records.put, { entries })
const get = (entries: GetEntry[]) => callPeer(channels, other(), records.get, { entries })

async function entry(name: string): Promise<PutEntry> {
  return { routingKey: domain.routingKey(name) as Bytes, envelope: (await domain.name(name)) as Bytes, view: EMPTY }
}

describe('the records protocol', () => {
  test('puts a batch, one result an entry: a refused one does not hinder the others', async () => {
    const [one, two] = [await entry('one'), await entry('two')]
    const { results } = await put([one, { ...two, envelope: one.envelope }, two, { ...two, routingKey: EMPTY }])
    assert.deepEqual(
      results.map(({ outcome, code }) => outcome || code),
      ['stored', 'WRONG_ROUTING_KEY', 'stored', 'WRONG_ROUTING_KEY'],
    )
  })

  test('gives the record, or its digest alone; nothing for what is not held', async () => {
    const { routingKey, envelope } = await entry('three')
    await put([{ routingKey, envelope, view: EMPTY }])
    const absent = domain.routingKey('nobody') as Bytes
    const { results } = await get([
      { routingKey, view: EMPTY, digestOnly: false },
      { routingKey, view: EMPTY, digestOnly: true },
      { routingKey: absent, view: EMPTY, digestOnly: false },
    ])
    const record = await operators.at(1).store.get(routingKey)
    assert.deepEqual(
      results.map((result) => result.envelope),
      [envelope, EMPTY, EMPTY],
    )
    assert.deepEqual(
      results.map(({ seq }) => seq),
      [record?.seq, record?.seq, 0],
    )
    assert.deepEqual(
      results.map(({ payloadHash }) => payloadHash),
      [record?.payloadHash, record?.payloadHash, EMPTY],
    )
  })

  test('names the nodes that it would choose to whom would choose others, and nobody to whom agrees', async () => {
    const routingKey = domain.routingKey('four') as Bytes
    const view = operators.at(1).federation.operators.view(routingKey)
    const { results } = await get([
      { routingKey, view: EMPTY, digestOnly: true },
      { routingKey, view: view.hash as Bytes, digestOnly: true },
    ])
    assert.deepEqual(
      results[0]?.closer.map(({ peerId }) => peerId),
      view.holders.map(({ id }) => id),
    )
    assert.ok(results[0]?.closer.every(({ multiaddrs }) => multiaddrs.length > 0))
    assert.deepEqual(results[1]?.closer, [])
  })

  test('lists the operators that it has met, itself included', async () => {
    const { nodes } = await callPeer(channels, other(), records.operators, {})
    const ids = nodes.map(({ peerId }) => String(peerId)).sort()
    assert.deepEqual(ids, operators.all.map(({ libp2p }) => String(libp2p.peerId.toMultihash().bytes)).sort())
  })

  test('an answer that would grow too large for a frame has digests for the rest', async () => {
    const large = await Promise.all(Array.from({ length: 20 }, () => sealedForInvitation()))
    await Promise.all(large.map(({ routingKey, bytes }) => operators.at(1).store.put(bytes, routingKey, SELF)))
    const { results } = await get(large.map(({ routingKey }) => ({ routingKey, view: EMPTY, digestOnly: false })))
    const whole = results.filter(({ envelope }) => envelope.byteLength > 0)
    assert.equal(whole.length, Math.floor(MAX_ANSWER_BYTES / (large[0]?.bytes.byteLength ?? 0)))
    assert.ok(results.every(({ payloadHash }) => payloadHash.byteLength === 32))
  })

  test('refuses more than 64 entries, a key of another length and what is no message', async () => {
    const one = { routingKey: domain.routingKey('one') as Bytes, view: EMPTY, digestOnly: true }
    await assert.rejects(get(Array.from({ length: MAX_BATCH + 1 }, () => one)), { code: 'MALFORMED_MESSAGE' })
    await assert.rejects(get([{ ...one, routingKey: new Uint8Array(31) }]), { code: 'WRONG_ROUTING_KEY' })
    await assert.rejects(channels.request(other(), 'get', Uint8Array.of(0xff)), { code: 'MALFORMED_MESSAGE' })
  })
})
