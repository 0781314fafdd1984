import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { isAdmitted } from '../../src/federation/is-admitted.ts'
import { createWriteGate } from '../../src/federation/write-gate.ts'
import type { VerifiedDomain } from '../../src/records/verified-record.ts'
import { type DomainFields, domainRecord, nodeOf } from './domain-records.ts'
import { FakeBindings } from './fake-bindings.ts'
import { operatorOf, SELF, STRANGER } from './origins.ts'

const NOW = Date.UTC(2026, 10, 22)
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DOMAIN = 'b.example'
const A = operatorOf('a.example')
const [first, second, own] = await Promise.all([1, 2, 3].map(() => generateKeyPair('Ed25519')))
assert.ok(first && second && own)

const raw = (key: Ed25519PrivateKey) => key.publicKey.raw
const under = (key: Ed25519PrivateKey, fields: DomainFields = {}) => domainRecord(DOMAIN, key, { seq: NOW, ...fields })

/** A gate of own.example with a clock that the test turns. */
function gateOf({ admitted = false } = {}) {
  const clock = { now: NOW }
  const now = () => clock.now
  const bindings = new FakeBindings(now)
  const gate = createWriteGate({
    bindings,
    own: { domain: 'own.example', key: raw(own as Ed25519PrivateKey) },
    isAdmitted: () => admitted,
    now,
  })
  const decide = (record: VerifiedDomain, held: VerifiedDomain | null = null, origin = A) =>
    gate({ record, held, origin })
  return { clock, bindings, gate, decide }
}

describe('a domain record that is new here', () => {
  test('is written when this node sees its key on the website, or saw it lately', async () => {
    const { clock, bindings, decide } = gateOf()
    bindings.show(DOMAIN, { keys: [raw(first)] })
    assert.equal(await decide(await under(first)), 'write')
    bindings.show(DOMAIN, 'silence')
    clock.now += 2 * HOUR_MS
    assert.equal(await decide(await under(first, { lifetimeMs: 90 * 24 * HOUR_MS })), 'write')
  })

  test('is refused when the website shows another key: whatever its seq', async () => {
    const { bindings, decide } = gateOf()
    bindings.show(DOMAIN, { keys: [raw(first)] })
    await assert.rejects(decide(await under(second)), { code: 'BINDING_MISMATCH' })
  })

  test('waits when nothing is seen, and is told when it may be looked at again', async () => {
    const { clock, bindings, decide } = gateOf()
    await assert.rejects(decide(await under(first)), { code: 'BINDING_UNCONFIRMED', retryAfterMs: HOUR_MS })
    clock.now += 10 * MINUTE_MS
    await assert.rejects(decide(await under(first)), { code: 'BINDING_UNCONFIRMED', retryAfterMs: 50 * MINUTE_MS })
    clock.now += 50 * MINUTE_MS
    bindings.show(DOMAIN, 'no more looks')
    await assert.rejects(decide(await under(first)), { code: 'RATE_LIMITED', retryAfterMs: 5_000 })
  })

  test('with DNS alone behind it waits until witnesses stood for it', async () => {
    for (const admitted of [false, true]) {
      const { bindings, decide } = gateOf({ admitted })
      bindings.show(DOMAIN, { keys: [raw(first)], by: 'dns' })
      if (admitted) assert.equal(await decide(await under(first)), 'write')
      else await assert.rejects(decide(await under(first)), { code: 'BINDING_UNCONFIRMED' })
    }
  })

  test('of an admitted node needs no look of its own: whoever uses up the looks cannot keep it out', async () => {
    const { bindings, decide } = gateOf({ admitted: true })
    bindings.show(DOMAIN, 'no more looks')
    assert.equal(await decide(await under(first)), 'write')
    await assert.rejects(decide(await under(second), await under(first)), { code: 'RATE_LIMITED' })
  })

  test('does not keep a put waiting for a slow website: the look goes on, and its result counts', async () => {
    const { bindings, decide } = gateOf()
    const { promise, resolve } = Promise.withResolvers<void>()
    bindings.slow = promise
    bindings.show(DOMAIN, { keys: [raw(first)] })
    await assert.rejects(decide(await under(first)), { code: 'BINDING_UNCONFIRMED', retryAfterMs: 15_000 })
    resolve()
    assert.equal(await decide(await under(first)), 'write')
  })

  test('is not looked at for somebody who may not bring it', async () => {
    const { bindings, decide, gate } = gateOf()
    await assert.rejects(decide(await under(first), null, STRANGER as never), { code: 'NOT_ADMITTED' })
    assert.equal(bindings.looks, 0)
    bindings.show(DOMAIN, { keys: [raw(first)] })
    const origin = { kind: 'stranger', peerId: nodeOf(first) } as const
    assert.equal(await gate({ record: await under(first), held: null, origin }), 'write')
  })

  test('of this node’s own domain needs no look, and counts under its own key alone', async () => {
    const { bindings, gate } = gateOf()
    const held = await domainRecord('own.example', first, { seq: NOW + 10 })
    const mine = await domainRecord('own.example', own, { seq: NOW })
    assert.equal(await gate({ record: mine, held, origin: SELF }), 'write')
    await assert.rejects(gate({ record: held, held: null, origin: A }), { code: 'BINDING_MISMATCH' })
    assert.equal(bindings.looks, 0)
  })
})

