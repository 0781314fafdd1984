import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { generateKeyPair, publicKeyToProtobuf } from '@libp2p/crypto/keys'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { sha256 } from 'multiformats/hashes/sha2'
import { concat } from 'uint8arrays/concat'
import { fromString } from 'uint8arrays/from-string'
import { kadKey } from '../../src/federation/placement.ts'
import { callPeer } from '../../src/wire/call.ts'
import { createChannels } from '../../src/wire/channels.ts'
import { records } from '../../src/wire/methods.ts'
import { protocolIds } from '../../src/wire/protocols.ts'
import { TestOperators } from './operators.ts'
import { SELF } from './origins.ts'
import { DAY_MS, NETWORK, testDomain } from './sealed-records.ts'
import { type StockClient, startStockClient, stockGet, stockPut } from './stock-client.ts'

const OPERATORS = 5
const domain = await testDomain()
let operators: TestOperators
let stock: StockClient
let names = 0
const clock = { aheadMs: 0 }

before(async () => {
  operators = await TestOperators.start(OPERATORS, { now: () => Date.now() + clock.aheadMs })
  stock = await startStockClient(operators)
})

after(async () => {
  await stock[Symbol.asyncDispose]()
  await operators[Symbol.asyncDispose]()
})

/** A name that nobody used before, held by all operators in its version of `seq`. */
async function published(seq: number) {
  const name = `n${names++}`
  const routingKey = domain.routingKey(name)
  const bytes = await domain.name(name, { seq })
  // To each store, since a publish ends before the last holder has it.
  await Promise.all(operators.all.map(({ store }) => store.put(bytes, routingKey, SELF)))
  return { name, routingKey, bytes, key: kadKey(NETWORK, routingKey) }
}

async function heldEverywhere(routingKey: Uint8Array): Promise<(Uint8Array | undefined)[]> {
  return Promise.all(operators.all.map(async ({ store }) => (await store.get(routingKey))?.bytes))
}

/** Puts by our own protocol to every operator, from a host that is none; answers what each said. */
async function putEverywhere(routingKey: Uint8Array, envelope: Uint8Array) {
  const channels = createChannels(stock.libp2p, protocolIds(NETWORK).records)
  const entries = [{ routingKey, envelope, view: new Uint8Array() }] as Parameters<
    typeof records.put.request.encode
  >[0]['entries']
  const said = await Promise.all(
    operators.all.map(async ({ libp2p }) => {
      const { results } = await callPeer(channels, libp2p.peerId, records.put, { entries: entries ?? [] })
      return results[0]
    }),
  )
  await channels.stop()
  return said
}

const repeated = <T>(value: T) => Array.from({ length: OPERATORS }, () => value)

describe('a stock libp2p node', () => {
  test('reads the current record with dht.get', async () => {
    const { key, bytes } = await published(Date.now())
    assert.deepEqual(Uint8Array.from((await stockGet(stock.dht, key)) ?? []), bytes)
  })

  test('may put a newer version of what is held, which then is at every holder', async () => {
    const { name, routingKey, key, bytes } = await published(Date.now() - 10)
    const newer = await domain.name(name)
    assert.notDeepEqual(newer, bytes)
    assert.deepEqual(await stockPut(stock.dht, key, newer), { stored: OPERATORS, refused: 0 })
    assert.deepEqual(await heldEverywhere(routingKey), repeated(newer))
  })

  test('brings no new key, by neither protocol: it has no seat, so nobody would pay for it', async () => {
    const name = `n${names++}`
    const [bytes, routingKey] = [await domain.name(name), domain.routingKey(name)]
    assert.deepEqual(await stockPut(stock.dht, kadKey(NETWORK, routingKey), bytes), { stored: 0, refused: OPERATORS })
    const said = await putEverywhere(routingKey, bytes)
    assert.deepEqual(
      said.map((result) => result?.code),
      repeated('NOT_ADMITTED'),
    )
    assert.deepEqual(await heldEverywhere(routingKey), repeated(undefined))
  })

  test('finds nothing where the record has expired, though holders keep it for comparing', async () => {
    const { key, routingKey, bytes } = await published(Date.now())
    clock.aheadMs = 2 * DAY_MS
    try {
      assert.equal(await stockGet(stock.dht, key), null)
      assert.deepEqual(await heldEverywhere(routingKey), repeated(bytes))
    } finally {
      clock.aheadMs = 0
    }
  })
})

