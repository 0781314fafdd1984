import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toString as toText } from 'uint8arrays/to-string'
import { recoveredKeys, rotatedKeys } from '../../src/peer/change-keys.ts'
import { createKeys } from '../../src/peer/create-keys.ts'
import { openVault, sealVault } from '../../src/peer/vault-box.ts'
import { createPassphrase, vaultKeys, vaultLock } from '../../src/peer/vault-keys.ts'
import { parseName } from '../../src/records/names.ts'
import { VAULT_BYTES } from '../../src/wire/vault-request.ts'

const name = parseName('alice@a.test')
const WORDS = 'abandon ability able about above absent'
const keysFor = (passphrase: string, given = name, network = 'test') => vaultKeys({ network, name: given, passphrase })

test('what was sealed opens with the same name and words on another device, without the device’s own keys', async () => {
  const { keys, recoveryKey } = await createKeys({ network: 'test' })
  const box = await sealVault(keys, vaultLock(await keysFor(WORDS), name).sealKey)
  const opened = await openVault(box, (await keysFor(`  ${WORDS.toUpperCase().replace(' ', '\n')}`)).openKey)
  assert.ok(opened.identityKey.equals(keys.identityKey))
  assert.deepEqual(opened.keyLog, keys.keyLog)
  assert.equal(opened.network, 'test')
  assert.deepEqual(Object.keys(opened).sort(), ['identityKey', 'keyLog', 'network'])
  assert.ok(!toText(box, 'hex').includes(toText(recoveryKey.raw.subarray(0, 32), 'hex')))
})

test('other words, another name or network, a changed box: KEY_STORE_LOCKED, and another fetch key', async () => {
  const { keys } = await createKeys({ network: 'test' })
  const right = await keysFor(WORDS)
  const box = await sealVault(keys, vaultLock(right, name).sealKey)
  for (const other of [
    await keysFor(WORDS.replace('absent', 'zoo')),
    await keysFor(WORDS, parseName('bob@a.test')),
    await keysFor(WORDS, name, 'main'),
  ]) {
    await assert.rejects(openVault(box, other.openKey), { code: 'KEY_STORE_LOCKED' })
    assert.ok(!other.fetchKey.equals(right.fetchKey))
  }
  for (const changed of [box.with(100, (box[100] ?? 0) ^ 1), box.slice(1), new Uint8Array(0)]) {
    await assert.rejects(openVault(changed, right.openKey), { code: 'KEY_STORE_LOCKED' })
  }
})

test('a device that seals cannot open: what it keeps is public halves', async () => {
  const { keys } = await createKeys({ network: 'test' })
  const opens = await keysFor(WORDS)
  const lock = vaultLock(opens, name)
  assert.deepEqual(Object.keys(lock).sort(), ['fetchKey', 'name', 'sealKey'])
  assert.deepEqual(lock.fetchKey, opens.fetchKey.publicKey.raw)
  const box = await sealVault(keys, lock.sealKey)
  for (const known of [lock.sealKey, lock.fetchKey]) {
    await assert.rejects(openVault(box, known), { code: 'KEY_STORE_LOCKED' })
  }
  assert.notDeepEqual(box, await sealVault(keys, lock.sealKey), 'each time under another one-time key')
})

test('a rotation keeps the lock, and a recovery drops it', async () => {
  const { keys, recoveryKey } = await createKeys({ network: 'test' })
  const locked = { ...keys, vault: vaultLock(await keysFor(WORDS), name) }
  assert.deepEqual((await rotatedKeys(locked, Date.now())).vault, locked.vault)
  assert.equal((await recoveredKeys(locked, recoveryKey, Date.now())).keys.vault, undefined)
})

test('every vault is of one size, however long its log', async () => {
  let { keys } = await createKeys({ network: 'test' })
  const { sealKey } = vaultLock(await keysFor(WORDS), name)
  for (let rotations = 0; rotations < 3; rotations++) {
    assert.equal((await sealVault(keys, sealKey)).length, VAULT_BYTES)
    keys = await rotatedKeys(keys, Date.now())
  }
})

test('only six words of the list are taken, and those made here are', async () => {
  for (const bad of [
    '',
    'correct horse battery staple',
    'abandon '.repeat(5),
    `${WORDS} zoo`,
    WORDS.replace('able', 'ablex'),
  ]) {
    await assert.rejects(keysFor(bad), { code: 'INVALID_ARGUMENT' })
  }
  const made = createPassphrase()
  assert.equal(made.split(' ').length, 6)
  await keysFor(made)
  assert.notEqual(createPassphrase(), made)
  assert.equal(
    createPassphrase((into) => into.fill(2048 + 1)),
    Array(6).fill('ability').join(' '),
  )
})
