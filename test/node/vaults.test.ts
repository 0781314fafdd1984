// The vaults of a home on its disk.
import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { privateKeyToProtobuf } from '@libp2p/crypto/keys'
import { type KeptVault, openVaults, SWEEP_AT_ONCE } from '../../src/node/vaults.ts'
import { createKeys } from '../../src/peer/create-keys.ts'
import { sealVault } from '../../src/peer/vault-box.ts'
import { vaultKeys, vaultLock } from '../../src/peer/vault-keys.ts'
import { parseName } from '../../src/records/names.ts'
import { startNodes } from './nodes.ts'
import { createPerson } from './people.ts'
import { until } from './until.ts'
import { BOX, get, newKey, put } from './vault-asker.ts'

let directory: string
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'openpeer-vaults-'))
})
after(() => rm(directory, { recursive: true, force: true }))

const filled = (value: number, size = 32) => new Uint8Array(size).fill(value)
const vault = (fields: Partial<KeptVault> = {}): KeptVault => {
  return { identityId: filled(1), name: 'alice@a.test', fetchKey: filled(2), box: filled(3, 8_192), time: 5, ...fields }
}

describe('the vaults of a home', () => {
  it('survive a restart, with what was removed still gone', () => {
    const path = join(directory, 'again.sqlite')
    const first = openVaults(path)
    first.put(vault())
    first.put(vault({ identityId: filled(7), fetchKey: filled(8) }))
    first.remove(filled(7), 9)
    first.close()
    const again = openVaults(path)
    assert.deepEqual(again.get('alice@a.test', filled(2)), vault())
    assert.equal(again.get('alice@a.test', filled(8)), null)
    assert.equal(again.count(), 1)
    assert.throws(() => again.put(vault({ identityId: filled(7), fetchKey: filled(8), time: 9 })), {
      code: 'NOT_NEWEST',
    })
    again.close()
  })

  it('are one for each identity, and forgotten with its name', () => {
    const vaults = openVaults(null)
    for (let time = 1; time < 20; time++) vaults.put(vault({ time, fetchKey: filled(time) }))
    vaults.put(vault({ identityId: filled(7), name: 'bob@a.test' }))
    assert.equal(vaults.count(), 2)
    assert.equal(
      vaults.sweep(({ name }) => name === 'bob@a.test'),
      1,
    )
    assert.equal(vaults.count(), 1)
    assert.equal(vaults.get('alice@a.test', filled(19)), null)
    vaults.close()
  })

  it('are looked through in slices, and all of them in the end', () => {
    const vaults = openVaults(null)
    const count = SWEEP_AT_ONCE + 5
    for (let at = 0; at < count; at++) {
      const identityId = filled(0)
      new DataView(identityId.buffer).setUint32(0, at * 7_919)
      vaults.put(vault({ identityId, fetchKey: identityId }))
    }
    assert.equal(
      vaults.sweep(() => true),
      0,
    )
    assert.equal(
      vaults.sweep(() => false),
      5,
    )
    assert.equal(
      vaults.sweep(() => false),
      SWEEP_AT_ONCE,
    )
    assert.equal(vaults.count(), 0)
    vaults.close()
  })

  it('are not opened where the file is something else', async () => {
    const path = join(directory, 'other.sqlite')
    await writeFile(path, 'this is not a database, but long enough to be looked at as one')
    assert.throws(() => openVaults(path), { code: 'INVALID_CONFIG', message: /vaults/ })
  })
})

describe('on a home’s disk', () => {
  it('there is neither the identity key nor anything that opens it', async () => {
    await using nodes = await startNodes(['a.test'], { onDisk: true })
    await using alice = await createPerson()
    await alice.register(nodes.of('a.test'), 'alice')
    const { keys } = await createKeys({ network: 'test' })
    const name = parseName('alice@a.test')
    const passphrase = 'abandon ability able about above absent'
    const opens = await vaultKeys({ network: 'test', name, passphrase })
    const lock = vaultLock(opens, name)
    const box = await sealVault(keys, lock.sealKey)
    await put(nodes.of('a.test'), alice, opens.fetchKey, { box })
    assert.deepEqual(await get(nodes.of('a.test'), alice, opens.fetchKey), box)
    await nodes.stop('a.test')
    const stored = await bytesOf(nodes.dataDirOf('a.test'))
    const holds = (bytes: Uint8Array | string) => stored.some((file) => file.includes(Buffer.from(bytes)))
    assert.ok(holds(box.subarray(2_000, 2_100)), 'the sealed vault is there')
    assert.ok(holds(lock.fetchKey), 'and the public half of the fetch key')
    const seed = keys.identityKey.raw.subarray(0, 32)
    const secrets = [seed, privateKeyToProtobuf(keys.identityKey), opens.fetchKey.raw.subarray(0, 32), opens.openKey]
    for (const secret of [...secrets, lock.sealKey, passphrase, Buffer.from(seed).toString('base64url')]) {
      assert.equal(holds(secret), false)
    }
  })

  it('is nothing left of a vault that was removed', async () => {
    await using nodes = await startNodes(['a.test'], { onDisk: true })
    await using alice = await createPerson()
    const node = nodes.of('a.test')
    await alice.register(node, 'alice')
    const fetchKey = await newKey()
    const box = BOX.map((_, at) => (at * 31 + 7) % 251)
    await put(node, alice, fetchKey, { box })
    await put(node, alice, null, { time: Date.now() + 10 })
    await nodes.stop('a.test')
    const stored = await bytesOf(nodes.dataDirOf('a.test'))
    assert.equal(
      stored.some((file) => file.includes(Buffer.from(box.subarray(1_000, 1_100)))),
      false,
    )
  })

  it('are not those of people whose name was taken back, once the node has looked', async () => {
    await using nodes = await startNodes(['a.test'], { renewEveryMs: 20 })
    await using alice = await createPerson()
    const node = nodes.of('a.test')
    await alice.register(node, 'alice')
    await put(node, alice, await newKey())
    assert.equal(node.counts().vaults, 1)
    node.registry.release('alice')
    await until('the vault is forgotten', () => node.counts().vaults === 0)
  })
})

async function bytesOf(path: string): Promise<Buffer[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return Promise.all(entries.filter((one) => one.isFile()).map((one) => readFile(join(one.parentPath, one.name))))
}
