// Claims through real operator nodes: published by their owner, checked by whoever looks, or by the home of who cannot.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { isOpenPeerError, OpenPeerError } from '../../src/errors.ts'
import type { Outside } from '../../src/identity-proofs/outside.ts'
import { wantedProof } from '../../src/identity-proofs/proof-text.ts'
import type { Peer } from '../../src/peer/peer.ts'
import { callPeer } from '../../src/wire/call.ts'
import { createChannels } from '../../src/wire/channels.ts'
import { directory } from '../../src/wire/methods.ts'
import { protocolIds } from '../../src/wire/protocols.ts'
import { keybase } from '../identity-proofs/proofs/cases/keybase.ts'
import { lichess } from '../identity-proofs/proofs/cases/lichess.ts'
import { lobsters } from '../identity-proofs/proofs/cases/lobsters.ts'
import { startServices } from '../identity-proofs/proofs/services.ts'
import { NODE_WEBSITES } from '../node/websites.ts'
import { startHost } from '../wire/hosts.ts'
import { type PeerFederation, startFederation } from './federation.ts'
import { NETWORK } from './forge.ts'

const HOSTS = ['lobste.rs', 'lichess.org', 'keybase.io']
const failsWith = (code: Parameters<typeof isOpenPeerError>[1]) => (error: unknown) => isOpenPeerError(error, code)

let services: Awaited<ReturnType<typeof startServices>>
let federation: PeerFederation
let bob: Peer

/** A door behind which the services are, beside what another door reaches. */
const withServices = (other: Outside): Outside => ({
  ...other,
  canResolveDns: true,
  fetchText: (url, options) =>
    HOSTS.includes(new URL(url).hostname) ? services.outside.fetchText(url, options) : other.fetchText(url, options),
})

before(async () => {
  services = await startServices(HOSTS)
  federation = await startFederation(['a.test', 'b.test'], { outside: withServices(NODE_WEBSITES) })
  bob = await federation.startNamed('bob@b.test')
  for (const { claim } of [lobsters, lichess, keybase]) await bob.claims.add(claim)
  showAll()
})
after(async () => {
  await federation[Symbol.asyncDispose]()
  await services.stop()
})

/** lobsters is bob's, lichess is somebody else's, keybase shows nothing. */
function showAll(): void {
  const words = (claim: string) => wantedProof(bob.id, claim)
  const [forged] = lichess.forgeries
  services.show({
    https: {
      ...lobsters.genuine(words(lobsters.claim).hashed, words(lobsters.claim)).https,
      ...forged?.answers(words(lichess.claim)).https,
    },
  })
}

const results = (proofs: { method: string | null; result: string; checkedBy: string }[]) =>
  proofs.map(({ method, result, checkedBy }) => [method, result, checkedBy])

describe('own claims', () => {
  test('are in the profile for everybody, and can be taken out', async () => {
    const alice = await federation.startPeer('a.test')
    const { record } = await bob.claims.add('dns:bob.test')
    assert.deepEqual(record.payload.profile?.claims, [lobsters.claim, lichess.claim, keybase.claim, 'dns:bob.test'])
    await bob.claims.remove('dns:bob.test')
    assert.equal((await bob.claims.list()).length, 3)
    const seen = await alice.resolve('bob@b.test')
    assert.deepEqual(seen?.identity.payload.profile?.claims, await bob.claims.list())
  })

  test('an identity that showed no profile shows one with its first claim, and none without its last', async () => {
    const carol = await federation.startPeer('a.test')
    assert.deepEqual(await carol.claims.list(), [])
    const { record } = await carol.claims.add('dns:carol.test')
    assert.deepEqual(record.payload.profile, { displayName: '', names: [], claims: ['dns:carol.test'] })
    assert.equal((await carol.claims.remove('dns:carol.test')).record.payload.profile, undefined)
  })

  test('are limited, and must be claims', async () => {
    const dora = await federation.startPeer('a.test')
    await assert.rejects(dora.claims.add('https://nobody.test/a/b/c'), failsWith('INVALID_URI'))
    await assert.rejects(dora.claims.add('nostr:dora@dora.test'), failsWith('INVALID_URI'), 'the signature is missing')
    await assert.rejects(dora.claims.add(`dns:${'a'.repeat(250)}.test`), failsWith('LIMIT_EXCEEDED'))
    await assert.rejects(dora.claims.remove('dns:dora.test'), failsWith('INVALID_ARGUMENT'))
    for (let index = 0; index < 16; index++) await dora.claims.add(`dns:d${index}.test`)
    await assert.rejects(dora.claims.add('dns:d16.test'), { code: 'LIMIT_EXCEEDED', message: /remove one of yours/ })
    await dora.claims.add('dns:d0.test')
    assert.equal((await dora.claims.list()).length, 16)
  })

  test('are looked at by their owner too', async () => {
    const door = await federation.startPeer('a.test', { outside: withServices(federation.outside) })
    showAll()
    assert.equal((await door.claims.check(lobsters.claim)).result, 'missing', "it shows bob's id, not this one's")
  })
})

