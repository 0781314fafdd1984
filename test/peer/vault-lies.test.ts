// What a home may give for a vault, and what comes of it: the home is made up, and so is the other operator.
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { recoveredKeys, revokedLog, rotatedKeys } from '../../src/peer/change-keys.ts'
import { createKeys } from '../../src/peer/create-keys.ts'
import type { PublisherKeys } from '../../src/peer/key-store.ts'
import { type OpenVaultOptions, openVaultOf } from '../../src/peer/open-vault.ts'
import { openOwnRecords } from '../../src/peer/own-records.ts'
import { memoryStorage } from '../../src/peer/storage.ts'
import { sealPlain, sealVault } from '../../src/peer/vault-box.ts'
import { type VaultLock, vaultKeys, vaultLock } from '../../src/peer/vault-keys.ts'
import { verifies } from '../../src/records/keys.ts'
import { parseName } from '../../src/records/names.ts'
import { getVaultBytes } from '../../src/wire/vault-request.ts'
import { type Directory, startDirectory } from './directory.ts'
import { NETWORK, START } from './forge.ts'
import { type Seeker, startSeeker } from './seeker.ts'

const NAME = parseName('alice@a.test')
const WORDS = 'abandon ability able about above absent'
let home: Directory
let other: Directory
let seeker: Seeker
let alone: Seeker
let lock: VaultLock
let keys: PublisherKeys
let recoveryKey: Ed25519PrivateKey

before(async () => {
  ;[home, other] = (await Promise.all([startDirectory('a.test'), startDirectory('b.test')])) as [Directory, Directory]
  seeker = await startSeeker({ home, others: [other] })
  alone = await startSeeker({ home })
  lock = vaultLock(await vaultKeys({ network: NETWORK, name: NAME, passphrase: WORDS }), NAME)
})
after(() => Promise.all([home, other, seeker, alone].map((one) => one?.[Symbol.asyncDispose]())))

beforeEach(async () => {
  const made = await createKeys({ network: NETWORK, now: () => START })
  keys = made.keys
  recoveryKey = made.recoveryKey
  gives(await sealVault(keys, lock.sealKey))
  shows(home, null)
  shows(other, null)
})

const gives = (vault: Uint8Array) => {
  home.answers.getVault = () => ({ vault: Uint8Array.from(vault) })
}

function shows(directory: Directory, envelope: Uint8Array | null): void {
  const record = { envelope: Uint8Array.from(envelope ?? []), answers: 1, needed: 1 }
  directory.answers.find = () => ({ records: [record] })
}

/** The identity record under these keys. */
async function recordOf(given: PublisherKeys): Promise<Uint8Array> {
  const own = await openOwnRecords({ keys: given, home: 'a.test', storage: memoryStorage(), now: () => START })
  return (await own.identity()).bytes
}

async function tombstoneOf(given: PublisherKeys): Promise<Uint8Array> {
  const own = await openOwnRecords({ keys: given, home: 'a.test', storage: memoryStorage(), now: () => START })
  await own.end({ ...given, keyLog: await revokedLog(given, recoveryKey, START) }, recoveryKey)
  return (await own.identity()).bytes
}

const open = (given: Partial<OpenVaultOptions> = {}, by = seeker) =>
  openVaultOf(
    { name: NAME.text, words: WORDS, ...given },
    {
      ...{ network: NETWORK, operators: by.operators, findOther: async () => {}, now: () => START },
      peerId: by.host.peerId.toMultihash().bytes,
    },
  )

