// Keys that are replaced where the operators are gone, or do not want it.
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { recoveredKeys } from '../../src/peer/change-keys.ts'
import { createKeys } from '../../src/peer/create-keys.ts'
import { memoryKeyStore, type PublisherKeys } from '../../src/peer/key-store.ts'
import { createOwnKeys, type OwnKeys } from '../../src/peer/own-keys.ts'
import { openOwnRecords } from '../../src/peer/own-records.ts'
import { publishIdentity } from '../../src/peer/publish-identity.ts'
import { memoryStorage } from '../../src/peer/storage.ts'
import { type Directory, result, startDirectory } from './directory.ts'
import { NETWORK, START } from './forge.ts'
import { type Seeker, startSeeker } from './seeker.ts'

let home: Directory
let other: Directory
let seeker: Seeker
let keys: PublisherKeys
let recoveryKey: Ed25519PrivateKey
let keyStore: ReturnType<typeof memoryKeyStore>
let identity: OwnKeys

before(async () => {
  ;[home, other] = (await Promise.all([startDirectory('a.test'), startDirectory('b.test')])) as [Directory, Directory]
  seeker = await startSeeker({ home, others: [other] })
})
after(() => Promise.all([home, other, seeker].map((one) => one[Symbol.asyncDispose]())))

const stores = () => ({ results: [result({ outcome: 'stored', holders: 3, needed: 2 })] })
const refuses = () => ({ results: [result({ code: 'REFUSED', message: 'not here' })] })
const isGone = () => Promise.reject(new Error('broken'))

beforeEach(async () => {
  const made = await createKeys({ network: NETWORK, now: () => START })
  keys = made.keys
  recoveryKey = made.recoveryKey
  keyStore = memoryKeyStore(keys)
  const common = { network: NETWORK, now: () => START }
  const own = await openOwnRecords({ keys, home: 'a.test', storage: memoryStorage(), now: common.now })
  await own.keep(await own.identity())
  const { operators } = seeker
  const presence = { publish: () => publishIdentity({ own, operators, ...common }) }
  identity = createOwnKeys({ own, keyStore, operators, presence, ...common })
  for (const { answers } of [home, other]) {
    answers.find = () => ({ records: [{ envelope: new Uint8Array(0), answers: 1, needed: 1 }] })
    answers.publish = stores
  }
})

describe('keys that are replaced', () => {
  test('are published at another operator too, and there alone where the home refuses', async () => {
    other.asked.length = 0
    assert.equal((await identity.rotate()).published?.holders, 3)
    assert.ok(other.asked.includes('publish'), 'a home may only say that it did it')
    home.answers.publish = refuses
    const { published, failure } = await identity.rotate()
    assert.deepEqual([published?.outcome, failure], ['stored', null])
  })

  test('are kept where nobody takes them, and the reason is told', async () => {
    home.answers.publish = refuses
    other.answers.publish = refuses
    assert.deepEqual(await identity.rotate(), { published: null, failure: 'REFUSED' })
    assert.equal((await keyStore.load())?.keyLog.length, 2)
  })

  test('stay as they are where no operator says which are in force', async () => {
    home.answers.find = isGone
    other.answers.find = isGone
    const onNewRecoveryKey = () => assert.fail('nothing is to be written down')
    for (const change of [
      identity.rotate(),
      identity.recover(recoveryKey, { onNewRecoveryKey }),
      identity.revoke(recoveryKey),
    ]) {
      await assert.rejects(change)
    }
    assert.equal(await keyStore.load(), keys)
  })

  test('follow the newest log that anybody shows, though the home hides it', async () => {
    const theirs = (await recoveredKeys(keys, recoveryKey, START)).keys
    const elsewhere = await openOwnRecords({
      ...{ keys: theirs, home: 'a.test', storage: memoryStorage() },
      now: () => START,
    })
    const envelope = Uint8Array.from((await elsewhere.identity()).bytes)
    other.answers.find = () => ({ records: [{ envelope, answers: 1, needed: 1 }] })
    await assert.rejects(identity.rotate(), { code: 'KEY_CHANGED' })
    const spent = identity.recover(recoveryKey, { onNewRecoveryKey: () => {} })
    await assert.rejects(spent, { code: 'WRONG_SIGNER' })
    assert.equal(await keyStore.load(), keys)
  })
})
