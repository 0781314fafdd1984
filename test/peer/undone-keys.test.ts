// What a pinned contact's owner is told when a recovery drops keys that this peer had seen.
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { recoveredKeys, rotatedKeys } from '../../src/peer/change-keys.ts'
import type { PublisherKeys } from '../../src/peer/key-store.ts'
import { START } from './forge.ts'
import { check, type Hearsay, LATER, startHearsay } from './hearsay.ts'

let hearsay: Hearsay

beforeEach(async () => {
  hearsay = await startHearsay()
})
afterEach(() => hearsay[Symbol.asyncDispose]())

const told = async () => check(await hearsay.look(), 'recovered')
const show = async (keys: PublisherKeys, at: number) => {
  const { bob, recordsAt, tell, seeker } = hearsay
  seeker.clock.at = at
  tell(await recordsAt(at, { ...bob, keys }))
}
const recovered = async () => (await recoveredKeys(hearsay.bob.keys, hearsay.bob.recoveryKey, START)).keys

describe('a recovery', () => {
  test('that undid keys a pinned contact had shown is told until it is pinned again', async () => {
    const { bob, seeker, look } = hearsay
    await show(await rotatedKeys(bob.keys, START), START)
    await look()
    await seeker.contacts.pin(bob.id)
    await show(await recovered(), LATER)
    const contact = await look()
    assert.equal(contact.status, 'verified')
    assert.deepEqual(
      [check(contact, 'recovered')?.result, check(contact, 'recovered')?.code],
      ['failed', 'KEY_CHANGED'],
    )
    assert.ok(await told(), 'again')
    const held = (await seeker.contacts.byId(bob.id))?.contact ?? assert.fail('forgotten')
    assert.ok(check(held, 'recovered'), 'also by who asks nobody')
    assert.equal(check(await seeker.contacts.pin(bob.id), 'recovered'), undefined)
    assert.equal(await told(), undefined)
  })

  test('is no news to who never saw what it undid, and a rotation is none at all', async () => {
    const { bob, seeker, look } = hearsay
    await show(bob.keys, START)
    await look()
    await seeker.contacts.pin(bob.id)
    const after = await recovered()
    await show(after, LATER)
    assert.equal(await told(), undefined)
    await show(await rotatedKeys(after, LATER), LATER + 1)
    assert.equal(await told(), undefined)
  })

  test('is not told of somebody who was never pinned', async () => {
    const { bob, look } = hearsay
    await show(await rotatedKeys(bob.keys, START), START)
    await look()
    await show(await recovered(), LATER)
    assert.equal(await told(), undefined)
  })
})
