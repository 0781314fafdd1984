import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { isOpenPeerError } from '../../src/errors.ts'
import { createKeys } from '../../src/peer/create-keys.ts'
import { fileKeyStore } from '../../src/peer/key-store.node.ts'
import { type KeyStore, memoryKeyStore, type PeerKeys, type PublisherKeys } from '../../src/peer/key-store.ts'
import { openBox } from '../../src/peer/key-store-box.ts'
import { decodeKeys, encodeKeys } from '../../src/peer/key-store-text.ts'
import { replay } from '../../src/records/key-log.ts'

// The least that argon2 allows: these tests are about the file, not about the price of a guess.
const CHEAP = { memoryKiB: 8, iterations: 1, parallelism: 1 }
const failsWith = (code: Parameters<typeof isOpenPeerError>[1]) => (error: unknown) => isOpenPeerError(error, code)

function sameKeys(a: PeerKeys | null, b: PeerKeys): void {
  assert.ok(a !== null)
  assert.equal(a.network, b.network)
  assert.deepEqual(a.identityKey?.raw, b.identityKey?.raw)
  assert.deepEqual(a.deviceKey.raw, b.deviceKey.raw)
  assert.deepEqual(
    [a.sealingKey.publicKey, a.sealingKey.privateKey].map((key) => [...key]),
    [b.sealingKey.publicKey, b.sealingKey.privateKey].map((key) => [...key]),
  )
  assert.deepEqual(
    a.keyLog.map((event) => [...event]),
    b.keyLog.map((event) => [...event]),
  )
}

describe('keys', () => {
  test('a new identity commits to a recovery key that is in none of its keys', async () => {
    const { keys, recoveryKey } = await createKeys({ network: 'test', now: () => 1_800_000_000_000 })
    const state = await replay(keys.keyLog)
    assert.deepEqual(state.signingKey, Uint8Array.from(keys.identityKey.publicKey.raw))
    assert.equal(state.time, 1_800_000_000_000)
    for (const key of [keys.identityKey, keys.deviceKey]) assert.notDeepEqual(key.raw, recoveryKey.raw)
    assert.equal(keys.sealingKey.publicKey.length, 32)
    assert.equal(keys.sealingKey.privateKey.length, 32)
  })

  test('the sealing key is an X25519 pair: two of them agree on a secret', async () => {
    const [{ keys: a }, { keys: b }] = await Promise.all([createKeys(), createKeys()])
    const agree = async (own: PeerKeys, other: PeerKeys) => {
      const algorithm = { name: 'X25519' }
      const jwk = (x: Uint8Array, d?: Uint8Array) => ({
        kty: 'OKP',
        crv: 'X25519',
        x: Buffer.from(x).toString('base64url'),
        ...(d === undefined ? {} : { d: Buffer.from(d).toString('base64url') }),
      })
      const { publicKey, privateKey } = own.sealingKey
      const ours = await crypto.subtle.importKey('jwk', jwk(publicKey, privateKey), algorithm, false, ['deriveBits'])
      const theirs = await crypto.subtle.importKey('jwk', jwk(other.sealingKey.publicKey), algorithm, false, [])
      return Buffer.from(await crypto.subtle.deriveBits({ ...algorithm, public: theirs }, ours, 256)).toString('hex')
    }
    assert.equal(await agree(a, b), await agree(b, a))
  })

  test('a memory key store gives back what it was given', async () => {
    const store = memoryKeyStore()
    assert.equal(await store.load(), null)
    const { keys } = await createKeys()
    await store.save(keys)
    assert.equal(await store.load(), keys)
  })
})

