import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { LOOK_MS } from '../../src/federation/choose-camp.ts'
import { domainRoutingKey } from '../../src/records/routing-key.ts'
import { type Eyes, openEyes } from './eyes.ts'
import { askFirst, impersonate, silence } from './impostors.ts'
import { answerWith } from './lies.ts'
import { type TestOperator, TestOperators } from './operators.ts'
import { SELF } from './origins.ts'
import { NETWORK } from './sealed-records.ts'
import { domainRecord } from './seats.ts'

type Bytes = Uint8Array<ArrayBuffer>
const OPERATORS = 9
const MINUTE_MS = 60_000

interface Victim {
  domain: string
  routingKey: Uint8Array
  /** the domain's own record and its raw key */
  own: Bytes
  key: Uint8Array
  /** by a key that somebody made up, and much newer */
  forged: Bytes
  /** the liars that showed the forged record, where each shows it once and is silent then */
  shown: Set<TestOperator> | null
}

/** All but the asker hold every domain; `liars` of them show the forged record of it. */
async function net(liars: number, eyes: Eyes | undefined) {
  const clock = { aheadMs: 0 }
  const now = () => Date.now() + clock.aheadMs
  const operators = await TestOperators.start(OPERATORS, { now, ...(eyes === undefined ? {} : { eyes }) })
  const asker = operators.at(OPERATORS - 1)
  const lying = operators.all.slice(0, liars)
  const victims = new Map<string, Victim>()
  await Promise.all(
    lying.map((liar) =>
      impersonate(liar, {
        get: async ({ routingKey }) => {
          const victim = victims.get(String(routingKey))
          if (victim?.shown?.has(liar)) return await silence()
          victim?.shown?.add(liar)
          return victim === undefined ? {} : await answerWith(victim.forged, routingKey)
        },
        put: async ({ routingKey }) => {
          const victim = victims.get(String(routingKey))
          return victim === undefined ? { outcome: 'stored' } : { outcome: 'not-newest', current: victim.forged }
        },
      }),
    ),
  )
  let tried = 0

  /** A domain that nobody heard of before; at all honest holders unless `isYoung`. */
  async function victim({ isYoung = false, isShownOnce = false } = {}): Promise<Victim> {
    for (;;) {
      const domain = `victim${tried++}.test`
      const routingKey = domainRoutingKey(NETWORK, domain)
      const holders = operators.at(OPERATORS - 1).federation.operators.view(routingKey).holders
      if (holders.includes(asker.federation.operators.self)) continue
      const [key, another] = [await generateKeyPair('Ed25519'), await generateKeyPair('Ed25519')]
      const own = await domainRecord(domain, key, [], { seq: now() - MINUTE_MS })
      const forged = await domainRecord(domain, another, [], { seq: now() + MINUTE_MS })
      const shown = isShownOnce ? new Set<TestOperator>() : null
      const found = { domain, routingKey, own, forged, key: key.publicKey.raw, shown }
      victims.set(String(routingKey), found)
      const honest = operators.all.filter((one) => one !== asker && !lying.includes(one))
      if (!isYoung) await Promise.all(honest.map(({ store }) => store.put(own, routingKey, SELF)))
      return found
    }
  }

  async function ask({ routingKey }: Victim, policy: 'network' | 'quorum' = 'quorum') {
    clock.aheadMs += 61_000
    askFirst(asker.federation, lying)
    return await asker.federation.lookup(routingKey, { policy })
  }

  return { operators, asker, lying, victim, ask, [Symbol.asyncDispose]: () => operators[Symbol.asyncDispose]() }
}

