// Somebody copies a key store. Three operators, each a process of its own, and five people.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { createKeys } from '../../src/peer/create-keys.ts'
import { identityKeyOf } from '../../src/peer/identity-key.ts'
import { type KeyStore, memoryKeyStore } from '../../src/peer/key-store.ts'
import { createPeer } from '../../src/peer/peer.node.ts'
import type { Peer } from '../../src/peer/peer.ts'
import { memoryStorage } from '../../src/peer/storage.ts'
import type { VerifiedIdentity } from '../../src/records/verified-record.ts'
import { NETWORK, startWorld, type World } from '../states/world.ts'
import { askHolders, type Holders, keyText } from './holders.ts'

const DOMAINS = ['a.test', 'b.test', 'c.test']
const NAME = 'alice@a.test'

let world: World
let holders: Holders
const people: Peer[] = []
let owner: Peer
let thief: Peer
/** Met Alice before the theft; looks again under the thief, and after the recovery. */
let bob: Peer
/** Meets Alice first when the thief has her keys. */
let carol: Peer
/** Met Alice before the theft, and does not look in between. */
let dora: Peer
const ownKeys = memoryKeyStore()
let recoveryKey: Ed25519PrivateKey
let id: Uint8Array
let byThief: VerifiedIdentity

async function person(home: string, keyStore?: KeyStore): Promise<Peer> {
  const peer = await createPeer({
    ...{ network: NETWORK, home, outside: world.outside, listen: [], privacy: { privateAddresses: true } },
    keyStore: keyStore ?? memoryKeyStore((await createKeys({ network: NETWORK })).keys),
    operators: DOMAINS.filter((domain) => domain !== home),
    storage: memoryStorage(),
  })
  people.push(peer)
  return peer
}

async function signingKeyOf(keyStore: KeyStore): Promise<string> {
  const keys = (await keyStore.load()) ?? assert.fail('no keys')
  return keyText(identityKeyOf(keys).publicKey.raw)
}

async function look(peer: Peer) {
  const contact = (await peer.resolve(NAME, { policy: 'quorum' })) ?? assert.fail('nobody there')
  const recovered = contact.checks.find(({ name }) => name === 'recovered')
  return { contact, status: contact.status, key: keyText(contact.identity.keyState.signingKey), recovered }
}

const allHold = (what: string) => DOMAINS.map((domain) => `${domain}: ${what}`)

before(async () => {
  world = await startWorld(DOMAINS)
  holders = await askHolders(world.federation, NETWORK)
})
after(async () => {
  await Promise.all(people.map((peer) => peer.stop()))
  await holders?.[Symbol.asyncDispose]()
  await world?.[Symbol.asyncDispose]()
})

describe('a stolen key', () => {
  const theirs = memoryKeyStore()

  test('Alice has a name, and two people who pinned her', async () => {
    const made = await createKeys({ network: NETWORK })
    recoveryKey = made.recoveryKey
    await ownKeys.save(made.keys)
    owner = await person('a.test', ownKeys)
    await owner.register('alice')
    id = owner.id
    assert.deepEqual(await holders.all(id), allHold(await signingKeyOf(ownKeys)))
    ;[bob, carol, dora] = (await Promise.all([person('b.test'), person('c.test'), person('c.test')])) as [
      Peer,
      Peer,
      Peer,
    ]
    for (const peer of [bob, dora]) {
      const { contact, status } = await look(peer)
      assert.equal(status, 'verified')
      await peer.contacts.pin(contact)
    }
  })

  test('a thief with a copy of her key store rotates: all holders take it, and contacts follow without a word', async () => {
    await theirs.save((await ownKeys.load()) ?? assert.fail('no keys'))
    thief = await person('b.test', theirs)
    const { failure } = await thief.identity.rotate()
    assert.equal(failure, null)
    const stolen = await signingKeyOf(theirs)
    assert.deepEqual(await holders.all(id), allHold(stolen))
    byThief = (await holders.held('a.test', id)) ?? assert.fail('nothing held')
    const seen = await look(bob)
    assert.deepEqual([seen.status, seen.key, seen.recovered], ['verified', stolen, undefined])
    const met = await look(carol)
    assert.deepEqual([met.status, met.key], ['verified', stolen])
    await carol.contacts.pin(met.contact)
  })

  test('her own keys say nothing any more, and she can tell why', async () => {
    await assert.rejects(owner.publish(), { code: 'KEY_CHANGED' })
    await assert.rejects(owner.identity.rotate(), { code: 'KEY_CHANGED' })
  })

  test('she recovers: all holders end with her, those that took the thief’s first as well', async () => {
    // As after a restart on the old key store, which the thief has put out of force.
    await owner.stop()
    owner = await person('a.test', ownKeys)
    const spent = recoveryKey
    const { failure } = await owner.identity.recover(spent, {
      onNewRecoveryKey: (next) => {
        recoveryKey = next
      },
    })
    assert.equal(failure, null)
    assert.notEqual(recoveryKey, spent)
    assert.deepEqual(await holders.all(id), allHold(await signingKeyOf(ownKeys)))
  })

  test('who pinned her before ends with her; who knew the thief in between is told, until it is pinned again', async () => {
    const mine = await signingKeyOf(ownKeys)
    const unaware = await look(dora)
    assert.deepEqual([unaware.status, unaware.key, unaware.recovered], ['verified', mine, undefined])
    for (const peer of [bob, carol]) {
      const told = await look(peer)
      assert.deepEqual([told.status, told.key], ['verified', mine])
      assert.deepEqual([told.recovered?.result, told.recovered?.code], ['failed', 'KEY_CHANGED'])
      assert.ok((await look(peer)).recovered !== undefined, 'it is said again, in case that nobody read it')
      await peer.contacts.pin(told.contact)
      assert.equal((await look(peer)).recovered, undefined)
    }
  })

  test('the thief can publish nothing any more', async () => {
    const mine = allHold(await signingKeyOf(ownKeys))
    await assert.rejects(thief.publish(), { code: 'KEY_CHANGED' })
    await assert.rejects(thief.identity.rotate(), { code: 'KEY_CHANGED' })
    for (const domain of DOMAINS) assert.equal(await holders.put(domain, byThief), 'not-newest')
    assert.deepEqual(await holders.all(id), mine)
  })

  test('she ends it: nobody holds anything else, and no old record comes back, after a restart either', async () => {
    const last = (await holders.held('a.test', id)) ?? assert.fail('nothing held')
    const { failure } = await owner.identity.revoke(recoveryKey)
    assert.equal(failure, null)
    assert.deepEqual(await holders.all(id), allHold('revoked'))
    await world.federation.operators.find(({ domain }) => domain === 'c.test')?.process.stop()
    await world.federation.restart('c.test')
    for (const domain of DOMAINS) {
      for (const old of [byThief, last]) assert.equal(await holders.put(domain, old), 'not-newest')
    }
    assert.deepEqual(await holders.all(id), allHold('revoked'))
    for (const peer of [bob, carol, dora]) await assert.rejects(look(peer), { code: 'IDENTITY_REVOKED' })
    await assert.rejects(owner.register('alice'), { code: 'IDENTITY_REVOKED' })
    await assert.rejects(thief.publish(), { code: 'IDENTITY_REVOKED' })
  })
})
