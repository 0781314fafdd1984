// A stranger's hello makes this peer fetch the website that the stranger names: how often, and what is remembered of it.
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import type { Binding } from '../../src/identity-proofs/domain-binding.ts'
import { bindingMemory } from '../../src/peer/binding-memory.ts'
import { createCallerCheck } from '../../src/peer/check-caller.ts'
import { createContactChecker } from '../../src/peer/check-contact.ts'
import { isTrusted } from '../../src/peer/contact.ts'
import { memoryStorage } from '../../src/peer/storage.ts'
import { createStrangerLooks } from '../../src/peer/stranger-looks.ts'
import { HelloRequest } from '../../src/wire/messages.js'
import { bundle, type Directory, startDirectory } from './directory.ts'
import { domainRecord, identityRecord, NETWORK, nameRecord, newDomain, newPerson, rawOf, START } from './forge.ts'
import { type Seeker, startSeeker } from './seeker.ts'

const HOUR_MS = 3_600_000

let home: Directory
let seeker: Seeker

beforeEach(async () => {
  home = await startDirectory('a.test')
  seeker = await startSeeker({ home })
})
afterEach(() => Promise.all([home, seeker].map((part) => part[Symbol.asyncDispose]())))

/** Somebody new calls with a name of this domain, whose records are in order; answers whether they are let in. */
async function hello(domain: string, key = newDomain(domain), local = 'bob'): Promise<boolean> {
  const owner = { ...(await key), domain }
  const name = `${local}@${domain}`
  const { now } = seeker.clock
  const bob = await newPerson(domain, [name])
  const records = bundle({
    domain: await domainRecord(owner, START),
    name: await nameRecord(owner, name, bob.id, START),
    identity: await identityRecord(bob, START),
  })
  const checker = createContactChecker({
    ...{ network: NETWORK, contacts: seeker.contacts, bindings: seeker.bindings.forStrangers, witnesses: null, now },
    findIdentity: async () => null,
  })
  const check = createCallerCheck({ network: NETWORK, ...seeker, checker, accept: isTrusted, now })
  const request = HelloRequest.decode(HelloRequest.encode({ ...records, name }))
  return (await check(request, peerIdFromPrivateKey(bob.keys.deviceKey))) !== null
}

const asked = (part: string) => seeker.outside.asked.filter((domain) => domain.endsWith(part))

describe('callers that name domains', () => {
  test('below one registrable domain cause three looks an hour, and no questions to holders', async () => {
    for (let i = 1; i <= 20; i++) assert.equal(await hello(`r${i}.victim.test`), false)
    assert.deepEqual(asked('victim.test'), ['r1.victim.test', 'r2.victim.test', 'r3.victim.test'])
    assert.deepEqual(
      home.asked.filter((method) => method === 'holders' || method === 'witness'),
      [],
    )
    seeker.clock.at += HOUR_MS
    await hello('r21.victim.test')
    assert.equal(asked('victim.test').length, 4)
  })

  test('are let in by what was seen within 30 days where their website is not asked any more', async () => {
    const key = newDomain('b.test')
    seeker.outside.sites.set('b.test', { key: rawOf((await key).key) })
    for (let i = 1; i <= 9; i++) {
      assert.equal(await hello('b.test', key, `bob${i}`), true, `the call ${i}`)
      seeker.clock.at += 5 * 60_000
    }
    assert.equal(asked('b.test').length, 3)
  })

  test('do not use up what the owner asks for', async () => {
    for (let i = 1; i <= 5; i++) await hello(`r${i}.victim.test`)
    const { key } = await newDomain('op.victim.test')
    seeker.outside.sites.set('op.victim.test', { key })
    const binding = await seeker.bindings.check('op.victim.test', rawOf(key), AbortSignal.timeout(1_000))
    assert.equal(binding.status, 'verified')
  })
})

describe('a peer’s own limits', () => {
  test('four looks for strangers at a time', () => {
    const looks = createStrangerLooks(() => START)
    const ends = ['a.test', 'b.test', 'c.test', 'd.test'].map((domain) => looks.begin(domain))
    assert.ok(ends.every((end) => end !== null))
    assert.equal(looks.begin('e.test'), null)
    ends[0]?.()
    assert.ok(looks.begin('e.test') !== null)
  })

  test('two keys for one domain cost one look in ten seconds, however often they are compared', async () => {
    const [one, other] = [await newDomain('b.test'), await newDomain('b.test')].map(({ key }) => rawOf(key))
    assert.ok(one !== undefined && other !== undefined)
    seeker.outside.sites.set('b.test', { key: one })
    const signal = AbortSignal.timeout(5_000)
    for (let i = 0; i < 10; i++) {
      const checks = [one, other].map((shown) => seeker.bindings.checkNow('b.test', shown, signal))
      const found: Binding[] = await Promise.all(checks)
      assert.deepEqual(
        found.map(({ status }) => status),
        ['verified', 'mismatch'],
      )
    }
    assert.equal(asked('b.test').length, 1)
    seeker.clock.at += 10_000
    await seeker.bindings.checkNow('b.test', one, signal)
    assert.equal(asked('b.test').length, 2)
  })

  test('what is remembered of domains is bounded: the one seen longest ago goes', async () => {
    const storage = memoryStorage()
    const key = new Uint8Array(32)
    for (const [domain, at] of [
      ['a.test', 3],
      ['b.test', 1],
      ['c.test', 2],
    ] as const) {
      await bindingMemory(storage, 2).set(domain, { key, at })
    }
    const memory = bindingMemory(storage)
    const held = await Promise.all(['a.test', 'b.test', 'c.test'].map((domain) => memory.get(domain)))
    assert.deepEqual(
      held.map((one) => one?.at ?? null),
      [3, null, 2],
    )
  })
})
