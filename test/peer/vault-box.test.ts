import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toString as toText } from 'uint8arrays/to-string'
import { rotatedKeys } from '../../src/peer/change-keys.ts'
import { createKeys } from '../../src/peer/create-keys.ts'
import { openVault, sealVault, VAULT_BYTES } from '../../src/peer/vault-box.ts'
import { createPassphrase, vaultKeys } from '../../src/peer/vault-keys.ts'
import { parseName } from '../../src/records/names.ts'

const name = parseName('alice@a.test')
const WORDS = 'abandon ability able about above absent'
const keysFor = (passphrase: string, given = name, network = 'test') => vaultKeys({ network, name: given, passphrase })

test('what was sealed opens with the same name and words on another device, without the device’s own keys', async () => {
  const { keys, recoveryKey } = await createKeys({ network: 'test' })
  const box = await sealVault(keys, (await keysFor(WORDS)).openKey)
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
  const box = await sealVault(keys, right.openKey)
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

test('every vault is of one size, however long its log', async () => {
  let { keys } = await createKeys({ network: 'test' })
  const { openKey } = await keysFor(WORDS)
  for (let rotations = 0; rotations < 3; rotations++) {
    assert.equal((await sealVault(keys, openKey)).length, VAULT_BYTES)
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
