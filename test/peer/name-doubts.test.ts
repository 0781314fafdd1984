// An answer that differs from what is remembered, and a name that leads elsewhere.
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { DAY_MS, identityRecord, nameRecord, newDomain, newPerson, START } from './forge.ts'
import { check, type Hearsay, LATER, startHearsay } from './hearsay.ts'

let hearsay: Hearsay

beforeEach(async () => {
  hearsay = await startHearsay()
})
afterEach(() => hearsay[Symbol.asyncDispose]())

describe('an older answer', () => {
  test('never takes the place of a newer one that was seen', async () => {
    const { look, recordsAt, tell } = hearsay
    const first = await recordsAt(START)
    tell(await recordsAt(START + 1000))
    const newer = await look()
    tell(first)
    const again = await look()
    assert.deepEqual(again.identity.bytes, newer.identity.bytes)
    assert.deepEqual(again.nameRecord?.bytes, newer.nameRecord?.bytes)
    assert.match(check(again, 'key-log')?.detail ?? '', /older record, which was passed over/)
    assert.deepEqual((await look()).identity.bytes, newer.identity.bytes)
  })

  test('of the home alone is caught by a second opinion', async () => {
    const { bob, home, other, look, recordsAt, tell } = hearsay
    const carol = await newPerson('b.test', ['bob@b.test'])
    tell(await recordsAt(START, carol), [home])
    tell(await recordsAt(START + 1000), [other])
    const contact = await look('quorum')
    assert.deepEqual(contact.id, bob.id)
    assert.match(check(contact, 'name-record')?.detail ?? '', /a\.test gave an older record that leads to b/)
  })

  test('with a domain made up by the home, the one that the website shows wins', async () => {
    const { bob, home, other, look, recordsAt, tell } = hearsay
    const forged = await newDomain('b.test')
    const mallory = await newPerson('b.test', ['bob@b.test'])
    tell(await recordsAt(START + 1000, mallory, forged), [home])
    tell(await recordsAt(START), [other])
    const contact = await look('quorum')
    assert.deepEqual([contact.id, contact.status], [bob.id, 'verified'])
  })

  test('that breaks a rule is passed over for a good one, and told', async () => {
    const { other, look, recordsAt, tell } = hearsay
    const forged = await newDomain('b.test')
    const person = await newPerson('b.test')
    tell({ ...(await recordsAt(START)), domain: other.record }, [other])
    const domain = await look('quorum')
    assert.equal(domain.status, 'verified')
    assert.match(check(domain, 'name-record')?.detail ?? '', /What c\.test gave was refused \(WRONG_DOMAIN\)/)
    const name = await nameRecord(forged, 'bob@b.test', person.id, START)
    const identity = await identityRecord(person, START)
    tell({ ...(await recordsAt(START)), name, identity }, [other])
    const both = await look('quorum')
    assert.equal(both.status, 'verified')
    assert.match(check(both, 'name-record')?.detail ?? '', /WRONG_SIGNER/)
    assert.match(check(both, 'key-log')?.detail ?? '', /WRONG_ROUTING_KEY/)
  })

  test('two name records of one moment: the domain contradicts itself, so the name is unconfirmed', async () => {
    const { home, other, look, recordsAt, tell } = hearsay
    const carol = await newPerson('b.test', ['bob@b.test'])
    tell(await recordsAt(START, carol), [home])
    tell(await recordsAt(START), [other])
    const contact = await look('quorum')
    assert.equal(contact.status, 'name-unconfirmed')
    assert.equal(check(contact, 'name-record')?.code, 'CONFLICT')
  })
})

describe('a name that leads to somebody else', () => {
  test('is reassigned for 90 days while the old holder claims it, then verified', async () => {
    const { seeker, look, recordsAt, tell } = hearsay
    await look()
    const carol = await newPerson('b.test', ['bob@b.test'])
    const tellAt = async (at: number) => {
      seeker.clock.at = at
      tell(await recordsAt(at, carol))
    }
    await tellAt(LATER)
    const contact = await look()
    assert.deepEqual([contact.id, contact.status], [carol.id, 'reassigned'])
    await tellAt(LATER + 89 * DAY_MS)
    assert.equal((await look()).status, 'reassigned')
    await tellAt(LATER + 91 * DAY_MS)
    assert.equal((await look()).status, 'verified')
  })

  test('is verified at once when the old holder let it go', async () => {
    const { bob, home, seeker, look, recordsAt, tell } = hearsay
    await look()
    const carol = await newPerson('b.test', ['bob@b.test'])
    const released = await identityRecord({ ...bob, names: [] }, LATER)
    seeker.clock.at = LATER
    tell(await recordsAt(LATER, carol))
    const envelope = Uint8Array.from(released)
    home.answers.find = () => ({ records: [{ envelope, answers: 1, needed: 1 }] })
    assert.deepEqual([(await look()).status], ['verified'])
    home.answers.find = () => ({ records: [] })
  })

  test('is told to strangers too, from what the name record says of itself', async () => {
    const { bTest, bob, look, recordsAt, tell } = hearsay
    const carol = await newPerson('b.test', ['bob@b.test'])
    const records = await recordsAt(START, carol)
    const since = { since: START - 10 * DAY_MS, previousId: bob.id }
    tell({ ...records, name: await nameRecord(bTest, 'bob@b.test', carol.id, START, { changes: since }) })
    assert.equal((await look()).status, 'reassigned')
  })

  test('a lie that was never verified does not make the truth look reassigned', async () => {
    const { look, recordsAt, tell } = hearsay
    const forged = await newDomain('b.test')
    const mallory = await newPerson('b.test', ['bob@b.test'])
    tell(await recordsAt(START, mallory, forged))
    assert.equal((await look()).status, 'mismatch')
    tell(await recordsAt(START))
    assert.equal((await look()).status, 'verified')
  })

  test('does not take the place of a verified holder while its own domain is in doubt', async () => {
    const { bob, seeker, look, recordsAt, tell } = hearsay
    await look()
    const carol = await newPerson('b.test', ['bob@b.test'])
    seeker.clock.at = LATER
    seeker.outside.sites.set('b.test', { key: (await newDomain('b.test')).key })
    tell(await recordsAt(LATER, carol))
    assert.equal((await look()).status, 'mismatch')
    assert.deepEqual((await seeker.resolve('bob@b.test', { policy: 'cache-only' }))?.id, bob.id)
  })
})
