// A website that is silent, or shows another key than before.
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { DAY_MS, newDomain, START } from './forge.ts'
import { check, type Hearsay, startHearsay } from './hearsay.ts'
import { startSeeker } from './seeker.ts'

let hearsay: Hearsay

beforeEach(async () => {
  hearsay = await startHearsay()
})
afterEach(() => hearsay[Symbol.asyncDispose]())

describe('a domain whose website is silent', () => {
  test('is name-unconfirmed to a newcomer, and verified for 30 days to who had checked it', async () => {
    const { seeker, look, recordsAt, tell } = hearsay
    const site = seeker.outside.sites.get('b.test')
    seeker.outside.sites.delete('b.test')
    assert.equal((await look()).status, 'name-unconfirmed')
    if (site !== undefined) seeker.outside.sites.set('b.test', site)
    seeker.clock.at += 60_000
    assert.equal((await look()).status, 'verified')

    seeker.outside.sites.delete('b.test')
    seeker.clock.at += 29 * DAY_MS
    tell(await recordsAt(seeker.clock.at))
    const remembered = await look()
    assert.equal(remembered.status, 'verified')
    assert.equal(check(remembered, 'website')?.result, 'remembered')

    seeker.clock.at += 2 * DAY_MS
    assert.equal((await look()).status, 'name-unconfirmed')
  })

  test('is dns-only when a TXT record shows the key, by-home in a page', async () => {
    const { bTest, home, seeker, look } = hearsay
    seeker.outside.sites.set('b.test', 'missing')
    seeker.outside.txt.set('b.test', bTest.key)
    assert.equal((await look()).status, 'dns-only')
    seeker.clock.at += 60_000
    seeker.outside.txt.clear()
    seeker.outside.canResolveDns = false
    await using page = await startSeeker({ home, outside: seeker.outside })
    assert.equal((await page.resolve('bob@b.test'))?.status, 'by-home')
  })

  test('a website and a TXT record that differ are a mismatch', async () => {
    const { seeker, look } = hearsay
    seeker.outside.txt.set('b.test', (await newDomain('b.test')).key)
    const contact = await look()
    assert.equal(contact.status, 'mismatch')
    assert.equal(check(contact, 'dns')?.code, 'BINDING_MISMATCH')
  })
})

describe('a pinned contact', () => {
  test('whose domain has another key since keeps its id, but its name is unconfirmed until it is pinned again', async () => {
    const { bob, seeker, look, recordsAt, tell } = hearsay
    const contact = await look()
    await seeker.contacts.pin(contact.id)
    const renewed = await newDomain('b.test')
    seeker.outside.sites.set('b.test', { key: renewed.key })
    tell(await recordsAt(START, bob, renewed))
    // What its website showed a moment ago counts for 10 s, whatever key is then asked about.
    seeker.clock.at += 10_000
    const changedKey = await look()
    assert.deepEqual([changedKey.id, changedKey.status, changedKey.pinned], [bob.id, 'name-unconfirmed', true])
    assert.match(check(changedKey, 'website')?.detail ?? '', /another than when you pinned it/)
    await seeker.contacts.pin(contact.id)
    assert.equal((await look()).status, 'verified')
  })
})
