// Replays the committed vectors of the vault as any other implementation would: from the files alone.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fromString } from 'uint8arrays/from-string'
import { openVault } from '../../src/peer/vault-box.ts'
import { checkedPassphrase, vaultKeys, vaultLock } from '../../src/peer/vault-keys.ts'
import { verifies } from '../../src/records/keys.ts'
import { parseName } from '../../src/records/names.ts'
import { getVaultBytes, putVaultBytes } from '../../src/wire/vault-request.ts'
import { asJson } from '../records/vector-cases/vector.ts'
import { vaultVectors } from './vault-vectors.ts'

const ROOT = join(import.meta.dirname, '../vectors')
const bytes = (hex: string) => fromString(hex, 'hex')

// biome-ignore lint/suspicious/noExplicitAny: read from files, and each operation knows its own fields
type Content = Record<string, any>

const files = ['vault/valid', 'vault/invalid'].flatMap((folder) =>
  readdirSync(join(ROOT, folder)).map((file) => {
    const text = readFileSync(join(ROOT, folder, file), 'utf8')
    return { path: `${folder}/${file}`, text, content: JSON.parse(text) as Content }
  }),
)

const accepts: Record<string, (content: Content) => Promise<void>> = {
  async vaultKeys({ cases }) {
    for (const { network, name: text, passphrase, ...expected } of cases) {
      const name = parseName(text)
      const keys = await vaultKeys({ network, name, passphrase })
      const { fetchKey, sealKey } = vaultLock(keys, name)
      const found = { fetchKeySeed: keys.fetchKey.raw.subarray(0, 32), fetchKey, openKey: keys.openKey, sealKey }
      assert.deepEqual(asJson(found), expected)
    }
  },
  async openVault({ openKey, box, expected }) {
    const { network, identityKey, keyLog } = await openVault(bytes(box), bytes(openKey))
    assert.deepEqual(asJson({ network, identityKeySeed: identityKey.raw.subarray(0, 32), keyLog }), expected)
  },
  async vaultRequests({ put, get }) {
    for (const one of put) {
      const fields = { peerId: bytes(one.peerId), identityId: bytes(one.identityId), fetchKey: bytes(one.fetchKey) }
      assert.equal(asJson(putVaultBytes({ ...one, ...fields, vault: bytes(one.vault) })), one.bytes)
    }
    for (const one of get) {
      assert.equal(asJson(getVaultBytes({ ...one, peerId: bytes(one.peerId) })), one.bytes)
      assert.ok(await verifies(bytes(one.fetchKey), bytes(one.bytes), bytes(one.signature)))
    }
  },
}

const refuses: Record<string, (content: Content) => (() => Promise<unknown>)[]> = {
  openVault: ({ openKey, box }) => [() => openVault(bytes(box), bytes(openKey))],
  checkedPassphrase: ({ inputs }) => inputs.map((input: string) => async () => checkedPassphrase(input)),
}

describe('vectors of the vault', () => {
  for (const { path, content } of files) {
    it(`${path}: ${content.description}`, async () => {
      if (content.errorCode === undefined) {
        await (accepts[content.operation] ?? assert.fail('an unknown operation'))(content)
        return
      }
      const runs = refuses[content.operation]?.(content) ?? []
      assert.ok(runs.length > 0)
      for (const run of runs) await assert.rejects(run, { name: 'OpenPeerError', code: content.errorCode })
    })
  }

  it('are what the functions give now, no more and no fewer', async () => {
    const fresh = (await vaultVectors()).map(({ path, content }) => [
      `${path}.json`,
      `${JSON.stringify(content, null, 2)}\n`,
    ])
    const committed = files.map(({ path, text }) => [path, text]).sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
    assert.deepEqual(fresh, committed)
  })
})
