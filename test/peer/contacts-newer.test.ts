// What a newer identity record changes about somebody who is remembered, and who makes room for others.
import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import type { Contact } from '../../src/peer/contact.ts'
import { createContacts } from '../../src/peer/contacts.ts'
import { memoryStorage, type PeerStorage } from '../../src/peer/storage.ts'
import { identityIdText } from '../../src/records/identity-id.ts'
import { validateIdentity } from '../../src/records/validate.ts'
import { identityRecord, NETWORK, newPerson, START } from './forge.ts'
import { type Hearsay, startHearsay } from './hearsay.ts'

describe('a newer identity record of somebody known', () => {
  let hearsay: Hearsay
  beforeEach(async () => {
    hearsay = await startHearsay()
  })

  test('that no longer lists the name: the name is not confirmed any more', async () => {
    await using opened = hearsay
    const { seeker, bob, look } = opened
    assert.equal((await look()).status, 'verified')
    const bytes = await identityRecord(bob, START + 1, { changes: { listedNames: [] } })
    await seeker.contacts.learnIdentity(
      await validateIdentity(bytes, bob.id, { network: NETWORK, now: seeker.clock.at + 1 }),
    )
    const known = (await seeker.contacts.byId(bob.id))?.contact
    assert.equal(known?.status, 'name-unconfirmed')
    assert.equal(known?.checks.find(({ name }) => name === 'lists-name')?.code, 'NAME_NOT_LISTED')
  })

  test('that is refused for another reason is kept all the same', async () => {
    await using opened = hearsay
    const { seeker, bob, look, recordsAt, tell } = opened
    await look()
    const identity = await identityRecord(bob, START + 1, { changes: { listedNames: [] } })
    tell({ ...(await recordsAt(START)), identity })
    await assert.rejects(look())
    assert.equal((await seeker.contacts.byId(bob.id))?.contact.identity.seq, START + 1)
  })
})

test('a contact that is pinned while it makes room for others is not pinned in vain', async () => {
  const inner = memoryStorage()
  const [deleting, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const contactAt = async (resolvedAt: number): Promise<Contact> => {
    const person = await newPerson('b.test')
    const options = { network: NETWORK, now: START }
    const identity = await validateIdentity(await identityRecord(person, START), person.id, options)
    const unnamed = { name: null, domain: null, nameRecord: null, homes: [], locations: [], addresses: [], proofs: [] }
    const kind = { status: 'unverified', movedFrom: null, checks: [], pinned: false, source: 'network' } as const
    return { id: person.id, idText: identityIdText(person.id), identity, ...unnamed, ...kind, checks: [], resolvedAt }
  }
  const [oldest, ...others] = await Promise.all([1, 2, 3].map((age) => contactAt(START + age)))
  assert.ok(oldest)
  // The disk dawdles over the eviction until the pin is written, or shows that it waits for its turn.
  const storage: PeerStorage = {
    ...inner,
    async delete(key) {
      deleting.resolve()
      await release.promise
      await inner.delete(key)
    },
    async put(key, value) {
      await inner.put(key, value)
      if (key === `contact/${oldest.idText}` && isPinning) release.resolve()
    },
  }
  let isPinning = false
  const contacts = createContacts({ storage, network: NETWORK, now: () => START, maxUnpinned: 2 })
  await contacts.remember(oldest)
  const pushing = Promise.all(others.map((other) => contacts.remember(other)))
  await deleting.promise
  isPinning = true
  const pinning = contacts.pin(oldest.id).then(
    () => true,
    () => false,
  )
  setTimeout(release.resolve, 100)
  await pushing
  const isPinned = await pinning
  assert.equal((await inner.get(`contact/${oldest.idText}`)) !== null, isPinned, 'what was said to be pinned is there')
})
