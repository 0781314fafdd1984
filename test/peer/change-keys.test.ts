import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recoveredKeys, revokedLog, rotatedKeys, withNewerLog } from '../../src/peer/change-keys.ts'
import { createKeys } from '../../src/peer/create-keys.ts'
import { compareKeyLogs, replay } from '../../src/records/key-log.ts'

const NOW = Date.UTC(2026, 10, 22)
const create = () => createKeys({ network: 'test', now: () => NOW })

test('a rotation keeps the id and the device, and puts the old key out of force', async () => {
  const { keys } = await create()
  const rotated = await rotatedKeys(keys, NOW + 1)
  const [before, after] = await Promise.all([replay(keys.keyLog), replay(rotated.keyLog)])
  assert.deepEqual(after.id, before.id)
  assert.deepEqual(after.signingKey, rotated.identityKey.publicKey.raw)
  assert.ok(!rotated.identityKey.equals(keys.identityKey))
  assert.ok(rotated.deviceKey.equals(keys.deviceKey))
  await assert.rejects(rotatedKeys({ ...rotated, identityKey: keys.identityKey }, NOW + 2), { code: 'WRONG_SIGNER' })
})

test('a recovery undoes whatever a thief rotated, however often, also from a backup that is older', async () => {
  const { keys, recoveryKey } = await create()
  let stolen = keys
  for (let count = 1; count <= 3; count++) stolen = await rotatedKeys(stolen, NOW + count)
  const { keys: recovered, recoveryKey: next } = await recoveredKeys(keys, recoveryKey, NOW + 10)
  assert.deepEqual(compareKeyLogs(stolen.keyLog, recovered.keyLog), { winner: 'b', forked: false })
  assert.deepEqual((await replay(recovered.keyLog)).id, (await replay(keys.keyLog)).id)
  // The thief goes on, and the recovery stands.
  const later = await rotatedKeys(stolen, NOW + 20)
  assert.deepEqual(compareKeyLogs(later.keyLog, recovered.keyLog), { winner: 'b', forked: false })
  // The key that was shown is spent; the new one works.
  await assert.rejects(recoveredKeys(recovered, recoveryKey, NOW + 30), { code: 'WRONG_SIGNER' })
  await recoveredKeys(recovered, next, NOW + 30)
})

test('somebody else’s recovery key recovers nothing', async () => {
  const [{ keys }, { recoveryKey }] = await Promise.all([create(), create()])
  await assert.rejects(recoveredKeys(keys, recoveryKey, NOW), { code: 'WRONG_SIGNER' })
  await assert.rejects(revokedLog(keys, recoveryKey, NOW), { code: 'WRONG_SIGNER' })
})

test('a revoked identity stays so: nothing rotates or recovers it', async () => {
  const { keys, recoveryKey } = await create()
  const rotated = await rotatedKeys(keys, NOW + 1)
  const keyLog = await revokedLog(rotated, recoveryKey, NOW + 2)
  assert.equal((await replay(keyLog)).tombstoned, true)
  assert.deepEqual(compareKeyLogs(rotated.keyLog, keyLog), { winner: 'b', forked: false })
  const dead = { ...rotated, keyLog }
  await assert.rejects(rotatedKeys(dead, NOW + 3), { code: 'IDENTITY_REVOKED' })
  await assert.rejects(recoveredKeys(dead, recoveryKey, NOW + 3), { code: 'IDENTITY_REVOKED' })
})

test('a backup takes the newer log over; a log that contradicts it is told', async () => {
  const { keys, recoveryKey } = await create()
  const [mine, theirs] = await Promise.all([
    recoveredKeys(keys, recoveryKey, NOW + 1),
    recoveredKeys(keys, recoveryKey, NOW + 2),
  ])
  assert.deepEqual(withNewerLog(keys, mine.keys.keyLog).keyLog, mine.keys.keyLog)
  assert.deepEqual(withNewerLog(mine.keys, keys.keyLog).keyLog, mine.keys.keyLog)
  assert.throws(() => withNewerLog(mine.keys, theirs.keys.keyLog), { code: 'KEY_LOG_CONFLICT' })
})
