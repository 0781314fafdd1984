import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { type ErrorCode, isOpenPeerError } from '../../src/errors.ts'
import { createDomainBindings, type StoppableBindings } from '../../src/federation/create-domain-bindings.ts'
import { type ScriptedOutside, scriptedOutside } from './scripted-outside.ts'

const KEY = new Uint8Array(32).fill(1)
const NEXT = new Uint8Array(32).fill(2)
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

let outside: ScriptedOutside
let now: number
let bindings: StoppableBindings
const code = (expected: ErrorCode) => (error: unknown) => isOpenPeerError(error, expected)
const check = (domain: string, key = KEY, purpose: 'record' | 'admission' = 'record') =>
  bindings.check(domain, key, { purpose })

beforeEach(() => {
  outside = scriptedOutside()
  now = Date.UTC(2026, 10, 22)
  const perMinute = { record: 30, admission: 120 }
  bindings = createDomainBindings({ network: 'test', outside, now: () => now, shelf: null, perMinute })
})

describe('what a node saw of a domain', () => {
  it('one look answers for every key, and for an hour', async () => {
    outside.websites.set('a.test', { key: KEY, nextKey: NEXT })
    outside.txt.set('a.test', { key: KEY })
    assert.deepEqual(await check('a.test'), {
      domain: 'a.test',
      key: KEY,
      status: 'verified',
      detail: 'https://a.test/.well-known/openpeer.json shows this key.',
      website: true,
      dns: true,
      seenAt: now,
      checkedAt: now,
      nextLookAt: now + HOUR,
    })
    assert.equal((await check('a.test', new Uint8Array(32).fill(3))).status, 'mismatch')
    now += HOUR - 1
    // DNS shows only the current key, so the next one is a mismatch there until it follows.
    assert.equal((await check('a.test', NEXT)).status, 'mismatch')
    assert.deepEqual(outside.asked, ['a.test'])
    now += 1
    outside.txt.delete('a.test')
    assert.equal((await check('a.test', NEXT)).status, 'verified')
    assert.equal(outside.asked.length, 2)
  })

  it('is remembered for 30 days while the website is silent, and ends when it shows another key', async () => {
    outside.websites.set('a.test', { key: KEY })
    const seenAt = now
    await check('a.test')
    outside.websites.delete('a.test')
    now += 30 * DAY
    const { status, website, checkedAt, ...rest } = await check('a.test')
    assert.deepEqual([status, website, rest.seenAt, checkedAt], ['remembered', true, seenAt, now])
    assert.deepEqual(
      bindings.seen('a.test').map((seen) => seen.key),
      [KEY],
    )
    now += 1
    assert.equal(bindings.known('a.test', KEY)?.status, 'unreachable')
    assert.deepEqual(bindings.seen('a.test'), [])

    outside.websites.set('a.test', { key: NEXT })
    now += HOUR
    assert.equal((await check('a.test')).status, 'mismatch')
    outside.websites.delete('a.test')
    now += HOUR
    assert.equal((await check('a.test')).status, 'unreachable', 'blocking the website does not bring the old key back')
    assert.equal((await check('a.test', NEXT)).status, 'remembered')
  })

  it('a TXT record alone is dns-only, and is remembered for what a statement says', async () => {
    outside.txt.set('a.test', { key: KEY })
    const { status, website, dns, seenAt } = await check('a.test')
    assert.deepEqual([status, website, dns, seenAt], ['dns-only', false, true, now])
    now += 2 * HOUR
    assert.equal(bindings.known('a.test', KEY)?.status, 'dns-only')
    assert.equal(bindings.known('a.test', NEXT), null)
  })

  it('nothing is known before the first look, and knowing asks nobody', () => {
    assert.equal(bindings.known('a.test', KEY), null)
    assert.deepEqual(bindings.seen('a.test'), [])
    assert.deepEqual(outside.asked, [])
  })

  it('what cannot be a domain or a key is refused before anything is asked', async () => {
    await assert.rejects(check('A test'), code('INVALID_NAME'))
    await assert.rejects(check('a.test', new Uint8Array(31)), code('INVALID_ARGUMENT'))
    assert.deepEqual(outside.asked, [])
  })
})