describe('proofs', () => {
  test('are not looked at unless asked for, and say nothing of the name', async () => {
    const door = await federation.startPeer('a.test', { outside: withServices(federation.outside) })
    showAll()
    const contact = await door.resolve('bob@b.test', { policy: 'network' })
    assert.deepEqual([contact?.status, contact?.proofs, services.asked()], ['verified', [], []])
    const checked = await door.resolve('bob@b.test', { proofs: true })
    assert.equal(checked?.status, 'verified')
    assert.deepEqual(results(checked?.proofs ?? []), [
      ['lobsters', 'verified', 'self'],
      ['lichess', 'mismatch', 'self'],
      ['keybase', 'missing', 'self'],
    ])
    const remembered = await door.resolve('bob@b.test', { policy: 'cache-only' })
    assert.deepEqual(remembered?.proofs, checked?.proofs)
  })

  test('that a peer cannot look at are looked at by its home, which is named', async () => {
    showAll()
    const page = await federation.startPeer('a.test')
    const contact = await page.resolve('bob@b.test')
    assert.ok(contact !== null)
    const proofs = await page.checkProofs(contact)
    assert.deepEqual(results(proofs), [
      ['lobsters', 'verified', 'a.test'],
      ['lichess', 'mismatch', 'a.test'],
      ['keybase', 'missing', 'a.test'],
    ])
    const [lobster] = proofs
    assert.equal(lobster?.account, 'alice')
    assert.match(lobster?.evidence ?? '', /^[0-9a-f]{64}$/)
    assert.ok(Math.abs(Date.now() - (lobster?.checkedAt ?? 0)) < 60_000)

    services.show({})
    assert.deepEqual(await page.checkProofs(contact), proofs)
    assert.deepEqual(services.asked(), [], 'the home remembers what it saw')
  })

  test('a home that is gone leaves them unreachable', async () => {
    await using lone = await startFederation(['d.test', 'e.test'])
    const owner = await lone.startNamed('dan@d.test')
    await owner.claims.add(lobsters.claim)
    const page = await lone.startPeer('e.test', { operators: ['d.test'] })
    const contact = await page.resolve('dan@d.test')
    assert.ok(contact !== null)
    await lone.kill('e.test')
    assert.deepEqual(results(await page.checkProofs(contact)), [['lobsters', 'unreachable', 'self']])
  })
})

describe('a node that is asked to check', () => {
  test('fetches nothing that the identity does not claim', async () => {
    services.show({})
    const host = await startHost({ listen: false })
    const channels = createChannels(host, protocolIds(NETWORK).directory)
    const ask = (identityId: Uint8Array, ...claims: string[]) =>
      callPeer(channels, federation.nodes.of('a.test').libp2p.getMultiaddrs(), directory.checkProofs, {
        identityId: Uint8Array.from(identityId),
        claims,
      })
    try {
      assert.deepEqual((await ask(bob.id, 'https://lobste.rs/~mallory')).outcomes, [])
      assert.deepEqual((await ask(new Uint8Array(32), lobsters.claim)).outcomes, [])
      await assert.rejects(ask(new Uint8Array(31), lobsters.claim), failsWith('INVALID_ARGUMENT'))
      await assert.rejects(ask(bob.id, ...Array(17).fill('')), (error) => error instanceof OpenPeerError)
      assert.deepEqual(services.asked(), [])
    } finally {
      await channels.stop()
      await host.stop()
    }
  })
})
