import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import type { ErrorCode } from '../../src/errors.ts'
import { loadNodeKeys } from '../../src/node/keys.ts'
import type { ResolvedBundle } from '../../src/node/resolved-bundle.ts'
import { rawPublicKey } from '../../src/records/keys.ts'
import { nameHash } from '../../src/records/routing-key.ts'
import { sealRecord } from '../../src/records/seal-record.ts'
import { parseAddress } from '../../src/records/uris.ts'
import { answering } from '../../src/wire/call.ts'
import { handleProtocol } from '../../src/wire/handle-protocol.ts'
import type { ResolveResponse } from '../../src/wire/messages.js'
import { directory } from '../../src/wire/methods.ts'
import { protocolIds } from '../../src/wire/protocols.ts'
import { type Nodes, startNodes } from './nodes.ts'
import { createPerson, NETWORK, type Person } from './people.ts'

const BOB = parseAddress('bob@b.test')
const HOUR_MS = 3_600_000
const NOW = Date.now()

describe('a node of b.test that lies about bob@b.test', () => {
  let nodes: Nodes
  let bob: Person
  let mallory: Person
  let domainKey: Ed25519PrivateKey
  let truth: ResolvedBundle
  let lie: Partial<ResolveResponse> = {}

  before(async () => {
    nodes = await startNodes(['a.test', 'b.test', 'c.test'], { onDisk: true })
    bob = await createPerson()
    mallory = await createPerson()
    await bob.register(nodes.of('b.test'), 'bob', { seq: NOW - 1_000 })
    await mallory.register(nodes.of('c.test'), 'bob')
    ;({ domainKey } = await loadNodeKeys(nodes.of('b.test').config.dataDir))
    truth = await nodes.of('c.test').resolve(BOB, { policy: 'quorum' })
    // From here on, whoever asks b.test's own node hears the lie.
    const { libp2p } = nodes.of('b.test')
    await libp2p.unhandle(protocolIds(NETWORK).directory)
    const resolve = answering(directory.resolve, async () => lie)
    await handleProtocol(libp2p, protocolIds(NETWORK).directory, { resolve })
  })
  after(async () => {
    await Promise.all([bob, mallory].map((person) => person[Symbol.asyncDispose]()))
    await nodes[Symbol.asyncDispose]()
  })

  const honest = () => ({
    domainRecord: truth.domain?.bytes ?? new Uint8Array(),
    nameRecord: truth.name?.bytes ?? new Uint8Array(),
    identityRecord: truth.identity?.bytes ?? new Uint8Array(),
  })

  /** A name record for a local part that leads to `id`. */
  async function nameRecord(
    id: Uint8Array,
    { key = domainKey, local = 'bob', seq = NOW, lifetimeMs = HOUR_MS, network = NETWORK } = {},
  ) {
    const payload = { nameHash: nameHash(local), identityId: id, seq, expiresAt: seq + lifetimeMs, since: seq }
    return await sealRecord('name', payload, key, network)
  }

  const lies: [string, ErrorCode, () => Promise<Partial<ResolveResponse>>][] = [
    [
      'another domain’s whole answer',
      'WRONG_DOMAIN',
      async () => {
        const other = await nodes.of('c.test').resolve(parseAddress('bob@c.test'))
        return {
          domainRecord: other.domain?.bytes,
          nameRecord: other.name?.bytes,
          identityRecord: other.identity?.bytes,
        } as ResolveResponse
      },
    ],
    [
      'a domain record of b.test under a key that it made up',
      'WRONG_SIGNER',
      async () => {
        const key = await generateKeyPair('Ed25519')
        const base = truth.domain?.payload
        assert.ok(base)
        const payload = { ...base, key: rawPublicKey(key.publicKey), seq: NOW, expiresAt: NOW + HOUR_MS }
        const domainRecord = await sealRecord('domain', payload, key, NETWORK)
        return { ...honest(), domainRecord, nameRecord: await nameRecord(mallory.id, { key }) }
      },
    ],
    [
      'a name record by another key',
      'WRONG_SIGNER',
      async () => ({
        ...honest(),
        nameRecord: await nameRecord(mallory.id, { key: await generateKeyPair('Ed25519') }),
      }),
    ],
    [
      'the record of another name',
      'WRONG_ROUTING_KEY',
      async () => ({ ...honest(), nameRecord: await nameRecord(bob.id, { local: 'bobby' }) }),
    ],
    [
      'an identity that the name does not lead to',
      'WRONG_ROUTING_KEY',
      async () => ({ ...honest(), identityRecord: await mallory.record({ names: ['bob@b.test'] }) }),
    ],
    [
      'an identity that does not list the name',
      'NAME_NOT_LISTED',
      async () => ({
        ...honest(),
        nameRecord: await nameRecord(mallory.id),
        identityRecord: await mallory.record({ names: ['mallory@b.test'] }),
      }),
    ],
    [
      'a name record that is over',
      'RECORD_EXPIRED',
      async () => ({ ...honest(), nameRecord: await nameRecord(bob.id, { seq: NOW - 2 * HOUR_MS }) }),
    ],
    [
      'a name record from the future',
      'SEQ_IN_FUTURE',
      async () => ({ ...honest(), nameRecord: await nameRecord(bob.id, { seq: NOW + HOUR_MS }) }),
    ],
    [
      'a record of another network',
      'WRONG_NETWORK',
      async () => ({ ...honest(), nameRecord: await nameRecord(bob.id, { network: 'other' }) }),
    ],
    [
      'no record at all, but bytes',
      'RECORD_MALFORMED',
      async () => ({ ...honest(), nameRecord: new Uint8Array(40).fill(9) }),
    ],
    ['far too many bytes', 'RECORD_TOO_LARGE', async () => ({ ...honest(), identityRecord: new Uint8Array(20_000) })],
  ]
  for (const [what, code, tell] of lies) {
    it(`${what}: refused with ${code}, and the holders’ truth is given`, async () => {
      lie = await tell()
      for (const policy of ['network', 'quorum'] as const) {
        const bundle = await nodes.of('a.test').resolve(BOB, { policy })
        assert.deepEqual(bundle.identity?.bytes, truth.identity?.bytes, policy)
        assert.deepEqual(bundle.name?.bytes, truth.name?.bytes)
        assert.notEqual(bundle.source, 'domain')
        assert.deepEqual(
          bundle.refused.map((refusal) => [refusal.peerId, refusal.code]),
          [[String(nodes.of('b.test').peerId), code]],
        )
      }
    })
  }

  it('an old version of the identity, once valid: with quorum the newer one of the holders wins', async () => {
    const old = await bob.record({ homes: ['b.test'], names: ['bob@b.test'], seq: NOW - HOUR_MS })
    lie = { ...honest(), identityRecord: old }
    const bundle = await nodes.of('a.test').resolve(BOB, { policy: 'quorum' })
    assert.deepEqual(bundle.identity?.bytes, truth.identity?.bytes)
  })

  it('that there is no bob: the holders still know him', async () => {
    lie = { domainRecord: honest().domainRecord }
    for (const policy of ['network', 'quorum'] as const) {
      const bundle = await nodes.of('a.test').resolve(BOB, { policy })
      assert.deepEqual(bundle.identity?.bytes, truth.identity?.bytes, policy)
    }
  })

  it('where he is: locations of devices that he does not list are left out', async () => {
    lie = {
      ...honest(),
      locations: [await mallory.location(), await bob.location({ key: mallory.deviceKey }), await bob.location()],
    }
    const bundle = await nodes.of('a.test').resolve(BOB)
    assert.equal(bundle.source, 'domain')
    assert.equal(bundle.locations.length, 1)
  })
})