describe('how often a node looks', () => {
  it('names below one registrable domain cost two looks an hour, and the domain itself one more', async () => {
    for (let i = 1; i <= 50; i++) await check(`r${i}.victim.test`).catch(() => {})
    assert.deepEqual(outside.asked, ['r1.victim.test', 'r2.victim.test'])
    await assert.rejects(check('r3.victim.test'), (error) => {
      return isOpenPeerError(error, 'RATE_LIMITED') && error.retryAfterMs === HOUR
    })
    await check('victim.test')
    await check('victim.test')
    now += 30 * MINUTE
    await check('victim.test')
    assert.equal(outside.asked.length, 3)
    now += 30 * MINUTE
    for (let i = 1; i <= 50; i++) await check(`r${i}.victim.test`).catch(() => {})
    assert.equal(outside.asked.length, 5)
  })

  it('a young website is asked again after 2 s and 10 s, then not for an hour', async () => {
    assert.equal((await check('a.test')).status, 'unreachable')
    for (const [wait, looks] of [
      [1_999, 1],
      [1, 2],
      [9_999, 2],
      [1, 3],
      [30 * MINUTE, 3],
    ] as const) {
      now += wait
      assert.equal((await check('a.test')).status, 'unreachable')
      assert.equal(outside.asked.length, looks, `${looks} looks after ${wait} ms more`)
    }
    outside.websites.set('a.test', { key: KEY })
    const { nextLookAt } = await check('a.test')
    assert.ok(nextLookAt - now <= 30 * MINUTE)
    now = nextLookAt
    assert.equal((await check('a.test')).status, 'verified')
  })

  it('a domain that was seen has a look an hour of its own, whatever is invented beside it', async () => {
    outside.websites.set('op.victim.test', { key: KEY })
    await check('op.victim.test')
    now += HOUR
    for (let i = 1; i <= 9; i++) await check(`r${i}.victim.test`).catch(() => {})
    now += 1
    await check('op.victim.test')
    assert.deepEqual(outside.asked, ['op.victim.test', 'r1.victim.test', 'r2.victim.test', 'op.victim.test'])
  })

  it('each purpose has its budget a minute; beyond it memory answers, or a refusal says when to come back', async () => {
    outside.websites.set('seen.test', { key: KEY })
    await check('seen.test')
    now += 2 * HOUR
    for (let i = 1; i <= 30; i++) await check(`d${i}.test`)
    assert.equal((await check('seen.test')).status, 'remembered')
    await assert.rejects(check('d31.test'), (error) => {
      return isOpenPeerError(error, 'RATE_LIMITED') && error.retryAfterMs === MINUTE
    })
    assert.equal((await check('d31.test', KEY, 'admission')).status, 'unreachable')
    now += MINUTE
    assert.equal((await check('d32.test')).status, 'unreachable')
    assert.equal(outside.asked.length, 33)
  })

  it('one look at a time below a registrable domain; callers of one domain share it', async () => {
    const gate = Promise.withResolvers<void>()
    outside.hold(gate.promise)
    const same = [check('a.test'), check('a.test', NEXT), check('sub.a.test'), check('b.test')]
    const gone = new AbortController()
    const impatient = bindings.check('a.test', KEY, { purpose: 'record', signal: gone.signal })
    gone.abort()
    await assert.rejects(impatient, code('ABORTED'))
    assert.deepEqual(outside.asked, ['a.test', 'b.test'])
    gate.resolve()
    await Promise.all(same)
    assert.deepEqual(outside.asked, ['a.test', 'b.test', 'sub.a.test'])
    assert.equal(outside.mostAtOnce(), 2)
  })

  it('stopping ends what is under way', async () => {
    outside.hold(new Promise(() => {}))
    const waiting = assert.rejects(check('a.test'), code('STOPPED'))
    await bindings.stop()
    await waiting
    await assert.rejects(check('b.test'), code('STOPPED'))
  })
})