describe('nothing rolls back', () => {
  test('an older valid record put by raw kad-dht PUT_VALUE is refused at every holder', async () => {
    const now = Date.now()
    const { name, routingKey, bytes, key } = await published(now)
    const older = await domain.name(name, { seq: now - 60_000 })
    assert.deepEqual(await stockPut(stock.dht, key, older), { stored: 0, refused: OPERATORS })
    assert.deepEqual(await heldEverywhere(routingKey), repeated(bytes))
  })

  test('an older valid record put by our own protocol is refused at every holder, which shows the newer one', async () => {
    const now = Date.now()
    const { name, routingKey, bytes } = await published(now)
    const said = await putEverywhere(routingKey, await domain.name(name, { seq: now - 60_000 }))
    assert.deepEqual(
      said.map((result) => [result?.outcome, result?.current]),
      repeated(['not-newest', bytes]),
    )
    assert.deepEqual(await heldEverywhere(routingKey), repeated(bytes))
  })

  test('two payloads with one seq end as the same winner at every holder, in whatever order they came', async () => {
    const seq = Date.now()
    const name = `n${names++}`
    const routingKey = domain.routingKey(name)
    const rivals = await Promise.all([1, 2, 3].map((id) => domain.name(name, { seq, id })))
    await Promise.all(
      operators.all.map(async ({ store }, index) => {
        const order = rivals.map((_, place) => rivals[(index + place) % rivals.length] as Uint8Array)
        for (const bytes of index % 2 === 0 ? order : order.reverse()) await store.put(bytes, routingKey, SELF)
      }),
    )
    const held = new Set((await heldEverywhere(routingKey)).map(String))
    assert.equal(held.size, 1)
    assert.ok(rivals.map(String).includes([...held][0] ?? ''))
  })

  const forgeries: [string, string, (name: string, now: number) => Promise<Uint8Array>][] = [
    [
      'an envelope with an unknown field appended',
      'RECORD_NOT_CANONICAL',
      async (name, now) => concat([await domain.name(name, { seq: now + 1 }), Uint8Array.of(0x78, 0x01)]),
    ],
    ['seq burnt into the future', 'SEQ_IN_FUTURE', (name, now) => domain.name(name, { seq: now + 600_000 })],
    [
      'a record of another network',
      'WRONG_NETWORK',
      (name, now) => domain.name(name, { seq: now + 1, network: 'other' }),
    ],
    [
      "another key's record",
      'WRONG_ROUTING_KEY',
      async (name, now) => (await testDomain()).name(name, { seq: now + 1 }),
    ],
  ]
  for (const [what, code, forge] of forgeries) {
    test(`${what} is refused by both protocols`, async () => {
      const now = Date.now()
      const { name, routingKey, bytes, key } = await published(now)
      const forged = await forge(name, now)
      assert.deepEqual(await stockPut(stock.dht, key, forged), { stored: 0, refused: OPERATORS })
      const said = await putEverywhere(routingKey, forged)
      assert.deepEqual(
        said.map((result) => result?.code),
        repeated(code),
      )
      assert.deepEqual(await heldEverywhere(routingKey), repeated(bytes))
    })
  }
})

describe('nothing but records reaches the disk', () => {
  const counts = () => operators.all.map(({ store }) => store.count())

  test('provider entries of kad clients are refused', async () => {
    const before = counts()
    const cid = CID.createV1(raw.code, await sha256.digest(fromString('anything')))
    for await (const _event of stock.dht.provide(cid)) {
      // a client hears no answer to ADD_PROVIDER; what operators hold is what counts
    }
    for await (const event of stock.dht.findProviders(cid)) {
      // The client believes itself; nobody else may.
      if (event.name === 'PROVIDER') assert.ok(event.from.equals(stock.libp2p.peerId))
    }
    assert.deepEqual(counts(), before)
  })

  test('public keys of kad clients are refused', async () => {
    const before = counts()
    const { publicKey } = await generateKeyPair('secp256k1')
    const key = concat([fromString('/pk/'), publicKey.toMultihash().bytes])
    assert.deepEqual(await stockPut(stock.dht, key, publicKeyToProtobuf(publicKey)), { stored: 0, refused: OPERATORS })
    assert.deepEqual(counts(), before)
  })

  test('keys that only look like one of ours are refused', async () => {
    const before = counts()
    const { bytes } = await published(Date.now())
    for (const key of [`/${NETWORK}/${'AB'.repeat(32)}`, `/${NETWORK}/x`]) {
      const { stored } = await stockPut(stock.dht, fromString(key), bytes)
      assert.equal(stored, 0, key)
    }
    assert.deepEqual(
      counts(),
      before.map((count) => count + 1),
    )
  })
})
