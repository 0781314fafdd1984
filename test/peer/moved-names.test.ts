// A domain that says that a name moved: followed one step, and only to the same identity.
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { followPinned } from '../../src/peer/follow-pinned.ts'
import type { Resolver } from '../../src/peer/resolve.ts'
import { hideMovedTo } from '../../src/records/moved-to.ts'
import { parseName } from '../../src/records/names.ts'
import { bundle, type Directory, startDirectory } from './directory.ts'
import {
  type Domain,
  domainRecord,
  identityRecord,
  nameRecord,
  newDomain,
  newPerson,
  type Person,
  rawOf,
  START,
} from './forge.ts'
import { check, failsWith, LATER } from './hearsay.ts'
import { type Seeker, startSeeker } from './seeker.ts'

const OLD = 'bob@b.test'
const NEW = 'bob@m.test'

let home: Directory
let seeker: Seeker
let resolver: Resolver
let domains: Map<string, Domain>
let bob: Person
let answers: Map<string, Parameters<typeof bundle>[0]>
let asked: string[]

beforeEach(async () => {
  home = await startDirectory('a.test')
  seeker = await startSeeker({ home })
  seeker.clock.at = LATER
  resolver = followPinned(seeker, seeker.contacts)
  bob = await newPerson('m.test', [NEW])
  answers = new Map()
  asked = []
  domains = new Map()
  for (const domain of ['b.test', 'm.test', 'x.test']) {
    const made = await newDomain(domain)
    domains.set(domain, made)
    seeker.outside.sites.set(domain, { key: made.key })
  }
  home.answers.resolve = ({ name }) => {
    asked.push(name)
    const found = answers.get(name)
    return found === undefined ? { source: 'own', answers: 2, needed: 2 } : bundle(found)
  }
})
afterEach(async () => {
  await seeker[Symbol.asyncDispose]()
  await home[Symbol.asyncDispose]()
})

/** What operators say of a name from now on. */
async function say(name: string, person: Person, { movedTo, at = LATER }: { movedTo?: string; at?: number } = {}) {
  const domain = domains.get(parseName(name).domain) ?? assert.fail('no such domain')
  const { local } = parseName(name)
  const from = { local, domainKey: rawOf(domain.key), seq: at }
  const changes = movedTo === undefined ? {} : { movedTo: hideMovedTo(parseName(movedTo), from) }
  answers.set(name, {
    domain: await domainRecord(domain, START),
    name: await nameRecord(domain, name, person.id, at, { changes }),
    identity: await identityRecord(person, at),
  })
}

async function look(name = OLD) {
  seeker.clock.at++
  return (await resolver.resolve(name, { policy: 'network' })) ?? assert.fail('nobody there')
}

describe('a name that moved', () => {
  test('leads to the new one, which is remembered; the old one goes on being theirs in the memory', async () => {
    await say(OLD, bob, { movedTo: NEW })
    await say(NEW, bob)
    const contact = await look()
    assert.deepEqual([contact.status, contact.name?.text, contact.movedFrom?.text], ['moved', NEW, OLD])
    assert.equal(check(contact, 'moved')?.result, 'ok')
    const held = await seeker.contacts.byName(parseName(OLD))
    assert.deepEqual([held?.contact.name?.text, held?.contact.status, held?.contact.movedFrom], [NEW, 'verified', null])
    assert.deepEqual((await look(NEW)).status, 'verified')
  })

  test('is as good as the weaker of its two names', async () => {
    await say(OLD, bob, { movedTo: NEW })
    await say(NEW, bob)
    seeker.outside.sites.delete('m.test')
    assert.equal((await look()).status, 'name-unconfirmed')
    seeker.outside.sites.set('m.test', { key: domains.get('m.test')?.key ?? assert.fail() })
    seeker.outside.sites.delete('b.test')
    assert.equal((await look()).status, 'name-unconfirmed')
  })

  test('leads nowhere when the new name is nobody’s, or moved on: one step is followed', async () => {
    await say(OLD, bob, { movedTo: NEW })
    const lost = await look()
    assert.deepEqual(
      [lost.status, lost.name?.text, check(lost, 'moved')?.result],
      ['name-unconfirmed', OLD, 'unreachable'],
    )
    const further = await newPerson('x.test', [NEW, 'bob@x.test'])
    await say(OLD, further, { movedTo: NEW, at: LATER + 1 })
    await say(NEW, further, { movedTo: 'bob@x.test' })
    await say('bob@x.test', further)
    asked.length = 0
    const halfway = await look()
    const seen = [halfway.status, halfway.name?.text, check(halfway, 'moved')?.result]
    assert.deepEqual(seen, ['name-unconfirmed', OLD, 'unreachable'])
    assert.ok(!asked.includes('bob@x.test'))
  })

  test('does not lead round in circles', async () => {
    const circling = await newPerson('m.test', [OLD, NEW])
    await say(OLD, circling, { movedTo: NEW })
    await say(NEW, circling, { movedTo: OLD })
    assert.equal((await look()).status, 'name-unconfirmed')
    assert.deepEqual([...new Set(asked)], [OLD, NEW])
    assert.ok(asked.length <= 3)
  })
})

