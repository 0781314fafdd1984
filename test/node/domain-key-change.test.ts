import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { equals } from 'uint8arrays/equals'
import type { LookupPolicy } from '../../src/federation/lookup-policy.ts'
import { createLog } from '../../src/node/log.ts'
import { resolveForeign } from '../../src/node/resolve-name.ts'
import { encodeBundle, NOTHING_FOUND, type ResolvedBundle } from '../../src/node/resolved-bundle.ts'
import { peerIdBytesFromRaw, rawPublicKey } from '../../src/records/keys.ts'
import { parseName } from '../../src/records/names.ts'
import { domainRoutingKey, nameHash } from '../../src/records/routing-key.ts'
import { sealRecord } from '../../src/records/seal-record.ts'
import { parseAddress } from '../../src/records/uris.ts'
import { validateDomain, validateIdentity, validateName } from '../../src/records/validate.ts'
import { ResolveResponse } from '../../src/wire/messages.js'
import { startNodes } from './nodes.ts'
import { createPerson, NETWORK } from './people.ts'
import { until } from './until.ts'

const BOB = parseAddress('bob@b.test')
const NAME = parseName('bob@b.test')
const NOW = Date.now()
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const TIME = { network: NETWORK, now: NOW }

describe('a domain that lost its key and made a new one', () => {
  it('gives all its names anew, and resolves under the new key once the others saw it twice, an hour apart', async () => {
    const clock = { aheadMs: 0 }
    const now = () => Date.now() + clock.aheadMs
    await using nodes = await startNodes(['a.test', 'b.test', 'c.test'], { onDisk: true, renewEveryMs: 20, now })
    await using bob = await createPerson({ now })
    await bob.register(nodes.of('b.test'), 'bob')
    const before = await nodes.of('a.test').resolve(BOB)
    const { dataDir } = nodes.of('b.test').config
    await nodes.stop('b.test')
    await rm(join(dataDir ?? '', 'domain.key'))
    // What was seen counts for an hour: only then is the website looked at again.
    clock.aheadMs += HOUR_MS + MINUTE_MS
    const b = await nodes.restart('b.test')
    assert.notDeepEqual(b.domainKey, before.domain?.payload.key)
    await until('every name is renewed', () => b.registry.due(now(), 1).length === 0)
    const routingKey = domainRoutingKey(NETWORK, 'b.test')
    const heldKeys = () =>
      Promise.all(
        ['a.test', 'c.test'].map(async (one) => (await nodes.of(one).federation.store.get(routingKey))?.signer),
      )
    // It asks for a name, so its domain's record is offered: the others saw the new key once by now.
    await bob.register(b, 'bob')
    assert.deepEqual(await heldKeys(), [before.domain?.signer, before.domain?.signer])
    clock.aheadMs += HOUR_MS + MINUTE_MS
    await until('the others hold it', async () => {
      await bob.register(b, 'bob')
      return (await heldKeys()).every((key) => key !== undefined && equals(key, b.domainKey))
    })
    for (const policy of ['network', 'quorum'] as const) {
      const after = await nodes.of('a.test').resolve(BOB, { policy })
      assert.deepEqual(after.domain?.payload.key, b.domainKey, policy)
      assert.deepEqual(after.name?.signer, b.domainKey)
      assert.deepEqual(after.identity?.payload.id, bob.id)
      assert.deepEqual(after.refused, [])
    }
  })

  it('gives a name at once whose record was lost: the registry is the truth', async () => {
    await using nodes = await startNodes(['b.test'], { onDisk: true })
    await using bob = await createPerson()
    await bob.register(nodes.of('b.test'), 'bob')
    const { dataDir } = nodes.of('b.test').config
    await nodes.stop('b.test')
    await rm(join(dataDir ?? '', 'records'), { recursive: true })
    const bundle = await (await nodes.restart('b.test')).resolve(BOB, { policy: 'own' })
    assert.deepEqual(bundle.name?.payload.identityId, bob.id)
  })
})

describe('an asker that remembers the old key of a domain', () => {
  /** bob@b.test under one domain key, signed `age` ms ago. */
  async function under(
    key: Ed25519PrivateKey,
    identityRecord: Uint8Array,
    id: Uint8Array,
    age: number,
  ): Promise<ResolvedBundle> {
    const seq = NOW - age
    const times = { seq, expiresAt: seq + 3_600_000 }
    const nodeKey = rawPublicKey((await generateKeyPair('Ed25519')).publicKey)
    const nodes = [{ peerId: peerIdBytesFromRaw(nodeKey), multiaddrs: [multiaddr('/ip4/127.0.0.1/tcp/1').bytes] }]
    const domain = {
      domain: 'b.test',
      key: rawPublicKey(key.publicKey),
      previousKeys: [],
      nodes,
      services: [],
      policy: [],
      ...times,
    }
    const name = { nameHash: nameHash('bob'), identityId: id, since: seq, ...times }
    return {
      ...NOTHING_FOUND,
      domain: await validateDomain(await sealRecord('domain', domain, key, NETWORK), 'b.test', TIME),
      name: await validateName(await sealRecord('name', name, key, NETWORK), domain.key, NAME, TIME),
      identity: await validateIdentity(identityRecord, id, TIME),
    }
  }

  it('believes the domain’s own node under the new key once the holders show it too, and not before', async () => {
    await using bob = await createPerson({ now: () => NOW - 10_000 })
    const identityRecord = await bob.record({ names: ['bob@b.test'] })
    const [oldKey, newKey] = [await generateKeyPair('Ed25519'), await generateKeyPair('Ed25519')]
    const old = await under(oldKey, identityRecord, bob.id, 9_000)
    const next = await under(newKey, identityRecord, bob.id, 1_000)

    const resolveWith = async (holders: ResolvedBundle, told: ResolvedBundle, policy: LookupPolicy = 'network') => {
      const options = {
        held: {
          domain: async (_: string, { policy }: { policy: string }) => ({
            record: policy === 'cache-only' ? old.domain : holders.domain,
            outcomes: [],
          }),
          name: async () => holders,
          identity: async () => NOTHING_FOUND,
        },
        channels: { request: async () => ResolveResponse.encode(encodeBundle(told)) },
        bindings: null,
        log: createLog('silent'),
        network: NETWORK,
        now: () => NOW,
      }
      return await resolveForeign(NAME, { policy, signal: new AbortController().signal }, options)
    }
    const { bundle } = await resolveWith(next, next)
    assert.deepEqual([bundle.source, bundle.refused], ['domain', []])
    assert.deepEqual(bundle.name?.signer, rawPublicKey(newKey.publicKey))

    const { bundle: unconfirmed } = await resolveWith(old, next)
    assert.deepEqual(unconfirmed.name?.signer, rawPublicKey(oldKey.publicKey))
    assert.deepEqual(
      unconfirmed.refused.map(({ code }) => code),
      ['WRONG_SIGNER'],
    )

    const { bundle: outdated } = await resolveWith(next, old, 'quorum')
    assert.notEqual(outdated.source, 'domain', 'an own node that still answers under the old key adds nothing')
    assert.deepEqual(outdated.name?.signer, rawPublicKey(newKey.publicKey))
  })
})
