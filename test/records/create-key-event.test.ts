import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createInception, createRecovery, createRotation, createTombstone } from '../../src/records/create-key-event.ts'
import { compareKeyLogs, replay } from '../../src/records/key-log.ts'
import { ID, INCEPTION_EVENT, KEYS, keyOf, LOG, NOW, rawOf } from './fixtures.ts'
import { FULL, OTHER_INCEPTION, RECOVERED, ROTATED, ROTATED_TWICE, TOMBSTONED } from './vector-cases/key-log-cases.ts'

const { identity, nextIdentity, recovery, nextRecovery, other } = KEYS
const newRecoveryPublicKey = rawOf(nextRecovery)

describe('making key events', () => {
  it('an inception commits to the recovery key without showing it, and its hash is the id', async () => {
    const state = await replay([INCEPTION_EVENT])
    assert.deepEqual(state.signingKey, rawOf(identity))
    assert.deepEqual(state.id, state.head)
    assert.equal(Buffer.from(INCEPTION_EVENT).includes(Buffer.from(rawOf(recovery))), false)
  })

  it('a rotation moves the signing key and keeps id and commitment', async () => {
    const [before, after] = [await replay(LOG), await replay(ROTATED)]
    assert.deepEqual(after.id, before.id)
    assert.deepEqual(after.signingKey, rawOf(nextIdentity))
    assert.deepEqual(after.recordKey, rawOf(nextIdentity))
    assert.deepEqual(after.recoveryCommitment, before.recoveryCommitment)
  })

  it('a recovery drops the rotations since the commitment, also of a full log, and beats them', async () => {
    const recovered = await createRecovery(FULL, {
      recoveryKey: recovery,
      newKey: other,
      newRecoveryPublicKey,
      time: NOW,
    })
    assert.equal(recovered.length, 2)
    assert.deepEqual((await replay(recovered)).signingKey, rawOf(other))
    assert.deepEqual(compareKeyLogs(recovered, FULL), { winner: 'a', forked: false })
  })

  it('a recovered log rotates again, and only the next recovery key undoes that', async () => {
    const rotated = await createRotation(RECOVERED, { currentKey: nextIdentity, newKey: other, time: NOW + 1 })
    const again = { newKey: identity, newRecoveryPublicKey: rawOf(await keyOf(20)), time: NOW + 2 }
    await assert.rejects(createRecovery(rotated, { recoveryKey: recovery, ...again }), { code: 'WRONG_SIGNER' })
    const recovered = await createRecovery(rotated, { recoveryKey: nextRecovery, ...again })
    assert.equal(recovered.length, 3)
    assert.deepEqual((await replay(recovered)).signingKey, rawOf(identity))
  })

  it('after a tombstone nothing can be made, and its record key is the recovery key', async () => {
    const state = await replay(TOMBSTONED)
    assert.ok(state.tombstoned)
    assert.deepEqual(state.recordKey, rawOf(recovery))
    assert.deepEqual(state.id, ID)
    const revoked = { code: 'IDENTITY_REVOKED' }
    await assert.rejects(createRotation(TOMBSTONED, { currentKey: identity, newKey: other, time: NOW }), revoked)
    await assert.rejects(createTombstone(TOMBSTONED, { recoveryKey: recovery, time: NOW }), revoked)
    const options = { recoveryKey: recovery, newKey: other, newRecoveryPublicKey, time: NOW }
    await assert.rejects(createRecovery(TOMBSTONED, options), revoked)
  })

  it('refuses the wrong key before it signs anything', async () => {
    const wrong = { code: 'WRONG_SIGNER' }
    await assert.rejects(createRotation(ROTATED, { currentKey: identity, newKey: other, time: NOW }), wrong)
    await assert.rejects(createTombstone(LOG, { recoveryKey: identity, time: NOW }), wrong)
    const sameAgain = { recoveryKey: recovery, newKey: other, newRecoveryPublicKey: rawOf(recovery), time: NOW }
    await assert.rejects(createRecovery(LOG, sameAgain), { code: 'INVALID_ARGUMENT' })
    const short = { signingKey: identity, recoveryPublicKey: new Uint8Array(31), time: NOW }
    await assert.rejects(createInception(short), { code: 'WRONG_KEY_TYPE' })
  })

  it('says that a full log needs a recovery', async () => {
    const currentKey = await keyOf(126)
    await assert.rejects(createRotation(FULL, { currentKey, newKey: other, time: NOW }), { code: 'LIMIT_EXCEEDED' })
  })

  it('a log full of recoveries still has room for a tombstone', async () => {
    let log: Uint8Array[] = LOG
    let recoveryKey = recovery
    for (let n = 30; ; n++) {
      const next = await keyOf(n)
      const options = { recoveryKey, newKey: other, newRecoveryPublicKey: rawOf(next), time: NOW }
      const longer = await createRecovery(log, options).catch((error) => assert.equal(error.code, 'LIMIT_EXCEEDED'))
      if (longer === undefined) break
      log = longer
      recoveryKey = next
    }
    assert.ok(log.length > 15)
    assert.ok((await replay(await createTombstone(log, { recoveryKey, time: NOW }))).tombstoned)
  })

  it('never goes back in time, whatever the clock says', async () => {
    const log = await createRotation(ROTATED_TWICE, { currentKey: other, newKey: identity, time: 1 })
    assert.equal((await replay(log)).time, NOW + 1)
  })

  it('knows one event signed twice as one event', () => {
    const signedAgain = Uint8Array.from(ROTATED[1] ?? [])
    signedAgain.set(new Uint8Array(32).fill(1), signedAgain.length - 32)
    assert.deepEqual(compareKeyLogs(ROTATED, [INCEPTION_EVENT, signedAgain]), { winner: 'same', forked: false })
    assert.deepEqual(compareKeyLogs(ROTATED_TWICE, [INCEPTION_EVENT, signedAgain]), { winner: 'a', forked: false })
  })

  it('compares only logs of one identity', () => {
    assert.throws(() => compareKeyLogs([OTHER_INCEPTION], LOG), { code: 'INVALID_ARGUMENT' })
  })
})
