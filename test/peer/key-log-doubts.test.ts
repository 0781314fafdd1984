// A key log that differs from the one that was seen before.
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { isTrusted } from '../../src/peer/contact.ts'
import { createRecovery, createRotation, createTombstone } from '../../src/records/create-key-event.ts'
import { compareKeyLogs } from '../../src/records/key-log.ts'
import { identityRecord, type Person, START } from './forge.ts'
import { check, failsWith, type Hearsay, LATER, startHearsay } from './hearsay.ts'

let hearsay: Hearsay

beforeEach(async () => {
  hearsay = await startHearsay()
})
afterEach(() => hearsay[Symbol.asyncDispose]())

function changed(person: Person, keyLog: Uint8Array[], identityKey = person.keys.identityKey): Person {
  return { ...person, keys: { ...person.keys, keyLog, identityKey } }
}

describe('a key log that changed', () => {
  test('by a rotation or a recovery: verified still, and told', async () => {
    const { bob, seeker, look, recordsAt, tell } = hearsay
    await look()
    const newKey = await generateKeyPair('Ed25519')
    const rotated = await createRotation(bob.keys.keyLog, { currentKey: bob.keys.identityKey, newKey, time: LATER })
    seeker.clock.at = LATER
    tell(await recordsAt(LATER, changed(bob, rotated, newKey)))
    const contact = await look()
    assert.equal(contact.status, 'verified')
    assert.match(check(contact, 'key-log')?.detail ?? '', /changed, as the log allows/)
  })

  test('back to before a recovery: the thief is passed over', async () => {
    const { bob, seeker, look, recordsAt, tell } = hearsay
    const fresh = await generateKeyPair('Ed25519')
    const recovery = await createRecovery(bob.keys.keyLog, {
      recoveryKey: bob.recoveryKey,
      newKey: fresh,
      newRecoveryPublicKey: (await generateKeyPair('Ed25519')).publicKey.raw,
      time: START,
    })
    const recovered = changed(bob, recovery, fresh)
    tell(await recordsAt(START, recovered))
    await look()
    seeker.clock.at = LATER
    tell(await recordsAt(LATER))
    const contact = await look()
    assert.deepEqual(contact.identity.keyState.signingKey, Uint8Array.from(fresh.publicKey.raw))
  })

  test('by two recoveries that contradict each other: key-changed for who knows one, KEY_LOG_CONFLICT for a stranger', async () => {
    const { bob, home, other, look, recordsAt, tell } = hearsay
    const recover = async () => {
      const newKey = await generateKeyPair('Ed25519')
      const newRecoveryPublicKey = (await generateKeyPair('Ed25519')).publicKey.raw
      const options = { recoveryKey: bob.recoveryKey, newKey, newRecoveryPublicKey, time: START }
      return changed(bob, await createRecovery(bob.keys.keyLog, options), newKey)
    }
    const [one, two] = [await recover(), await recover()]
    tell(await recordsAt(START, one), [home])
    tell(await recordsAt(START, two), [other])
    await assert.rejects(look('quorum'), failsWith('KEY_LOG_CONFLICT'))
    tell(await recordsAt(START, one))
    const known = await look()
    assert.equal(known.status, 'verified')
    tell(await recordsAt(START, two), [other])
    const contact = await look('quorum')
    assert.equal(contact.status, 'key-changed')
    assert.deepEqual(contact.identity.keyState.head, known.identity.keyState.head)
    assert.equal(check(contact, 'key-log')?.code, 'KEY_CHANGED')
  })

  test('by two rotations of one key, as a thief would make: key-changed', async () => {
    const { bob, home, other, look, recordsAt, tell } = hearsay
    const rotate = async () => {
      const newKey = await generateKeyPair('Ed25519')
      const options = { currentKey: bob.keys.identityKey, newKey, time: START }
      return changed(bob, await createRotation(bob.keys.keyLog, options), newKey)
    }
    tell(await recordsAt(START, await rotate()), [home])
    tell(await recordsAt(START, await rotate()), [other])
    assert.equal((await look('quorum')).status, 'key-changed')
  })

  test('by a tombstone: IDENTITY_REVOKED', async () => {
    const { bob, seeker, look, recordsAt, tell } = hearsay
    await look()
    const keyLog = await createTombstone(bob.keys.keyLog, { recoveryKey: bob.recoveryKey, time: START })
    const empty = { keyLog: keyLog.map((event) => Uint8Array.from(event)), homes: [], devices: [], listedNames: [] }
    const changes = { ...empty, expiresAt: 0 }
    const identity = await identityRecord(bob, START + 1, { key: bob.recoveryKey, changes })
    tell({ ...(await recordsAt(START)), identity })
    await assert.rejects(look(), failsWith('IDENTITY_REVOKED'))
    // Seen once it stays, also with liars only, or with nobody, left to ask.
    tell(await recordsAt(START + 2))
    await assert.rejects(look(), failsWith('IDENTITY_REVOKED'))
    await assert.rejects(seeker.resolve('bob@b.test', { policy: 'cache-only' }), failsWith('IDENTITY_REVOKED'))
    const known = (await seeker.contacts.byId(bob.id))?.contact
    assert.ok(known)
    assert.equal(isTrusted({ ...known, pinned: true }), false, 'not even for who pinned it')
    assert.equal(check(known, 'key-log')?.code, 'IDENTITY_REVOKED')
  })

  test('forked beside the one that is remembered: key-changed, each time that it is seen', async () => {
    const { bob, look, recordsAt, tell } = hearsay
    const rotate = async () => {
      const newKey = await generateKeyPair('Ed25519')
      const options = { currentKey: bob.keys.identityKey, newKey, time: START }
      return changed(bob, await createRotation(bob.keys.keyLog, options), newKey)
    }
    const logs = [await rotate(), await rotate()] as const
    const compared = compareKeyLogs(logs[0].keys.keyLog, logs[1].keys.keyLog)
    // The one seen later wins by the rule of the logs: that a thief can arrange.
    const [one, two] = 'winner' in compared && compared.winner === 'b' ? logs : [logs[1], logs[0]]
    tell(await recordsAt(START, one))
    const { identity } = await look()
    tell(await recordsAt(START, two))
    assert.equal((await look()).status, 'key-changed')
    const again = await look()
    assert.equal(again.status, 'key-changed', 'it does not pass for the true one by being seen twice')
    assert.deepEqual(again.identity.keyState.head, identity.keyState.head)
  })
})