describe('a domain that says so of somebody who did not move', () => {
  test('is a mismatch, and the name that it names is not even asked for', async () => {
    const loyal = await newPerson('b.test', [OLD])
    const mallory = await newPerson('m.test', ['mallory@m.test'])
    await say(OLD, loyal, { movedTo: 'mallory@m.test' })
    await say('mallory@m.test', mallory)
    const contact = await look()
    assert.deepEqual([contact.id, contact.status, contact.name?.text], [loyal.id, 'mismatch', OLD])
    assert.equal(check(contact, 'moved')?.code, 'NAME_NOT_LISTED')
    assert.ok(!asked.includes('mallory@m.test'))
  })

  test('is a mismatch where the new name is another identity’s, whom nobody is led to', async () => {
    const mallory = await newPerson('m.test', [NEW])
    await say(OLD, bob, { movedTo: NEW })
    await say(NEW, mallory)
    const contact = await look()
    assert.deepEqual([contact.id, contact.status, contact.name?.text], [bob.id, 'mismatch', OLD])
    assert.equal(check(contact, 'moved')?.code, 'NAME_OWNED_BY_ANOTHER')
    assert.equal(await seeker.contacts.byId(mallory.id), null)
  })

  test('does not get rid of the name’s holder, who still claims it', async () => {
    const loyal = await newPerson('b.test', [OLD])
    await say(OLD, loyal, { at: START })
    await look()
    const mallory = await newPerson('m.test', [NEW])
    await say(OLD, mallory, { movedTo: NEW })
    await say(NEW, mallory)
    const envelope = Uint8Array.from(await identityRecord(loyal, START))
    home.answers.find = () => ({ records: [{ envelope, answers: 1, needed: 1 }] })
    assert.equal((await look()).status, 'reassigned')
  })

  test('is refused where the identity lists neither name', async () => {
    const nobody = await newPerson('b.test', ['somebody@b.test'])
    await say(OLD, nobody, { movedTo: NEW })
    await assert.rejects(look(), failsWith('NAME_NOT_LISTED'))
  })
})

describe('somebody pinned whose old home says nothing of a move', () => {
  beforeEach(async () => {
    const before = { ...bob, home: 'b.test', names: [parseName(OLD)] }
    await say(OLD, before, { at: START })
    await seeker.contacts.pin((await look()).id)
    // The domain goes on as if nothing had happened; what the identity says is newer.
    await say(OLD, bob)
    await say(NEW, bob)
    answers.set('', { identity: await identityRecord(bob, LATER) })
  })

  test('is found under the name that the identity lists instead', async () => {
    for (const policy of ['network', 'quorum', 'cache-first'] as const) {
      seeker.clock.at++
      const found = await resolver.resolve(OLD, { policy })
      assert.deepEqual([found?.id, found?.status, found?.name?.text], [bob.id, 'moved', NEW], policy)
    }
  })

  test('also under one of another kind, which its profile says', async () => {
    const names = ['robert@x.test']
    const renamed = { ...bob, names: names.map(parseName) }
    const profile = { displayName: 'Bob', names, claims: [] }
    await say('robert@x.test', renamed)
    answers.set('', { identity: await identityRecord(renamed, LATER + 1, { changes: { profile } }) })
    const found = await look()
    assert.deepEqual([found.id, found.status, found.name?.text], [bob.id, 'moved', 'robert@x.test'])
  })

  test('is not taken for whoever has the new name by now', async () => {
    await say(NEW, await newPerson('m.test', [NEW]))
    const found = await look()
    assert.deepEqual([found.id, found.name?.text, found.status], [bob.id, OLD, 'name-unconfirmed'])
  })

  test('but a stranger is given no answer', async () => {
    const stranger = await startSeeker({ home, outside: seeker.outside })
    stranger.clock.at = LATER
    try {
      const following = followPinned(stranger, stranger.contacts)
      await assert.rejects(following.resolve(OLD, { policy: 'network' }), failsWith('NAME_NOT_LISTED'))
    } finally {
      await stranger[Symbol.asyncDispose]()
    }
  })
})
