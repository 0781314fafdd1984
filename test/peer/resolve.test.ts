import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { isOpenPeerError } from '../../src/errors.ts'
import { CACHE_FRESH_MS } from '../../src/peer/resolve.ts'
import { identityIdText } from '../../src/records/identity-id.ts'
import { bundle, type Directory, startDirectory } from './directory.ts'
import {
  type Domain,
  domainRecord,
  identityRecord,
  locationRecord,
  nameRecord,
  newDomain,
  newPerson,
  type Person,
  START,
} from './forge.ts'
import { type Seeker, startSeeker } from './seeker.ts'

const failsWith = (code: Parameters<typeof isOpenPeerError>[1]) => (error: unknown) => isOpenPeerError(error, code)

let home: Directory
let other: Directory
let seeker: Seeker
let bTest: Domain
let bob: Person
let truth: ReturnType<typeof bundle>

before(async () => {
  bTest = await newDomain('b.test')
  bob = await newPerson('b.test', ['bob@b.test'])
  truth = bundle({
    domain: await domainRecord(bTest, START),
    name: await nameRecord(bTest, 'bob@b.test', bob.id, START),
    identity: await identityRecord(bob, START),
    locations: [await locationRecord(bob, START)],
  })
})

beforeEach(async () => {
  await stopAll()
  home = await startDirectory('a.test')
  other = await startDirectory('c.test')
  home.answers.resolve = () => truth
  other.answers.resolve = () => truth
  seeker = await startSeeker({ home, others: [other] })
  seeker.outside.sites.set('b.test', { key: bTest.key })
})
after(stopAll)

async function stopAll(): Promise<void> {
  await Promise.all([seeker, home, other].map((part) => part?.[Symbol.asyncDispose]()))
}

const resolvesAt = ({ asked }: Directory) => asked.filter((method) => method === 'resolve').length

describe('whom it asks', () => {
  test('a first contact is asked of the home and of another operator, by quorum', async () => {
    const policies: string[] = []
    for (const operator of [home, other]) {
      operator.answers.resolve = ({ policy }) => {
        policies.push(policy)
        return truth
      }
    }
    const contact = await seeker.resolve('bob@b.test')
    assert.equal(contact?.status, 'verified')
    assert.deepEqual(policies, ['quorum', 'quorum'])
  })

  test('within five minutes it asks nobody; after that the home alone', async () => {
    await seeker.resolve('bob@b.test')
    const again = await seeker.resolve('Bob@B.test')
    assert.equal(again?.source, 'cache')
    assert.deepEqual([resolvesAt(home), resolvesAt(other)], [1, 1])
    seeker.clock.at += CACHE_FRESH_MS + 1
    const later = await seeker.resolve('bob@b.test')
    assert.equal(later?.source, 'network')
    assert.deepEqual([resolvesAt(home), resolvesAt(other)], [2, 1])
  })

  test('policies: network always asks, quorum asks two, cache-only asks nobody', async () => {
    assert.equal(await seeker.resolve('bob@b.test', { policy: 'cache-only' }), null)
    assert.deepEqual([resolvesAt(home), resolvesAt(other)], [0, 0])
    await seeker.resolve('bob@b.test')
    await seeker.resolve('bob@b.test', { policy: 'network' })
    assert.deepEqual([resolvesAt(home), resolvesAt(other)], [2, 1])
    await seeker.resolve('bob@b.test', { policy: 'quorum' })
    assert.deepEqual([resolvesAt(home), resolvesAt(other)], [3, 2])
    assert.equal((await seeker.resolve('bob@b.test', { policy: 'cache-only' }))?.idText, identityIdText(bob.id))
  })

  test('the home is dead: another operator answers', async () => {
    await home.host.stop()
    const contact = await seeker.resolve('bob@b.test')
    assert.equal(contact?.status, 'verified')
  })

  test('an operator of the same registrable domain as the home is no second opinion', async () => {
    const sibling = await startDirectory('second.a.test')
    await using lone = await startSeeker({ home, others: [sibling] })
    lone.outside.sites.set('b.test', { key: bTest.key })
    await lone.resolve('bob@b.test')
    assert.equal(resolvesAt(sibling), 0)
    await sibling[Symbol.asyncDispose]()
  })

  test('an operator learnt from a verified contact gives the second opinion next time, also after a restart', async () => {
    await using lone = await startSeeker({ home })
    const node = { peerId: Uint8Array.from(other.host.peerId.toMultihash().bytes), multiaddrs: [] }
    const carol = await newPerson('c.test', ['carol@c.test'])
    lone.outside.sites.set('c.test', { key: other.owner.key, nodes: other.addresses })
    lone.outside.sites.set('b.test', { key: bTest.key })
    home.answers.resolve = async () =>
      bundle({
        domain: await domainRecord(other.owner, START, { changes: { nodes: [node] } }),
        name: await nameRecord(other.owner, 'carol@c.test', carol.id, START),
        identity: await identityRecord(carol, START),
      })
    assert.equal((await lone.resolve('carol@c.test'))?.status, 'verified')
    assert.equal(resolvesAt(other), 0)
    home.answers.resolve = () => truth
    await using restarted = await startSeeker({ home, storage: lone.storage, outside: lone.outside })
    assert.equal((await restarted.resolve('bob@b.test'))?.status, 'verified')
    assert.equal(resolvesAt(other), 1)
  })
})

