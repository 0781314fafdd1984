import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { multiaddr } from '@multiformats/multiaddr'
import { OpenPeerError } from '../../src/errors.ts'
import { HEDGE_MS } from '../../src/federation/consult.ts'
import type { GetEntry, GetResult } from '../../src/wire/messages.js'
import { askFirst, impersonate, silence } from './impostors.ts'
import { answerWith, oneOfEachKind, type Truth } from './lies.ts'
import { type TestOperator, TestOperators } from './operators.ts'
import { SELF } from './origins.ts'

type Bytes = Uint8Array<ArrayBuffer>
type Lie = (truth: Truth, entry: GetEntry) => Promise<Partial<GetResult>>

/** All but the asker hold everything; three of eight lie: k − w. */
const OPERATORS = 9
const LIARS = 3
/** What liars may cost at most, beside what such lookups take among honest holders a moment before. */
const MAX_COST_MS = 500
/** After so long nobody is distrusted any more. */
const FORGIVEN_MS = 61_000

/** Nodes nearer to any key than everybody, that do not exist. */
async function madeUpNodes() {
  return await Promise.all(
    Array.from({ length: 20 }, async () => {
      const { publicKey } = await generateKeyPair('Ed25519')
      return {
        peerId: publicKey.toMultihash().bytes as Bytes,
        multiaddrs: [multiaddr('/ip4/127.0.0.1/tcp/1').bytes as Bytes],
      }
    }),
  )
}

const honest: Lie = async ({ bytes, routingKey }) => await answerWith(bytes, routingKey)

const LIES: Record<string, Lie> = {
  'show an older version': async ({ older, routingKey }) => await answerWith(older, routingKey),
  'have nothing': async () => ({}),
  'show a valid record of somebody else': async ({ kind, other, routingKey, bytes }) =>
    kind === 'domain'
      ? await answerWith(other, routingKey)
      : { ...(await answerWith(bytes, routingKey)), payloadHash: new Uint8Array(32).fill(3), envelope: other as Bytes },
  'show a forged record': async ({ bytes, routingKey }) => {
    const forged = Uint8Array.from(bytes)
    forged[forged.byteLength - 1] = (forged.at(-1) ?? 0) ^ 1
    return { ...(await answerWith(bytes, routingKey)), envelope: forged }
  },
  'show the older version under the hash of the newest': async ({ bytes, older, routingKey }) => ({
    ...(await answerWith(bytes, routingKey)),
    envelope: older as Bytes,
  }),
  'announce the newest and never show it': async ({ bytes, routingKey }, { digestOnly }) =>
    digestOnly ? { ...(await answerWith(bytes, routingKey)), envelope: new Uint8Array() } : await silence(),
  'announce what nobody has and never show it': async (_, { digestOnly }) =>
    digestOnly ? { seq: Date.now() * 2, payloadHash: crypto.getRandomValues(new Uint8Array(32)) } : await silence(),
  'say nothing': () => silence(),
  refuse: async () => {
    throw new OpenPeerError('RATE_LIMITED', 'come back next year', { retryAfterMs: 60_000 })
  },
  'name nodes that do not exist': async () => ({ closer: await madeUpNodes() }),
}

describe(`${LIARS} of 8 holders that lie`, () => {
  const clock = { aheadMs: 0 }
  let operators: TestOperators
  let asker: TestOperator
  let liars: TestOperator[]
  let lie: Lie = silence
  let truths = new Map<string, Truth>()

  before(async () => {
    operators = await TestOperators.start(OPERATORS, { now: () => Date.now() + clock.aheadMs })
    asker = operators.at(OPERATORS - 1)
    liars = operators.all.slice(0, LIARS)
    const get = async (entry: GetEntry) => {
      const truth = truths.get(String(entry.routingKey))
      return truth === undefined ? {} : await lie(truth, entry)
    }
    await Promise.all(liars.map((liar) => impersonate(liar, { get })))
  })
  after(() => operators[Symbol.asyncDispose]())

  /** Keys that nobody used before and the asker does not hold, at all others. */
  async function prepare(): Promise<Truth[]> {
    const isForOthers = (routingKey: Uint8Array) => !operators.holders(routingKey).includes(asker)
    const fresh = await oneOfEachKind(Date.now() + clock.aheadMs, isForOthers)
    truths = new Map(fresh.map((truth) => [String(truth.routingKey), truth]))
    const holders = operators.all.filter((operator) => operator !== asker)
    await Promise.all(
      fresh.flatMap(({ routingKey, bytes }) => holders.map(({ store }) => store.put(bytes, routingKey, SELF))),
    )
    return fresh
  }

  async function lookUp({ kind, routingKey, bytes }: Truth): Promise<number> {
    askFirst(asker.federation, liars)
    const startedAt = performance.now()
    const found = await asker.federation.lookup(routingKey, { policy: 'quorum' })
    const tookMs = performance.now() - startedAt
    assert.deepEqual(found.record?.bytes, bytes, kind)
    assert.ok(found.answers >= found.needed, `${found.answers} of ${found.needed} holders answered`)
    return tookMs
  }

  /** The usual time of a lookup, over all kinds, while liars say this. Nobody is distrusted at first. */
  async function usualMs(told: Lie): Promise<number> {
    lie = told
    const times: number[] = []
    for (const truth of await prepare()) {
      clock.aheadMs += FORGIVEN_MS
      times.push(await lookUp(truth))
    }
    return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
  }

  for (const [what, told] of Object.entries(LIES)) {
    test(`and ${what} change no answer and cost at most ${MAX_COST_MS} ms`, async () => {
      const [honestMs, lyingMs] = [await usualMs(honest), await usualMs(told)]
      assert.ok(lyingMs <= honestMs + MAX_COST_MS, `${lyingMs} ms, ${honestMs} ms among honest holders`)
    })
  }

  test('and are silent one after the other cost one wait, not one each', async () => {
    const inTurn = async (told: Lie) => {
      lie = told
      const times: number[] = []
      for (const truth of await prepare()) {
        clock.aheadMs += FORGIVEN_MS
        const order = [0, 3, 4, 5, 1, 2, 6, 7].map((index) => operators.at(index))
        // Often, since what is known of a node's pace changes slowly.
        for (let round = 0; round < 60; round++) {
          for (const [place, { libp2p }] of order.entries()) {
            const entry = asker.federation.operators.find(libp2p.peerId)
            if (entry !== null) asker.federation.operators.answered(entry, 1 + 1_000 * place)
          }
        }
        const startedAt = performance.now()
        const found = await asker.federation.lookup(truth.routingKey, { policy: 'network' })
        times.push(performance.now() - startedAt)
        assert.deepEqual(found.record?.bytes, truth.bytes)
      }
      return times.sort((a, b) => a - b)[1] ?? 0
    }
    const [honestMs, silentMs] = [await inTurn(honest), await inTurn(silence)]
    assert.ok(silentMs < honestMs + 1.8 * HEDGE_MS, `${silentMs} ms, ${honestMs} ms among honest holders`)
  })
})
