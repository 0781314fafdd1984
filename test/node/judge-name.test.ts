// What the gateway of an operator node makes of a name: each status that it can give, and what leads to it.
import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { createDomainBindings } from '../../src/federation/create-domain-bindings.ts'
import type { Testimony } from '../../src/identity-proofs/witnesses.ts'
import { createJudge } from '../../src/node/judge-name.ts'
import { NOTHING_FOUND, type ResolvedBundle } from '../../src/node/resolved-bundle.ts'
import { parseName } from '../../src/records/names.ts'
import type { VerifiedName } from '../../src/records/verified-record.ts'
import { type ScriptedOutside, scriptedOutside } from '../federation/scripted-outside.ts'
import { BOB, sealBob } from '../http/bob.ts'

const NOW = 1_800_000_000_000
const DAY = 24 * 3_600_000
const OTHER_KEY = new Uint8Array(32).fill(7)

let bob: ResolvedBundle
let outside: ScriptedOutside
let testimonies: Testimony[]
let previous: ResolvedBundle
let own: string

beforeEach(async () => {
  bob = await sealBob(NOW)
  outside = scriptedOutside()
  testimonies = []
  previous = NOTHING_FOUND
  own = 'a.test'
})

const keyOf = ({ domain }: ResolvedBundle) => domain?.payload.key ?? new Uint8Array(32)

function saw(witness: string, key: Uint8Array): Testimony {
  const payload = { witness, domain: 'b.test', key, website: true, dns: false, seenAt: NOW }
  return { statement: { payload } as Testimony['statement'], addressGroups: [witness] }
}

/** Bob's name record with another history. */
function given(payload: Partial<VerifiedName['payload']>): VerifiedName | null {
  return bob.name && ({ ...bob.name, payload: { ...bob.name.payload, ...payload } } as VerifiedName)
}

async function judged(nameRecord = bob.name) {
  const now = () => NOW
  const perMinute = { record: 30, admission: 30 }
  const bindings = createDomainBindings({ network: 'test', outside, now, shelf: null, perMinute })
  const judge = createJudge({
    domain: own,
    bindings,
    collect: async () => testimonies,
    resolve: async () => previous,
    now,
  })
  const { identity, domain } = bob
  assert.ok(identity !== null)
  const { status, checks } = await judge(
    { name: parseName(BOB), domain, nameRecord, identity },
    AbortSignal.timeout(5_000),
  )
  return `${status}: ${checks.map(({ name, result }) => `${name} ${result}`).join(', ')}`
}

const RECORDS = 'key-log ok, name-record ok, lists-name ok'

describe('a name at the gateway', () => {
  it('is verified by the website, or because the node is the domain’s own', async () => {
    outside.websites.set('b.test', { key: keyOf(bob) })
    assert.equal(await judged(), `verified: ${RECORDS}, website ok`)
    outside.websites.clear()
    own = 'b.test'
    assert.equal(await judged(), `verified: ${RECORDS}, website ok`)
    assert.deepEqual(outside.asked, ['b.test'])
  })

  it('is a mismatch, dns-only or unconfirmed, as the outside shows', async () => {
    assert.equal(await judged(), `name-unconfirmed: ${RECORDS}, website unreachable`)
    outside.txt.set('b.test', { key: keyOf(bob) })
    assert.equal(await judged(), `dns-only: ${RECORDS}, dns ok`)
    outside.websites.set('b.test', { key: OTHER_KEY })
    assert.equal(await judged(), `mismatch: ${RECORDS}, website failed`)
  })

  it('is witnessed by three, and contested by one', async () => {
    testimonies = ['c.test', 'd.test', 'e.test'].map((witness) => saw(witness, keyOf(bob)))
    assert.equal(await judged(), `witnessed: ${RECORDS}, website unreachable, witnesses ok`)
    testimonies.push(saw('f.test', OTHER_KEY))
    assert.equal(await judged(), `name-unconfirmed: ${RECORDS}, website unreachable, witnesses failed`)
  })

  it('is reassigned for 90 days after it led to somebody who still claims it', async () => {
    outside.websites.set('b.test', { key: keyOf(bob) })
    const before = await sealBob(NOW)
    const history = { previousId: Uint8Array.from(before.identity?.payload.id ?? []), since: NOW - 90 * DAY }
    previous = before
    assert.match(await judged(given(history)), /^reassigned: /)
    assert.match(await judged(given({ ...history, since: NOW - 90 * DAY - 1 })), /^verified: /)
    previous = await sealBob(NOW, { revoked: true })
    assert.match(await judged(given(history)), /^verified: /)
  })

  it('is unconfirmed when the identity does not list it', async () => {
    outside.websites.set('b.test', { key: keyOf(bob) })
    const { identity } = bob
    assert.ok(identity !== null)
    bob = { ...bob, identity: { ...identity, payload: { ...identity.payload, listedNames: [] } } }
    const expected = 'name-unconfirmed: key-log ok, name-record ok, lists-name failed, website ok'
    assert.equal(await judged(), expected)
  })
})
