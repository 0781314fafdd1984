// A peer that knows nobody but its home finds somebody else to ask before it believes its home about a stranger.
import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { bundle, type Directory, startDirectory } from './directory.ts'
import { bytesOf, domainRecord, identityRecord, nameRecord, newDomain, newPerson, START } from './forge.ts'
import { type Seeker, startSeeker } from './seeker.ts'

describe('a first contact of a peer that knows its home alone', () => {
  let home: Directory
  let other: Directory
  let seeker: Seeker

  before(async () => {
    ;[home, other] = await Promise.all([startDirectory('a.test'), startDirectory('c.test')])
  })
  after(() => Promise.all([home, other].map((directory) => directory[Symbol.asyncDispose]())))

  beforeEach(async () => {
    seeker = await startSeeker({ home, findsOthers: true })
    seeker.outside.sites.set('c.test', { key: other.owner.key, nodes: other.addresses })
    const b = await newDomain('b.test')
    const bob = await newPerson('b.test', ['bob@b.test'])
    seeker.outside.sites.set('b.test', { key: b.key })
    const records = {
      domain: await domainRecord(b, START),
      name: await nameRecord(b, 'bob@b.test', bob.id, START),
      identity: await identityRecord(bob, START),
    }
    home.answers.resolve = () => ({ source: 'holders', answers: 3, needed: 2 })
    other.answers.resolve = () => bundle(records)
    home.answers.holders = () => ({ nodes: [seated(home), seated(other)] })
    home.asked.length = 0
    other.asked.length = 0
  })
  afterEach(() => seeker[Symbol.asyncDispose]())

  const seated = ({ host, addresses, record }: Directory) => ({
    peerId: Uint8Array.from(host.peerId.toMultihash().bytes),
    multiaddrs: addresses.map(bytesOf),
    domainRecord: Uint8Array.from(record),
  })

  test('finds out a home that says that there is nobody', async () => {
    assert.equal((await seeker.resolve('bob@b.test'))?.status, 'verified')
  })

  test('asks nobody whose website shows another key than the record that the home gave', async () => {
    seeker.outside.sites.set('c.test', { key: (await newDomain('c.test')).key, nodes: other.addresses })
    assert.equal(await seeker.resolve('bob@b.test'), null)
    assert.deepEqual(other.asked, [])
  })

  test('looks for others once in a while, not at each lookup', async () => {
    home.answers.holders = () => ({ nodes: [seated(home)] })
    for (const name of ['bob@b.test', 'carol@b.test', 'dave@b.test']) assert.equal(await seeker.resolve(name), null)
    assert.equal(home.asked.filter((method) => method === 'holders').length, 1)
  })

  test('does not wait long for a home that names nobody and does not say so', async () => {
    home.answers.holders = () => new Promise(() => {})
    const start = performance.now()
    assert.equal(await seeker.resolve('bob@b.test'), null)
    assert.ok(performance.now() - start < 6_000)
  })
})
