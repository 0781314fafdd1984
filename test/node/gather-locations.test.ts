import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { multiaddr } from '@multiformats/multiaddr'
import { OpenPeerError } from '../../src/errors.ts'
import { gatherLocations } from '../../src/node/gather-locations.ts'
import { peerIdBytesFromRaw } from '../../src/records/keys.ts'
import { sealRecord } from '../../src/records/seal-record.ts'
import { validateDomain, validateIdentity } from '../../src/records/validate.ts'
import { LocateResponse } from '../../src/wire/messages.js'
import { createPerson, NETWORK } from './people.ts'

const NODES = 8
const NOW = Date.now()
const TIME = { network: NETWORK, now: NOW }

/** A home with eight nodes, and the one question to it. `answers` are given in the order of asking. */
async function askHome(answers: ('fails' | 'answers')[]) {
  await using bob = await createPerson({ now: () => NOW - 1_000 })
  const identity = await validateIdentity(await bob.record({ homes: ['b.test'] }), bob.id, TIME)
  const location = await bob.location({ seq: NOW - 1_000 })
  const key = await generateKeyPair('Ed25519')
  const nodes = await Promise.all(
    Array.from({ length: NODES }, async () => {
      const { publicKey } = await generateKeyPair('Ed25519')
      const peerId = peerIdBytesFromRaw(Uint8Array.from(publicKey.raw))
      return { peerId, multiaddrs: [Uint8Array.from(multiaddr('/ip4/127.0.0.1/tcp/1').bytes)] }
    }),
  )
  const payload = {
    domain: 'b.test',
    key: Uint8Array.from(key.publicKey.raw),
    nodes,
    seq: NOW,
    expiresAt: NOW + 60_000,
  }
  const bytes = await sealRecord('domain', { ...payload, previousKeys: [], services: [], policy: [] }, key, NETWORK)
  const home = await validateDomain(bytes, 'b.test', TIME)
  const seen = { asked: 0, now: 0, most: 0 }
  const request = async () => {
    const answer = answers[seen.asked++] ?? 'fails'
    seen.most = Math.max(seen.most, ++seen.now)
    await new Promise(setImmediate)
    seen.now--
    if (answer === 'fails') throw new OpenPeerError('UNREACHABLE', 'nobody there')
    return LocateResponse.encode({ locations: [location] })
  }
  const { signal } = new AbortController()
  const told = { asked: null, locations: [], mayAsk: true }
  const gathered = await gatherLocations(identity, told, {
    ...{ domain: 'a.test', network: NETWORK, channels: { request }, now: () => NOW, signal },
    locations: { of: () => [] } as never,
    homeRecord: async () => home,
  })
  return { found: gathered.locations.length, asked: seen.asked, most: seen.most }
}

describe('a home with many nodes', () => {
  it('is asked at two of them at once, and no more once one has answered', async () => {
    assert.deepEqual(await askHome(['answers', 'answers']), { found: 1, asked: 2, most: 2 })
  })

  it('is asked at the next one where one fails', async () => {
    const { found, most, asked } = await askHome(['fails', 'fails', 'fails', 'answers'])
    assert.deepEqual([found, most], [1, 2])
    assert.ok(asked >= 4 && asked < NODES)
  })

  it('tells nothing when none of them answers', async () => {
    assert.deepEqual(await askHome([]), { found: 0, asked: NODES, most: 2 })
  })
})