describe('absent, or nobody to ask', () => {
  test("null when the domain's own node says that there is no such name", async () => {
    home.answers.resolve = () => ({ source: 'own', answers: 1, needed: 1 })
    other.answers.resolve = home.answers.resolve
    assert.equal(await seeker.resolve('nobody@a.test'), null)
  })

  test('UNREACHABLE when the only one that answers knows no other operator: it has just started, or is cut off', async () => {
    home.answers.resolve = () => ({ source: 'holders', answers: 1, needed: 1 })
    await other.host.stop()
    await assert.rejects(seeker.resolve('nobody@b.test'), failsWith('UNREACHABLE'))
    const named = { peerId: new Uint8Array(0), multiaddrs: [], domainRecord: Uint8Array.from(other.record) }
    home.answers.holders = () => ({ nodes: [named] })
    assert.equal(await seeker.resolve('nobody@b.test'), null, 'of two operators, one answer is a quorum')
  })

  test('null when a quorum of holders has none; UNREACHABLE when too few answered', async () => {
    home.answers.resolve = () => ({ source: 'holders', answers: 3, needed: 3 })
    other.answers.resolve = home.answers.resolve
    assert.equal(await seeker.resolve('nobody@b.test'), null)
    home.answers.resolve = () => ({ source: 'holders', answers: 2, needed: 3 })
    other.answers.resolve = home.answers.resolve
    await assert.rejects(seeker.resolve('nobody@b.test'), failsWith('UNREACHABLE'))
  })

  test('one operator that denies is outdone by one that shows the records', async () => {
    home.answers.resolve = () => ({ source: 'own', answers: 1, needed: 1 })
    assert.equal((await seeker.resolve('bob@b.test'))?.status, 'verified')
  })

  test('with nobody alive: UNREACHABLE for a stranger, the memory for somebody known', async () => {
    await seeker.resolve('bob@b.test')
    await Promise.all([home.host.stop(), other.host.stop()])
    await assert.rejects(seeker.resolve('alice@b.test'), failsWith('UNREACHABLE'))
    seeker.clock.at += CACHE_FRESH_MS + 1
    const contact = await seeker.resolve('bob@b.test')
    assert.equal(contact?.source, 'cache')
    assert.equal(contact?.status, 'verified')
    assert.equal(contact?.locations.length, 1)
    for (const policy of ['network', 'quorum'] as const) {
      await assert.rejects(seeker.resolve('bob@b.test', { policy }), failsWith('UNREACHABLE'))
    }
  })

  test('text that is no address is refused before anybody is asked', async () => {
    await assert.rejects(seeker.resolve('bob'), failsWith('INVALID_URI'))
    await assert.rejects(seeker.resolve('bob@@b.test'), failsWith('INVALID_NAME'))
    assert.deepEqual(home.asked, [])
  })

  test('a silent operator ends in TIMEOUT, a change of mind in ABORTED', async () => {
    home.answers.resolve = () => new Promise(() => {})
    other.answers.resolve = home.answers.resolve
    await assert.rejects(seeker.resolve('bob@b.test', { timeoutMs: 100 }), failsWith('TIMEOUT'))
    const controller = new AbortController()
    const asking = seeker.resolve('bob@b.test', { signal: controller.signal })
    controller.abort()
    await assert.rejects(asking, failsWith('ABORTED'))
  })
})

describe('by id', () => {
  test('a bare id and a peer:// URI find the identity; no name was checked, so it is unverified', async () => {
    const text = identityIdText(bob.id)
    for (const address of [text, `peer://b.test/${text}`]) {
      const contact = await seeker.resolve(address)
      assert.deepEqual([contact?.status, contact?.name, contact?.idText], ['unverified', null, text])
      assert.equal(contact?.checks.find(({ name }) => name === 'website')?.result, 'skipped')
    }
  })

  test('it does not make a verified contact forget its name', async () => {
    await seeker.resolve('bob@b.test')
    await seeker.resolve(identityIdText(bob.id), { policy: 'network' })
    const remembered = await seeker.resolve('bob@b.test', { policy: 'cache-only' })
    assert.deepEqual([remembered?.status, remembered?.name?.text], ['verified', 'bob@b.test'])
  })
})
