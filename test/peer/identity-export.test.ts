import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createKeys } from '../../src/peer/create-keys.ts'
import { type IdentityExport, keysOfExport, openExport, sealExport } from '../../src/peer/identity-export.ts'
import { sealBox } from '../../src/peer/key-store-box.ts'
import { encodeKeys } from '../../src/peer/key-store-text.ts'
import { replay } from '../../src/records/key-log.ts'

const COST = { memoryKiB: 8, iterations: 1, parallelism: 1 }
const { keys } = await createKeys({ network: 'test' })
const exported: IdentityExport = {
  ...{ network: 'test', home: 'a.test', name: 'alice@a.test' },
  ...{ identityKey: keys.identityKey, keyLog: keys.keyLog },
}

test('an export gives the identity, and keys of its own to each device that opens it', async () => {
  const text = await sealExport(exported, 'secret', COST)
  const opened = await openExport(text, 'secret')
  assert.ok(opened.identityKey.equals(keys.identityKey))
  const { home, name, network } = opened
  assert.deepEqual({ home, name, network }, { home: 'a.test', name: 'alice@a.test', network: 'test' })
  const [one, two] = await Promise.all([keysOfExport(opened), keysOfExport(opened)])
  assert.deepEqual((await replay(one.keyLog)).id, (await replay(keys.keyLog)).id)
  const devices = [keys, one, two].map(({ deviceKey }) => deviceKey.publicKey.toString())
  assert.equal(new Set(devices).size, 3)
  assert.notDeepEqual(one.sealingKey, two.sealingKey)
})

test('without a name it has none', async () => {
  const text = await sealExport({ ...exported, name: null }, 'secret', COST)
  assert.equal((await openExport(text, 'secret')).name, null)
})

test('it opens with its passphrase alone, and an empty one seals nothing', async () => {
  const text = await sealExport(exported, 'secret', COST)
  await assert.rejects(openExport(text, 'Secret'), { code: 'KEY_STORE_LOCKED' })
  await assert.rejects(sealExport(exported, '', COST), { code: 'INVALID_ARGUMENT' })
})

test('a key store is no export, nor is a log that leads nowhere', async () => {
  const store = await sealBox(encodeKeys(keys), 'secret', COST)
  await assert.rejects(openExport(store, 'secret'), { code: 'KEY_STORE_DAMAGED' })
  await assert.rejects(openExport('{}', 'secret'), { code: 'KEY_STORE_DAMAGED' })
  const broken = await sealExport({ ...exported, keyLog: [Uint8Array.of(1, 2)] }, 'secret', COST)
  await assert.rejects(openExport(broken, 'secret'), { code: 'KEY_LOG_INVALID' })
})