describe('a vault that is in force', () => {
  test('is opened, whether its record is shown or was never published', async () => {
    assert.deepEqual((await open())?.heardFrom, ['a.test', 'b.test'])
    shows(other, await recordOf(keys))
    const opened = await open()
    assert.equal(opened?.isInForce, true)
    assert.deepEqual(opened.keys.vault, lock)
    assert.ok(!opened.keys.deviceKey.equals(keys.deviceKey), 'a device of its own')
  })

  test('is opened where it is newer than what operators show', async () => {
    shows(home, await recordOf(keys))
    shows(other, await recordOf(keys))
    const newer = await rotatedKeys(keys, START)
    gives(await sealVault(newer, lock.sealKey))
    const opened = await open()
    assert.equal(opened?.isInForce, true)
    assert.equal(opened.keys.keyLog.length, 2)
  })

  test('says so when nobody but the home could be asked', async () => {
    assert.deepEqual((await open({}, alone))?.heardFrom, ['a.test'])
  })

  test('is asked for with a signature for this home and this connection', async () => {
    let isSigned = false
    home.answers.getVault = async ({ name, fetchKey, time, signature }) => {
      const peerId = seeker.host.peerId.toMultihash().bytes
      const bytes = getVaultBytes({ network: NETWORK, domain: 'a.test', peerId, time, name })
      isSigned = name === NAME.text && time === START && (await verifies(fetchKey, bytes, signature))
      return { vault: new Uint8Array(0) }
    }
    assert.equal(await open(), null)
    assert.ok(isSigned)
  })
})

describe('an old vault', () => {
  test('from before a rotation: any other operator gives the home away', async () => {
    shows(home, await recordOf(keys))
    shows(other, await recordOf(await rotatedKeys(keys, START)))
    await assert.rejects(open(), { code: 'KEY_CHANGED', message: /recovery/ })
  })

  test('from before a recovery too; for a recovery its keys are given with the newer log, and without the words', async () => {
    const recovered = await recoveredKeys(keys, recoveryKey, START)
    shows(other, await recordOf(recovered.keys))
    await assert.rejects(open(), { code: 'KEY_CHANGED' })
    const opened = await open({ forRecovery: true })
    assert.equal(opened?.isInForce, false)
    assert.deepEqual(opened.keys.keyLog, recovered.keys.keyLog)
    assert.equal(opened.keys.vault, undefined)
  })

  test('of an identity that was revoked', async () => {
    shows(other, await tombstoneOf(keys))
    await assert.rejects(open(), { code: 'IDENTITY_REVOKED' })
    await assert.rejects(open({ forRecovery: true }), { code: 'IDENTITY_REVOKED' })
  })

  test('whose log contradicts what operators show', async () => {
    const [one, two] = [
      await recoveredKeys(keys, recoveryKey, START),
      await recoveredKeys(keys, recoveryKey, START + 1),
    ]
    gives(await sealVault(one.keys, lock.sealKey))
    shows(other, await recordOf(two.keys))
    await assert.rejects(open(), { code: 'KEY_LOG_CONFLICT' })
  })
})

describe('what is no vault', () => {
  const seal = (content: unknown) => {
    const bytes = new TextEncoder().encode(JSON.stringify(content))
    const plain = new Uint8Array(8_144)
    new DataView(plain.buffer).setUint16(0, bytes.length)
    plain.set(bytes, 2)
    return sealPlain(plain, lock.sealKey)
  }

  test('or another person’s: KEY_STORE_LOCKED', async () => {
    const others = vaultLock(await vaultKeys({ network: NETWORK, name: NAME, passphrase: `${'zoo '.repeat(6)}` }), NAME)
    for (const box of [await sealVault(keys, others.sealKey), new Uint8Array(8_192), new Uint8Array(1)]) {
      gives(box)
      await assert.rejects(open(), { code: 'KEY_STORE_LOCKED' })
    }
  })

  test('though it is sealed for these words', async () => {
    gives(await seal({ version: 2 }))
    await assert.rejects(open(), { code: 'KEY_STORE_DAMAGED' })
    gives(await sealVault({ ...keys, network: 'other' }, lock.sealKey))
    await assert.rejects(open(), { code: 'WRONG_NETWORK' })
    const { keys: strangers } = await createKeys({ network: NETWORK })
    gives(await sealVault({ ...keys, identityKey: strangers.identityKey }, lock.sealKey))
    await assert.rejects(open(), { code: 'KEY_CHANGED' })
    gives(await sealVault({ ...keys, keyLog: [new Uint8Array(3)] }, lock.sealKey))
    await assert.rejects(open(), { code: 'KEY_LOG_INVALID' })
  })
})
