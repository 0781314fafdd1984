import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { ClassicLevel } from 'classic-level'
import fc from 'fast-check'
import { concat } from 'uint8arrays/concat'
import { openRecordStore } from '../../src/federation/record-store.ts'
import type { Payloads } from '../../src/records/payload-codecs.ts'
import { locationRoutingKey } from '../../src/records/routing-key.ts'
import { sealRecord } from '../../src/records/seal-record.ts'
import { believingGate, SELF } from './origins.ts'
import { conflictingIdentities, DAY_MS, NETWORK, testDomain } from './sealed-records.ts'

const NOW = Date.UTC(2026, 10, 22)
const domain = await testDomain()
const bob = domain.routingKey('bob')

/** A store on the disk whose clock the test turns. */
async function diskStore({ maxRecords }: { maxRecords?: number } = {}) {
  const path = await mkdtemp(join(tmpdir(), 'openpeer-store-'))
  const clock = { now: NOW }
  const open = () =>
    openRecordStore({
      ...{ path, network: NETWORK, now: () => clock.now, gate: believingGate(() => clock.now) },
      ...(maxRecords === undefined ? {} : { maxRecords }),
    })
  const disk = {
    path,
    clock,
    store: await open(),
    reopen: async () => {
      await disk.store.close()
      disk.store = await open()
    },
    [Symbol.asyncDispose]: async () => {
      await disk.store.close()
      await rm(path, { recursive: true })
    },
  }
  return disk
}

describe('the store decides', () => {
  test('stored, already-held, not-newest: and it says what is held now', async () => {
    await using disk = await diskStore()
    const [older, newer] = [await domain.name('bob', { seq: NOW - 10 }), await domain.name('bob', { seq: NOW })]
    assert.equal((await disk.store.put(older, bob, SELF)).outcome, 'stored')
    assert.equal((await disk.store.put(older, bob, SELF)).outcome, 'already-held')
    const replaced = await disk.store.put(newer, bob, SELF)
    assert.deepEqual([replaced.outcome, replaced.record.seq], ['stored', NOW])
    const refused = await disk.store.put(older, bob, SELF)
    assert.deepEqual([refused.outcome, refused.record.seq, refused.note], ['not-newest', NOW, null])
    assert.deepEqual((await disk.store.get(bob))?.bytes, newer)
    assert.equal(disk.store.count(), 1)
  })

  test('puts of one key at the same moment end with the newest, and one put after another says so', async () => {
    await using disk = await diskStore()
    const versions = await Promise.all([3, 1, 5, 2, 4].map((ms) => domain.name('bob', { seq: NOW + ms })))
    const outcomes = await Promise.all(versions.map((bytes) => disk.store.put(bytes, bob, SELF)))
    assert.equal((await disk.store.get(bob))?.seq, NOW + 5)
    assert.equal(outcomes.filter(({ outcome, record }) => outcome === 'stored' && record.seq === NOW + 5).length, 1)
    assert.equal(disk.store.count(), 1)
  })

  test('two payloads with one seq: the same winner in whatever order, reported as equivocation', async () => {
    const rivals = await Promise.all([1, 2, 3].map((id) => domain.name('bob', { seq: NOW, id })))
    const winners = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(rivals, { minLength: 3 }), async (order) => {
        const store = await openRecordStore({
          path: null,
          network: NETWORK,
          now: () => NOW,
          gate: believingGate(() => NOW),
        })
        const notes = new Set<string | null>()
        for (const bytes of order) notes.add((await store.put(bytes, bob, SELF)).note)
        assert.ok(notes.has('equivocation'))
        winners.add(String((await store.get(bob))?.bytes))
      }),
      { numRuns: 20 },
    )
    assert.equal(winners.size, 1)
  })

  test('two key logs under one commitment: it keeps what it has and says conflict', async () => {
    await using disk = await diskStore()
    const { routingKey, one, other } = await conflictingIdentities(NOW)
    assert.equal((await disk.store.put(one, routingKey, SELF)).outcome, 'stored')
    assert.equal((await disk.store.put(other, routingKey, SELF)).outcome, 'conflict')
    assert.deepEqual((await disk.store.get(routingKey))?.bytes, one)
  })

  test('what does not pass validate is refused with its code and leaves no trace', async () => {
    await using disk = await diskStore()
    const good = await domain.name('bob', { seq: NOW })
    const appended = concat([good, Uint8Array.of(0x78, 0x01)])
    const refusals: [string, Promise<Uint8Array> | Uint8Array][] = [
      ['RECORD_NOT_CANONICAL', appended],
      ['SEQ_IN_FUTURE', domain.name('bob', { seq: NOW + 5 * 60_000 + 1 })],
      ['RECORD_EXPIRED', domain.name('bob', { seq: NOW - 2 * DAY_MS, lifetimeMs: DAY_MS })],
      ['LIFETIME_TOO_LONG', domain.name('bob', { seq: NOW, lifetimeMs: 31 * DAY_MS })],
      ['WRONG_NETWORK', domain.name('bob', { seq: NOW, network: 'other' })],
      ['WRONG_ROUTING_KEY', domain.name('alice', { seq: NOW })],
      ['RECORD_TOO_LARGE', new Uint8Array(1_000_000)],
      ['RECORD_MALFORMED', new Uint8Array(10).fill(0xff)],
    ]
    for (const [code, bytes] of refusals) await assert.rejects(disk.store.put(await bytes, bob, SELF), { code })
    assert.equal(await disk.store.get(bob), null)
    assert.equal(disk.store.count(), 0)
  })

  test('a location record is refused: where people are is for their homes alone', async () => {
    await using disk = await diskStore()
    const device = await generateKeyPair('Ed25519')
    const [identityId, peerId] = [new Uint8Array(32).fill(7), device.publicKey.toMultihash().bytes]
    const fields = { identityId, peerId, seq: NOW, expiresAt: NOW + 60_000, relayAddresses: [], directAddresses: [] }
    const bytes = await sealRecord('location', fields as unknown as Payloads['location'], device, NETWORK)
    await assert.rejects(disk.store.put(bytes, locationRoutingKey(NETWORK, identityId, peerId), SELF), {
      code: 'WRONG_KIND',
    })
  })

  test('a full store takes new versions of what it holds, and nothing else', async () => {
    await using disk = await diskStore({ maxRecords: 2 })
    for (const name of ['a', 'b'])
      await disk.store.put(await domain.name(name, { seq: NOW }), domain.routingKey(name), SELF)
    await assert.rejects(disk.store.put(await domain.name('c', { seq: NOW }), domain.routingKey('c'), SELF), {
      code: 'STORE_FULL',
    })
    const renewed = await disk.store.put(await domain.name('a', { seq: NOW + 1 }), domain.routingKey('a'), SELF)
    assert.equal(renewed.outcome, 'stored')
    assert.equal(disk.store.count(), 2)
  })
})

