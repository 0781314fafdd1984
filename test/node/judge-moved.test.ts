// What the gateway of an operator node makes of a name whose domain says that it moved.
import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { OpenPeerError } from '../../src/errors.ts'
import { createDomainBindings } from '../../src/federation/create-domain-bindings.ts'
import { createJudge } from '../../src/node/judge-name.ts'
import { NOTHING_FOUND, type ResolvedBundle } from '../../src/node/resolved-bundle.ts'
import { hideMovedTo } from '../../src/records/moved-to.ts'
import { type Name, parseName } from '../../src/records/names.ts'
import { listedNameHash } from '../../src/records/routing-key.ts'
import type { VerifiedDomain, VerifiedIdentity, VerifiedName } from '../../src/records/verified-record.ts'
import { type ScriptedOutside, scriptedOutside } from '../federation/scripted-outside.ts'
import { BOB, sealBob } from '../http/bob.ts'

const NOW = 1_800_000_000_000
const NEW = parseName('bob@m.test')

let bob: ResolvedBundle
let outside: ScriptedOutside
let asked: string[]
let found: (name: Name) => ResolvedBundle

beforeEach(async () => {
  bob = await sealBob(NOW)
  outside = scriptedOutside()
  outside.websites.set('b.test', { key: domainOf(bob).payload.key })
  asked = []
  found = () => named(NEW)
})

const domainOf = ({ domain }: ResolvedBundle) => domain ?? assert.fail()
const identityOf = ({ identity }: ResolvedBundle) => identity ?? assert.fail()

/** Bob's identity, listing these names. */
function listing(...names: Name[]): VerifiedIdentity {
  const identity = identityOf(bob)
  const listedNames = names.map((name) => listedNameHash(identity.payload.id, name))
  return { ...identity, payload: { ...identity.payload, listedNames } }
}

/** What is behind the new name: bob's own records, as those of m.test. */
function named(name: Name, { movedTo }: { movedTo?: string } = {}): ResolvedBundle {
  const domain = { ...domainOf(bob), payload: { ...domainOf(bob).payload, domain: name.domain } } as VerifiedDomain
  outside.websites.set(name.domain, { key: domain.payload.key })
  return { ...bob, domain, identity: listing(name), name: recordOf(movedTo) }
}

function recordOf(movedTo?: string): VerifiedName {
  const record = bob.name ?? assert.fail()
  const from = { local: parseName(BOB).local, domainKey: record.signer, seq: record.seq }
  const hidden = movedTo === undefined ? {} : { movedTo: hideMovedTo(parseName(movedTo), from) }
  return { ...record, payload: { ...record.payload, ...hidden } } as VerifiedName
}

async function judged(identity = listing(NEW), movedTo = NEW.text) {
  const perMinute = { record: 30, admission: 30 }
  const bindings = createDomainBindings({ network: 'test', outside, now: () => NOW, shelf: null, perMinute })
  const judge = createJudge({
    domain: 'a.test',
    bindings,
    collect: async () => [],
    resolve: async (address) => {
      if (address.type !== 'name') return NOTHING_FOUND
      asked.push(address.name.text)
      return found(address.name)
    },
    now: () => NOW,
  })
  const question = { name: parseName(BOB), domain: bob.domain, nameRecord: recordOf(movedTo), identity }
  const { status, checks, movedTo: told } = await judge(question, AbortSignal.timeout(5_000))
  return [status, checks.find(({ name }) => name === 'moved')?.result, told?.text]
}

describe('a name that moved, at the gateway', () => {
  it('is moved where the new one is verified for the same identity', async () => {
    assert.deepEqual(await judged(), ['moved', 'ok', NEW.text])
    assert.deepEqual(asked, [NEW.text])
  })

  it('is as good as the weaker of its two names', async () => {
    found = (name) => {
      const bundle = named(name)
      outside.websites.delete(name.domain)
      return bundle
    }
    assert.deepEqual(await judged(), ['name-unconfirmed', 'ok', NEW.text])
    found = named
    outside.websites.delete('b.test')
    assert.deepEqual(await judged(), ['name-unconfirmed', 'ok', NEW.text])
  })

  it('is a mismatch where the identity does not say so, and nobody is asked', async () => {
    assert.deepEqual(await judged(listing(parseName(BOB))), ['mismatch', 'failed', NEW.text])
    assert.deepEqual(asked, [])
  })

  it('is a mismatch where the new one is somebody else’s', async () => {
    const other = await sealBob(NOW)
    found = (name) => ({ ...named(name), identity: identityOf(other) })
    assert.deepEqual(await judged(), ['mismatch', 'failed', NEW.text])
  })

  it('is unconfirmed where the new one is nobody’s, moved on, or cannot be asked: one step is followed', async () => {
    found = () => NOTHING_FOUND
    assert.deepEqual(await judged(), ['name-unconfirmed', 'unreachable', NEW.text])
    found = (name) => named(name, { movedTo: BOB })
    assert.deepEqual(await judged(), ['name-unconfirmed', 'unreachable', NEW.text])
    found = () => {
      throw new OpenPeerError('TIMEOUT', 'Nobody answered.')
    }
    assert.deepEqual(await judged(), ['name-unconfirmed', 'unreachable', NEW.text])
    assert.deepEqual([...new Set(asked)], [NEW.text])
  })
})