describe('the key file', () => {
  let directory: string
  let keys: PublisherKeys
  const pathOf = (name: string) => join(directory, name, 'keys.json')
  const open = (name: string, passphrase = 'correct horse'): KeyStore =>
    fileKeyStore({ path: pathOf(name), passphrase, cost: CHEAP })

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'openpeer-keys-'))
    keys = (await createKeys({ network: 'test' })).keys
  })
  after(() => rm(directory, { recursive: true, force: true }))

  test('there is none, then there is one, and it opens with its passphrase', async () => {
    assert.equal(await open('plain').load(), null)
    await open('plain').save(keys)
    sameKeys(await open('plain').load(), keys)
  })

  test('a wrong passphrase is KEY_STORE_LOCKED', async () => {
    await open('locked').save(keys)
    await assert.rejects(open('locked', 'wrong').load(), failsWith('KEY_STORE_LOCKED'))
  })

  test('an empty passphrase is refused before anything is written', async () => {
    await assert.rejects(open('empty', '').save(keys), failsWith('INVALID_ARGUMENT'))
    await assert.rejects(stat(pathOf('empty')), { code: 'ENOENT' })
  })

  test('one passphrase typed two ways (composed, decomposed) opens it', async () => {
    await open('accent', 'caf\u00e9').save(keys)
    sameKeys(await open('accent', 'cafe\u0301').load(), keys)
  })

  test('only its owner may read it, and no key is in it in the clear', async () => {
    await open('private').save(keys)
    assert.equal((await stat(pathOf('private'))).mode & 0o777, 0o600)
    const text = await readFile(pathOf('private'), 'utf8')
    for (const key of [keys.identityKey.raw, keys.deviceKey.raw, keys.sealingKey.privateKey]) {
      assert.ok(!text.includes(Buffer.from(key).subarray(0, 32).toString('base64').slice(0, 20)))
    }
  })

  test('one changed character is noticed', async () => {
    await open('changed').save(keys)
    const text = await readFile(pathOf('changed'), 'utf8')
    const at = text.indexOf('"ciphertext": "') + 20
    await writeFile(pathOf('changed'), text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1))
    await assert.rejects(open('changed').load(), failsWith('KEY_STORE_LOCKED'))
  })

  test('a file that is none, or asks for the whole memory, is KEY_STORE_DAMAGED at once', async () => {
    await open('damaged').save(keys)
    const text = await readFile(pathOf('damaged'), 'utf8')
    const greedy = text.replace('"memoryKiB": 8', '"memoryKiB": 999999999')
    // argon2 itself cannot work with these.
    const impossible = [
      text.replace('"parallelism": 1', '"parallelism": 2'),
      text.replace(/"salt": "[^"]*/, '"salt": "AAAA'),
    ]
    for (const bad of ['', '{', '{}', '[]', text.replace('"version": 1', '"version": 2'), greedy, ...impossible]) {
      await writeFile(pathOf('damaged'), bad)
      await assert.rejects(open('damaged').load(), failsWith('KEY_STORE_DAMAGED'), bad.slice(0, 30))
    }
  })

  test('the file says what a guess costs, and the default is 64 MiB and 3 passes', async () => {
    await fileKeyStore({ path: pathOf('cost'), passphrase: 'x' }).save(keys)
    const { kdf } = JSON.parse(await readFile(pathOf('cost'), 'utf8'))
    assert.deepEqual([kdf.name, kdf.memoryKiB, kdf.iterations], ['argon2id', 65_536, 3])
    sameKeys(await open('cost', 'x').load(), keys)
  })

  test('a save replaces the file whole and leaves nothing beside it', async () => {
    await open('twice').save(keys)
    const other = (await createKeys({ network: 'test' })).keys
    await open('twice').save(other)
    sameKeys(await open('twice').load(), other)
    assert.deepEqual(await readdir(join(directory, 'twice')), ['keys.json'])
  })

  test('a save that fails leaves what was there and nothing beside it', async () => {
    await mkdir(pathOf('blocked'), { recursive: true })
    await assert.rejects(open('blocked').save(keys))
    assert.deepEqual(await readdir(join(directory, 'blocked')), ['keys.json'])
    assert.ok((await stat(pathOf('blocked'))).isDirectory())
  })

  test('a person is asked once, and again only after asking failed', async () => {
    let asked = 0
    const store = fileKeyStore({
      path: pathOf('asked'),
      cost: CHEAP,
      passphrase: async () => {
        asked++
        if (asked === 1) throw new Error('no terminal')
        return 'secret'
      },
    })
    await assert.rejects(store.save(keys), /no terminal/)
    await store.save(keys)
    await store.load()
    assert.equal(asked, 2)
  })

  test('the same keys are sealed differently each time', async () => {
    await open('salted').save(keys)
    const first = await readFile(pathOf('salted'), 'utf8')
    await open('salted').save(keys)
    const second = await readFile(pathOf('salted'), 'utf8')
    const salts = [first, second].map((text) => JSON.parse(text).kdf.salt)
    assert.notEqual(salts[0], salts[1])
    assert.deepEqual(await openBox(first, 'correct horse'), await openBox(second, 'correct horse'))
  })

  test('whatever the file holds, the answer is a code', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.object().map((value) => JSON.stringify(value)),
        ),
        async (text) => {
          await assert.rejects(openBox(text, 'x'), failsWith('KEY_STORE_DAMAGED'))
          assert.throws(() => decodeKeys(Buffer.from(text)), failsWith('KEY_STORE_DAMAGED'))
        },
      ),
      { numRuns: 200 },
    )
  })

  test('a plain device has no identity key, and none is in its file', async () => {
    const plain = { ...keys, identityKey: null }
    await open('without').save(plain)
    sameKeys(await open('without').load(), plain)
    const text = Buffer.from(encodeKeys(plain)).toString()
    assert.deepEqual(Object.keys(JSON.parse(text)).includes('identityKey'), false)
  })

  test('each field of the keys is needed, and in its form', async () => {
    const good = JSON.parse(Buffer.from(encodeKeys(keys)).toString()) as Record<string, unknown>
    for (const field of Object.keys(good)) {
      for (const bad of [undefined, null, 7, 'x', [], [7]]) {
        const text = JSON.stringify({ ...good, [field]: bad })
        if (field === 'network' && bad === 'x') continue
        // Without an identity key they are a plain device's.
        if (field === 'identityKey' && bad === undefined) continue
        assert.throws(() => decodeKeys(Buffer.from(text)), failsWith('KEY_STORE_DAMAGED'), `${field}: ${bad}`)
      }
    }
  })
})
