// Vaults at a home, over real sockets: who may put one, and who is given it.
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { type ErrorCode, isOpenPeerError } from '../../src/errors.ts'
import { TESTNET_BUDGETS } from '../../src/testnet/budgets.ts'
import { SELF } from '../federation/origins.ts'
import { type Nodes, startNodes } from './nodes.ts'
import { createPerson, type Person } from './people.ts'
import { BOX, type GetFields, get, newKey, type PutFields, put } from './vault-asker.ts'

const code = (expected: ErrorCode) => (error: unknown) => isOpenPeerError(error, expected)
const MINUTE_MS = 60_000
const VAULTS_PER_HOUR = 10

let nodes: Nodes
let alice: Person
let mallory: Person
let fetchKey: Ed25519PrivateKey
/** Of nobody else yet: each may ask ten times an hour. */
let guest: Person
const home = () => nodes.of('a.test')

before(async () => {
  const settings = { budgets: { ...TESTNET_BUDGETS, vaultsPerHour: VAULTS_PER_HOUR } }
  nodes = await startNodes(['a.test', 'b.test', 'c.test'], { settings })
  alice = await createPerson()
  mallory = await createPerson()
  await alice.register(home(), 'alice')
  await mallory.register(home(), 'mallory')
})
after(async () => {
  await Promise.all([alice, mallory, guest].map((person) => person?.[Symbol.asyncDispose]()))
  await nodes?.[Symbol.asyncDispose]()
})
beforeEach(async () => {
  fetchKey = await newKey()
  await guest?.[Symbol.asyncDispose]()
  guest = await createPerson()
})

describe('putVault', () => {
  it('keeps a vault for whoever has the identity key, and counts it', async () => {
    await put(home(), alice, fetchKey)
    assert.deepEqual(await get(home(), guest, fetchKey), BOX)
    assert.equal(home().counts().vaults, 1)
  })

  const refusals: [string, PutFields, ErrorCode][] = [
    ['of another name of this domain', { name: 'mallory@a.test' }, 'NAME_OWNED_BY_ANOTHER'],
    ['of a name that nobody has', { name: 'nobody@a.test' }, 'NAME_OWNED_BY_ANOTHER'],
    ['of what is no name', { name: 'al ice' }, 'INVALID_NAME'],
    ['of a name in another spelling', { name: 'Alice@A.test' }, 'INVALID_NAME'],
    ['of another size', { box: new Uint8Array(100) }, 'INVALID_ARGUMENT'],
    ['signed 6 minutes ago', { time: Date.now() - 6 * MINUTE_MS }, 'RECORD_EXPIRED'],
    ['signed 6 minutes ahead', { time: Date.now() + 6 * MINUTE_MS }, 'SEQ_IN_FUTURE'],
    ['signed for another home', { domain: 'b.test' }, 'WRONG_SIGNER'],
    ['signed for the connection of another peer', { peerId: new Uint8Array(38) }, 'WRONG_SIGNER'],
    ['whose box was changed', { changed: { vault: BOX.with(0, 1) } }, 'WRONG_SIGNER'],
    ['whose fetch key was changed', { changed: { fetchKey: new Uint8Array(32) } }, 'WRONG_SIGNER'],
    ['whose time was changed', { changed: { time: Date.now() + 1_000 } }, 'WRONG_SIGNER'],
    ['that was to be a renewal', { changed: { renewal: true } }, 'WRONG_SIGNER'],
  ]
  for (const [what, fields, expected] of refusals) {
    it(`refuses one ${what}: ${expected}`, async () => {
      await assert.rejects(put(home(), alice, fetchKey, fields), code(expected))
      assert.equal((await get(home(), guest, fetchKey)).length, 0)
    })
  }

  it('refuses one that somebody else signed, also by the device key alone', async () => {
    for (const identityKey of [mallory.identityKey, alice.deviceKey]) {
      await assert.rejects(put(home(), alice, fetchKey, { identityKey }), code('WRONG_SIGNER'))
    }
    await assert.rejects(put(home(), mallory, fetchKey, { identityId: alice.id }), code('WRONG_SIGNER'))
  })

  it('refuses people who have no name here', async () => {
    await using carol = await createPerson()
    await assert.rejects(put(home(), carol, fetchKey, { name: 'carol@b.test' }), code('NOT_REGISTERED'))
  })

  it('keeps one of another domain’s name for somebody who has a name here too', async () => {
    await mallory.register(nodes.of('b.test'), 'mallory', { names: ['mallory@a.test', 'mallory@b.test'] })
    await put(nodes.of('b.test'), mallory, fetchKey, { name: 'mallory@a.test' })
    assert.deepEqual(await get(nodes.of('b.test'), guest, fetchKey, { name: 'mallory@a.test' }), BOX)
  })

  it('does not let an older one replace a newer one, nor the same one twice', async () => {
    const time = Date.now() + 1_000
    await put(home(), alice, fetchKey, { time })
    const older = await newKey()
    for (const at of [time - 500, time]) {
      await assert.rejects(put(home(), alice, older, { time: at }), code('NOT_NEWEST'))
    }
    assert.deepEqual(await get(home(), guest, fetchKey), BOX)
    await put(home(), alice, older, { time: time + 1 })
    assert.equal((await get(home(), guest, fetchKey)).length, 0, 'one for each identity')
  })

  it('renews what has the same words, and does not bring given-up ones back', async () => {
    const time = Date.now() + 10_000
    await put(home(), alice, fetchKey, { time })
    await put(home(), alice, fetchKey, { time: time + 1, renewal: true })
    const words = await newKey()
    await put(home(), alice, words, { time: time + 2 })
    await assert.rejects(put(home(), alice, fetchKey, { time: time + 3, renewal: true }), code('CONFLICT'))
    await put(home(), alice, null, { time: time + 4 })
    await assert.rejects(put(home(), alice, words, { time: time + 5, renewal: true }), code('CONFLICT'))
    assert.equal(home().counts().vaults, 0)
    await put(home(), alice, words, { time: time + 6 })
  })

  it('goes by the newest keys, wherever they were published', async () => {
    await using dave = await createPerson()
    await dave.register(home(), 'dave')
    // As many holders as make it safe have it, and this home was left out.
    const newest = await dave.tombstone()
    for (const domain of ['b.test', 'c.test']) {
      await nodes.of(domain).federation.store.put(newest, dave.routingKey(), SELF)
    }
    await assert.rejects(put(home(), dave, fetchKey, { name: 'dave@a.test' }), code('IDENTITY_REVOKED'))
  })
})

