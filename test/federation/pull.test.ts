import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import type { Logger } from '@libp2p/interface'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { compare } from 'uint8arrays/compare'
import { OpenPeerError } from '../../src/errors.ts'
import type { Holding } from '../../src/federation/holders.ts'
import { listDigest } from '../../src/federation/list-records.ts'
import type { OperatorEntry } from '../../src/federation/operator-table.ts'
import { createPull } from '../../src/federation/pull.ts'
import { testDomain } from './sealed-records.ts'
import { seated, seatOf } from './seats.ts'

const K = 1
const domain = await testDomain()

async function node(name: string): Promise<OperatorEntry> {
  return seated(peerIdFromPrivateKey(await generateKeyPair('Ed25519')), [], seatOf(`${name}.test`))
}

/**
 * Pulling by one node among others that hold six records, in pages of two; `fails` is asked before each page and each put.
 */
async function house(fails: (what: string) => OpenPeerError | null = () => null) {
  const [self, one, other] = [await node('self'), await node('one'), await node('other')]
  const all = [self, one, other].sort((a, b) => compare(a.position, b.position))
  const records = await Promise.all(
    ['a', 'b', 'c', 'd', 'e', 'f'].map(async (name) => ({
      routingKey: domain.routingKey(name),
      envelope: await domain.name(name),
    })),
  )
  records.sort((a, b) => compare(a.routingKey, b.routingKey))
  const held = new Map<string, Uint8Array>()
  const asked: string[] = []
  const nameOf = ({ seat }: OperatorEntry) => seat.domain.slice(0, 2)
  const attempt = (what: string) => {
    asked.push(what)
    const error = fails(what)
    if (error !== null) throw error
  }
  const holding = {
    store: {
      get: async (key: Uint8Array) => {
        const bytes = held.get(String(key))
        return bytes === undefined ? null : { bytes }
      },
      put: async (bytes: Uint8Array, key: Uint8Array) => {
        attempt(`put ${records.findIndex(({ routingKey }) => compare(routingKey, key) === 0)}`)
        held.set(String(key), bytes)
      },
    },
    calls: {
      list: async (from: OperatorEntry, after: Uint8Array) => {
        const start = records.findIndex(({ routingKey }) => compare(routingKey, after) > 0)
        attempt(`list ${nameOf(from)} ${start}`)
        const page = records.slice(start, start + 2)
        const isLast = start + 2 >= records.length
        const entries = page.map(({ routingKey, envelope }) => ({ routingKey, digest: listDigest(envelope) }))
        return { entries, next: isLast ? new Uint8Array() : page[1]?.routingKey }
      },
      get: async (_: OperatorEntry, entries: { routingKey: Uint8Array }[]) =>
        entries.map(({ routingKey }) => {
          const envelope = records.find((record) => compare(record.routingKey, routingKey) === 0)?.envelope
          return { envelope, seq: 1, payloadHash: new Uint8Array(32), closer: [], account: '' }
        }),
    },
    directory: { self, view: () => ({ holders: [self], hash: new Uint8Array(8) }), seatOf: () => one.seat },
    ...{ k: K, now: Date.now, lifetime: new AbortController().signal },
    log: { trace: () => {} } as unknown as Logger,
  } as unknown as Holding
  const pull = createPull(holding)
  return {
    ...{ self, one, other, all, held, asked },
    change: (before: readonly OperatorEntry[], after: readonly OperatorEntry[]) => pull.afterChange({ before, after }),
    taken: () => asked.splice(0),
  }
}

const lists = (asked: string[]) => asked.filter((what) => what.startsWith('list'))

describe('pulling', () => {
  test('asks each node of the region once, page by page, and takes each record once', async () => {
    const { change, self, all, held, taken } = await house()
    assert.equal(await change([self], all), true)
    const asked = taken()
    assert.equal(held.size, 6)
    assert.equal(asked.filter((what) => what.startsWith('put')).length, 6)
    assert.deepEqual(lists(asked).length, 6)
    assert.equal(await change(all, all), true)
    assert.deepEqual(taken(), [])
  })

  test('goes on where a list broke off', async () => {
    let isDown = true
    const { change, self, one, held, taken } = await house((what) =>
      isDown && what === 'list on 2' ? new OpenPeerError('TIMEOUT', 'no answer') : null,
    )
    const members = [self, one].sort((a, b) => compare(a.position, b.position))
    assert.equal(await change([self], members), false)
    assert.deepEqual([lists(taken()), held.size], [['list on 0', 'list on 2'], 2])
    isDown = false
    assert.equal(await change(members, members), true)
    assert.deepEqual([lists(taken()), held.size], [['list on 2', 'list on 4'], 6])
  })

  test('begins anew with those who are left when a neighbour went', async () => {
    const { change, self, one, other, all, taken } = await house()
    await change([self], all)
    taken()
    const left = all.filter((entry) => entry !== other)
    assert.equal(await change(all, left), true)
    assert.deepEqual(lists(taken()), ['list on 0', 'list on 2', 'list on 4'])
    assert.ok(left.includes(one))
  })

  test('asks again later for what may not be written yet', async () => {
    let isEarly = true
    const { change, self, one, held } = await house((what) =>
      isEarly && what === 'put 3' ? new OpenPeerError('BINDING_UNCONFIRMED', 'later', { retryAfterMs: 60_000 }) : null,
    )
    const members = [self, one].sort((a, b) => compare(a.position, b.position))
    assert.equal(await change([self], members), false)
    assert.equal(held.size, 5)
    isEarly = false
    assert.equal(await change(members, members), true)
    assert.equal(held.size, 6)
  })

  test('waits shortly where a node is busy', async () => {
    let tries = 0
    const busy = new OpenPeerError('TOO_MANY_REQUESTS', 'a moment', { retryAfterMs: 1 })
    const { change, self, one, held } = await house((what) => (what === 'list on 0' && tries++ < 2 ? busy : null))
    const members = [self, one].sort((a, b) => compare(a.position, b.position))
    assert.equal(await change([self], members), true)
    assert.equal(held.size, 6)
  })
})