test('a domain is admitted under a key when a node that its record lists has its seat by that key', async () => {
  const [mine, other] = [await under(first), await under(second, { nodes: [nodeOf(first)] })]
  const seats = (seated: VerifiedDomain | null) => ({ recordOf: () => seated })
  assert.equal(isAdmitted(seats(mine), await under(first, { seq: NOW + 1 })), true)
  assert.equal(isAdmitted(seats(mine), other), false)
  assert.equal(isAdmitted(seats(null), mine), false)
  assert.equal(isAdmitted(seats(await domainRecord('c.example', first, { seq: NOW })), mine), false)
})

describe('another key for a domain that is held', () => {
  test('needs two looks that agree, an hour apart; then it wins whatever the seq', async () => {
    const { clock, bindings, decide } = gateOf()
    const held = await under(first, { seq: NOW + 4 * MINUTE_MS })
    bindings.show(DOMAIN, { keys: [raw(second)] })
    await assert.rejects(decide(await under(second), held), { code: 'BINDING_UNCONFIRMED', retryAfterMs: HOUR_MS })
    clock.now += 59 * MINUTE_MS
    await assert.rejects(decide(await under(second), held), { code: 'BINDING_UNCONFIRMED', retryAfterMs: MINUTE_MS })
    clock.now += MINUTE_MS
    assert.equal(await decide(await under(second), held), 'write')
    assert.equal(bindings.looks, 2)
  })

  test('begins anew when the website showed something else in between, or the looks are a day apart', async () => {
    const { clock, bindings, decide } = gateOf()
    const held = await under(first, { lifetimeMs: 90 * 24 * HOUR_MS })
    const other = await under(second)
    bindings.show(DOMAIN, { keys: [raw(second)] })
    await assert.rejects(decide(other, held), { code: 'BINDING_UNCONFIRMED' })
    bindings.show(DOMAIN, { keys: [raw(first)] })
    clock.now += HOUR_MS
    await assert.rejects(decide(other, held), { code: 'BINDING_MISMATCH' })
    bindings.show(DOMAIN, { keys: [raw(second)] })
    clock.now += HOUR_MS
    await assert.rejects(decide(other, held), { code: 'BINDING_UNCONFIRMED', retryAfterMs: HOUR_MS })
    clock.now += 25 * HOUR_MS
    await assert.rejects(decide(other, held), { code: 'BINDING_UNCONFIRMED', retryAfterMs: HOUR_MS })
  })

  test('is not helped by silence, nor by DNS alone', async () => {
    const { clock, bindings, decide } = gateOf()
    const held = await under(first, { lifetimeMs: 90 * 24 * HOUR_MS })
    for (const shown of [{ keys: [raw(second)] }, 'silence', 'silence', { keys: [raw(second)], by: 'dns' }] as const) {
      bindings.show(DOMAIN, shown === 'silence' ? shown : { ...shown, keys: [...shown.keys] })
      await assert.rejects(decide(await under(second), held), { code: 'BINDING_UNCONFIRMED' })
      clock.now += HOUR_MS
    }
  })

  test('goes before the held one at once when the website shows both and it names that as its previous', async () => {
    const { bindings, decide } = gateOf()
    bindings.show(DOMAIN, { keys: [raw(first), raw(second)] })
    const [old, next] = [await under(first), await under(second, { previous: first })]
    assert.equal(await decide(next, old), 'write')
    // Other holders still bring the old one: it does not come back.
    assert.equal(await decide(old, next), 'keep')
    assert.equal(await decide(await under(second), old), 'keep', 'a key that names no previous has no hurry')
  })

  test('displaces at once what is over: that is no answer any more', async () => {
    const { bindings, decide } = gateOf()
    bindings.show(DOMAIN, { keys: [raw(second)] })
    assert.equal(
      await decide(await under(second), await under(first, { seq: NOW - 2 * HOUR_MS, lifetimeMs: HOUR_MS })),
      'write',
    )
  })
})
