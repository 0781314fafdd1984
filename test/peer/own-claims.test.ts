import assert from 'node:assert/strict'
import { test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { createKeys } from '../../src/peer/create-keys.ts'
import { openOwnRecords } from '../../src/peer/own-records.ts'
import { publishIdentity } from '../../src/peer/publish-identity.ts'
import { memoryStorage } from '../../src/peer/storage.ts'
import { validateIdentity } from '../../src/records/validate.ts'
import { result, startDirectory } from './directory.ts'
import { NETWORK } from './forge.ts'
import { startSeeker } from './seeker.ts'

async function startOwner() {
  const home = await startDirectory('a.test')
  const seeker = await startSeeker({ home })
  const { clock, operators } = seeker
  const { keys } = await createKeys({ network: NETWORK, now: clock.now })
  const open = (given = keys) =>
    openOwnRecords({ keys: given, home: 'a.test', storage: memoryStorage(), now: clock.now })
  const own = await open()
  return {
    ...{ home, clock, keys, own, open },
    publish: (addClaim: string) =>
      publishIdentity({ own, operators, network: NETWORK, now: clock.now, change: { addClaim } }),
    async [Symbol.asyncDispose]() {
      await seeker[Symbol.asyncDispose]()
      await home[Symbol.asyncDispose]()
    },
  }
}

test('a claim is put on top of what another device claimed meanwhile', async () => {
  await using owner = await startOwner()
  const { home, own, open, keys, clock } = owner
  const elsewhere = await open({ ...keys, deviceKey: await generateKeyPair('Ed25519') })
  clock.at += 1_000
  const theirs = await elsewhere.draft({ addClaim: 'dns:theirs.test' })
  clock.at -= 1_000
  const sent: Uint8Array[] = []
  home.answers.publish = ({ records }) => {
    sent.push(...records.map(({ envelope }) => envelope))
    const outcome = sent.length === 1 ? 'not-newest' : 'stored'
    return { results: [result({ outcome, current: Uint8Array.from(theirs.bytes), holders: 1, needed: 1 })] }
  }
  const { record } = await owner.publish('dns:ours.test')
  assert.deepEqual(record.payload.profile?.claims, ['dns:theirs.test', 'dns:ours.test'])
  const last = await validateIdentity(sent.at(-1) ?? assert.fail(), own.id, { network: NETWORK, now: clock.now() })
  assert.deepEqual(last.payload.profile?.claims, record.payload.profile?.claims)
  assert.equal(last.payload.devices.length, 2)
  assert.deepEqual((await own.identity()).bytes, record.bytes)
})

test('a claim that no operator took is not kept', async () => {
  await using owner = await startOwner()
  owner.home.answers.publish = () => ({ results: [result({ code: 'NO_QUORUM', message: 'two of three are gone' })] })
  await assert.rejects(owner.publish('dns:ours.test'), { code: 'NO_QUORUM' })
  assert.equal((await owner.own.identity()).payload.profile, undefined)
})