describe('getVault', () => {
  const refusals: [string, GetFields, ErrorCode][] = [
    ['signed 6 minutes ago', { time: Date.now() - 6 * MINUTE_MS }, 'RECORD_EXPIRED'],
    ['signed 6 minutes ahead', { time: Date.now() + 6 * MINUTE_MS }, 'SEQ_IN_FUTURE'],
    ['signed for another home', { domain: 'b.test' }, 'BAD_SIGNATURE'],
    ['what is no name', { name: 'al ice' }, 'INVALID_NAME'],
  ]
  for (const [what, fields, expected] of refusals) {
    it(`refuses a request ${what}: ${expected}`, async () => {
      await put(home(), alice, fetchKey, { time: Date.now() + 60_000 })
      await assert.rejects(get(home(), guest, fetchKey, fields), code(expected))
    })
  }

  it('is of no use when it is sent again by another peer', async () => {
    await put(home(), alice, fetchKey, { time: Date.now() + 70_000 })
    const peerId = mallory.host.peerId.toMultihash().bytes
    await assert.rejects(get(home(), guest, fetchKey, { peerId }), code('BAD_SIGNATURE'))
    const signedBy = await newKey()
    await assert.rejects(get(home(), guest, fetchKey, { signedBy }), code('BAD_SIGNATURE'))
  })

  it('answers alike for a wrong key, a name without a vault and a name that nobody has', async () => {
    await put(home(), alice, fetchKey, { time: Date.now() + 80_000 })
    await using erin = await createPerson()
    await erin.register(home(), 'erin')
    const answers = [
      await get(home(), guest, await newKey()),
      await get(home(), guest, fetchKey, { name: 'erin@a.test' }),
      await get(home(), guest, fetchKey, { name: 'nobody@a.test' }),
      await get(home(), guest, fetchKey, { name: 'alice@b.test' }),
    ]
    assert.deepEqual(answers, Array(4).fill(new Uint8Array(0)))
  })

  it('lets nobody guess: ten asks an hour, then RATE_LIMITED with the time', async () => {
    for (let asks = 0; asks < VAULTS_PER_HOUR; asks++) await get(home(), guest, await newKey())
    const refused = home().counts().vaultsRefused
    await assert.rejects(get(home(), guest, fetchKey), (error: unknown) => {
      assert.ok(isOpenPeerError(error, 'RATE_LIMITED'))
      const wait = error.retryAfterMs ?? 0
      assert.ok(wait > MINUTE_MS && wait <= 6 * MINUTE_MS, String(wait))
      return true
    })
    assert.equal(home().counts().vaultsRefused, refused + 1)
  })

  it('keeps nobody from their own vault by asking for it', async () => {
    await put(home(), alice, fetchKey, { time: Date.now() + 90_000 })
    for (let asks = 0; asks < VAULTS_PER_HOUR; asks++) await get(home(), guest, await newKey())
    await assert.rejects(get(home(), guest, await newKey()), code('RATE_LIMITED'))
    assert.deepEqual(await get(home(), alice, fetchKey), BOX)
  })

  it('gives nothing to whoever has lost the name, and nothing of it to the next one', async () => {
    await using frank = await createPerson()
    await frank.register(home(), 'frank')
    await put(home(), frank, fetchKey, { name: 'frank@a.test' })
    assert.equal((await get(home(), guest, fetchKey, { name: 'frank@a.test' })).length, BOX.length)
    home().registry.release('frank')
    assert.equal((await get(home(), guest, fetchKey, { name: 'frank@a.test' })).length, 0)
    await using next = await createPerson()
    await next.register(home(), 'frank')
    assert.equal((await get(home(), guest, fetchKey, { name: 'frank@a.test' })).length, 0)
    await assert.rejects(put(home(), frank, fetchKey, { name: 'frank@a.test' }), code('NOT_REGISTERED'))
  })
})

describe('by one address', () => {
  it('all its peers together may ask ten times', async () => {
    const budgets = { ...TESTNET_BUDGETS, vaultsPerHour: VAULTS_PER_HOUR, proxies: [] }
    const settings = { budgets }
    await using alone = await startNodes(['a.test'], { settings })
    for (let asks = 0; asks < VAULTS_PER_HOUR; asks++) {
      await using one = await createPerson()
      await get(alone.of('a.test'), one, fetchKey)
    }
    await assert.rejects(get(alone.of('a.test'), guest, fetchKey), code('RATE_LIMITED'))
  })
})