describe('a domain record by a key that somebody made up, with a far higher seq', () => {
  const idOf = ({ libp2p }: TestOperator) => libp2p.peerId.toString()

  describe('shown by three of eight holders, where nothing outside can be seen', () => {
    let three: Awaited<ReturnType<typeof net>>
    before(async () => {
      three = await net(3, undefined)
    })
    after(() => three[Symbol.asyncDispose]())

    for (const policy of ['network', 'quorum'] as const) {
      test(`${policy}: what most holders show is believed, and the answer says who showed another key`, async () => {
        const victim = await three.victim()
        const notes: string[] = []
        const listen = ({ note }: { note: string }) => notes.push(note)
        three.asker.federation.events.on('suspicion', listen)
        const found = await three.ask(victim, policy)
        three.asker.federation.events.off('suspicion', listen)
        assert.deepEqual([found.record?.bytes, found.conflict], [victim.own, false])
        assert.deepEqual(found.refused.map(({ peerId }) => peerId).sort(), three.lying.map(idOf).sort())
        assert.ok(found.refused.every(({ by, code }) => by === 'holder' && code === 'WRONG_SIGNER'))
        assert.ok(notes.includes('other-key'))
      })
    }

    test('does not stop the domain from publishing its own', async () => {
      const victim = await three.victim({ isYoung: true })
      const everywhere = three.operators.all
        .filter((one) => one !== three.asker && !three.lying.includes(one))
        .map(({ hold }) => hold(victim.routingKey, victim.own))
      const published = await three.asker.federation.publish(victim.own, victim.routingKey)
      assert.deepEqual([published.outcome, published.record.bytes], ['stored', victim.own])
      await Promise.all(everywhere)
    })

    test('does not displace what the asker holds itself', async () => {
      const victim = await three.victim({ isYoung: true })
      await three.asker.store.put(victim.own, victim.routingKey, SELF)
      const found = await three.ask(victim)
      assert.notDeepEqual(found.record?.bytes, victim.forged)
      assert.deepEqual((await three.asker.store.get(victim.routingKey))?.bytes, victim.own)
    })
  })

  test('shown by half of the holders: neither is believed, unless one of them was held before', async () => {
    await using half = await net(4, undefined)
    const victim = await half.victim()
    const found = await half.ask(victim)
    assert.deepEqual([found.record, found.conflict], [null, true])
    assert.equal(found.refused.length, 8)
    assert.ok(found.refused.every(({ code }) => code === 'CONFLICT'))
    await half.asker.store.put(victim.own, victim.routingKey, SELF)
    assert.deepEqual((await half.ask(victim)).record?.bytes, victim.own)
  })

  describe('shown by seven of eight holders', () => {
    const eyes = openEyes()
    let seven: Awaited<ReturnType<typeof net>>
    before(async () => {
      seven = await net(7, eyes)
    })
    after(() => seven[Symbol.asyncDispose]())

    for (const policy of ['network', 'quorum'] as const) {
      test(`${policy}: the key on the website decides, after one look`, async () => {
        const victim = await seven.victim({ isShownOnce: true })
        eyes.websites.set(victim.domain, victim.key)
        const looksBefore = eyes.looks.length
        const found = await seven.ask(victim, policy)
        assert.deepEqual([found.record?.bytes, found.conflict], [victim.own, false])
        assert.ok(found.refused.length >= 4, 'who showed the forged record when first asked is named')
        assert.ok(found.refused.every(({ code }) => code === 'BINDING_MISMATCH'))
        assert.equal(eyes.looks.length, looksBefore + 1)
        victim.shown?.clear()
        assert.deepEqual((await seven.ask(victim, policy)).record?.bytes, victim.own)
        assert.equal(eyes.looks.length, looksBefore + 1, 'what was seen is remembered')
      })
    }
  })

  test('a website that does not answer in time costs no more than 400 ms, and counts the next time', async () => {
    const eyes = openEyes({ takesMs: 60_000 })
    await using three = await net(3, eyes)
    const victim = await three.victim()
    const startedAt = performance.now()
    const found = await three.ask(victim)
    const tookMs = performance.now() - startedAt
    assert.deepEqual(found.record?.bytes, victim.own, 'most holders show it')
    assert.ok(tookMs >= LOOK_MS - 1 && tookMs < LOOK_MS + 400, `${tookMs} ms`)
  })
})
