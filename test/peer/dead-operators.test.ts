// Operators that are gone: what they held is found elsewhere, and people who know each other need none.
import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { isOpenPeerError } from '../../src/errors.ts'
import { BINDING_FRESH_MS } from '../../src/peer/bindings.ts'
import { createKeys } from '../../src/peer/create-keys.ts'
import { type KeyStore, memoryKeyStore } from '../../src/peer/key-store.ts'
import type { Peer } from '../../src/peer/peer.ts'
import { memoryStorage, type PeerStorage } from '../../src/peer/storage.ts'
import { until } from '../node/until.ts'
import { type PeerFederation, startFederation } from './federation.ts'
import { NETWORK } from './forge.ts'

const failsWith = (code: Parameters<typeof isOpenPeerError>[1]) => (error: unknown) => isOpenPeerError(error, code)

describe('a dead domain', () => {
  let federation: PeerFederation
  let newcomer: Peer
  let acquainted: Peer
  let aheadMs = 0
  before(async () => {
    federation = await startFederation(['a.test', 'b.test', 'c.test'])
    const bob = await federation.startNamed('bob@b.test')
    acquainted = await federation.startPeer('a.test', { now: () => Date.now() + aheadMs })
    assert.equal((await acquainted.resolve('bob@b.test'))?.status, 'verified')
    await federation.kill('b.test')
    newcomer = await federation.startPeer('a.test')
    assert.equal(bob.status.published, true)
  })
  after(() => federation[Symbol.asyncDispose]())

  test('a newcomer finds its people at the other holders, their name unconfirmed', async () => {
    const contact = await newcomer.resolve('bob@b.test')
    assert.equal(contact?.status, 'name-unconfirmed')
    assert.deepEqual(
      contact?.checks.map(({ name, result }) => `${name} ${result}`),
      [
        ...['key-log ok', 'name-record ok', 'lists-name ok', 'website unreachable', 'dns missing'],
        ...['witnesses missing', 'devices ok'], // two are left, and it takes three
      ],
    )
    await assert.rejects(newcomer.connect('bob@b.test'), failsWith('NOT_VERIFIED'))
  })

  test('who had checked the binding within 30 days still has it verified, and told as remembered', async () => {
    // Later than what was just heard from the website is good for.
    aheadMs = BINDING_FRESH_MS + 1
    const contact = await acquainted.resolve('bob@b.test')
    assert.deepEqual([contact?.status, contact?.source], ['verified', 'network'])
    assert.equal(contact?.checks.find(({ name }) => name === 'website')?.result, 'remembered')
  })

  test('a name that it never gave is null still', async () => {
    assert.equal(await newcomer.resolve('nobody@b.test'), null)
  })
})

describe('with no operator alive', () => {
  let federation: PeerFederation
  let alice: Peer
  let bob: Peer
  let bobs: { keyStore: KeyStore; storage: PeerStorage }
  beforeEach(async () => {
    federation = await startFederation(['a.test', 'b.test'], { onDisk: true })
    bobs = { keyStore: memoryKeyStore((await createKeys({ network: NETWORK })).keys), storage: memoryStorage() }
    ;[alice, bob] = await Promise.all([
      federation.startNamed('alice@a.test'),
      federation.startNamed('bob@b.test', bobs),
    ])
    await alice.connect('bob@b.test')
    const remembered = (peer: Peer, name: string) => async () =>
      (await peer.resolve(name, { policy: 'cache-only' }))?.addresses.length === 1
    await until('both remember addresses', async () => {
      return (await remembered(alice, 'bob@b.test')()) && (await remembered(bob, 'alice@a.test')())
    })
    await federation.kill('a.test', 'b.test')
  })
  afterEach(() => federation[Symbol.asyncDispose]())

  test('the open link goes on: messages arrive in order, with receipts', async () => {
    const received: string[] = []
    bob.chat.onMessage(({ text }) => received.push(text))
    const contact = await alice.resolve('bob@b.test')
    assert.ok(contact !== null)
    const texts = Array.from({ length: 10 }, (_, at) => `message ${at}`)
    const receipts = await Promise.all(texts.map((text) => alice.chat.send(contact, text)))
    assert.deepEqual(received, texts)
    const numbers = receipts.map(({ number }) => number)
    assert.deepEqual(
      numbers,
      [...numbers].sort((a, b) => a - b),
    )
  })

  test('Bob restarts, and Alice reconnects to him', async () => {
    await bob.stop()
    await until('Alice noticed', () => alice.links().length === 0)
    const again = await federation.startPeer('b.test', bobs)
    const link = await alice.connect('bob@b.test')
    assert.deepEqual([link.contact.id, link.path], [again.id, 'direct'])
  })

  test('Bob restarts, and calls Alice, who still knows him as verified', async () => {
    await bob.stop()
    const again = await federation.startPeer('b.test', bobs)
    const called = Promise.withResolvers<string>()
    alice.onLink(({ contact }) => called.resolve(contact.status))
    await again.connect('alice@a.test')
    assert.equal(await called.promise, 'verified')
  })

  test('a peer starts, says that its home is unreachable, and announces itself when that is back', async () => {
    await bob.stop()
    let aheadMs = 0
    const again = await federation.startPeer('b.test', { ...bobs, now: () => Date.now() + aheadMs })
    await until('it noticed', () => again.status.failure === 'UNREACHABLE')
    const { home, published, located } = again.status
    assert.deepEqual([again.name?.text, home, published, located], ['bob@b.test', 'unreachable', false, false])
    assert.equal((await again.resolve('alice@a.test'))?.source, 'cache')
    await assert.rejects(again.resolve('carol@a.test'), failsWith('UNREACHABLE'))

    await federation.revive('b.test')
    // The node came back at another address; the website, which names it, is asked again after half a minute.
    aheadMs = 31_000
    await again.ready()
    await until('nothing fails any more', () => again.status.failure === null)
    assert.equal(again.status.home, 'reachable')
  })
})