describe('what is held', () => {
  test('is there after the store was closed and opened, counted and listed', async () => {
    await using disk = await diskStore()
    const names = ['a', 'b', 'c']
    for (const name of names) await disk.store.put(await domain.name(name, { seq: NOW }), domain.routingKey(name), SELF)
    await disk.reopen()
    assert.equal(disk.store.count(), 3)
    const listed: string[] = []
    for await (const { routingKey } of disk.store.list()) listed.push(String(routingKey))
    assert.deepEqual(listed.sort(), names.map((name) => String(domain.routingKey(name))).sort())
    const older = await disk.store.put(await domain.name('a', { seq: NOW - 1 }), domain.routingKey('a'), SELF)
    assert.equal(older.outcome, 'not-newest')
  })

  test('is not served when the disk damaged it, and the next valid put replaces it', async () => {
    await using disk = await diskStore()
    await disk.store.put(await domain.name('bob', { seq: NOW }), bob, SELF)
    await disk.store.close()
    const level = new ClassicLevel<Uint8Array, Uint8Array>(disk.path, { keyEncoding: 'view', valueEncoding: 'view' })
    const value = Uint8Array.from((await level.get(bob)) ?? [])
    value[60] = (value[60] ?? 0) ^ 1
    await level.put(bob, value)
    await level.close()
    disk.store = await openRecordStore({
      path: disk.path,
      network: NETWORK,
      now: () => NOW,
      gate: believingGate(() => NOW),
    })
    assert.equal(await disk.store.get(bob), null)
    assert.equal((await disk.store.put(await domain.name('bob', { seq: NOW - 1 }), bob, SELF)).outcome, 'stored')
    assert.equal(disk.store.count(), 1)
  })
})

describe('what is over', () => {
  test('is kept for comparing until nothing older can be valid, and then swept', async () => {
    await using disk = await diskStore()
    const longLived = await domain.name('bob', { seq: NOW - 1, lifetimeMs: 30 * DAY_MS })
    await disk.store.put(await domain.name('bob', { seq: NOW, lifetimeMs: DAY_MS }), bob, SELF)
    disk.clock.now = NOW + 2 * DAY_MS
    assert.equal(await disk.store.sweep(), 0)
    // The older one is valid for four weeks more, and still must not come back.
    assert.equal((await disk.store.put(longLived, bob, SELF)).outcome, 'not-newest')
    disk.clock.now = NOW + 30 * DAY_MS
    assert.equal(await disk.store.sweep(), 1)
    assert.deepEqual([await disk.store.get(bob), disk.store.count()], [null, 0])
    await assert.rejects(disk.store.put(longLived, bob, SELF), { code: 'RECORD_EXPIRED' })
  })

  test('an identity is kept two years after its end, so that an old key log cannot come back', async () => {
    await using disk = await diskStore()
    const { routingKey, one } = await conflictingIdentities(NOW)
    await disk.store.put(one, routingKey, SELF)
    disk.clock.now = NOW + DAY_MS + 729 * DAY_MS
    assert.equal(await disk.store.sweep(), 0)
    disk.clock.now = NOW + DAY_MS + 730 * DAY_MS
    assert.equal(await disk.store.sweep(), 1)
  })
})
