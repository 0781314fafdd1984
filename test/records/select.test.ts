import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { compareKeyLogs } from '../../src/records/key-log.ts'
import { nameHash, nameRoutingKey } from '../../src/records/routing-key.ts'
import type { Selection } from '../../src/records/select.ts'
import { select } from '../../src/records/select.ts'
import { openRecord } from '../../src/records/validate.ts'
import type { VerifiedRecord } from '../../src/records/verified-record.ts'
import { propertyRuns } from '../property-runs.ts'
import { filled, KEYS, LOG, NETWORK, NOW, ROUTING_KEYS, rawOf, sealWith } from './fixtures.ts'
import {
  FULL,
  RECOVERED,
  RECOVERED_AND_ROTATED,
  RECOVERED_OTHERWISE,
  ROTATED,
  ROTATED_OTHERWISE,
  ROTATED_TWICE,
  TOMBSTONED,
  TOMBSTONED_AFTER_RECOVERY,
} from './vector-cases/key-log-cases.ts'

const LOGS = [
  LOG,
  ROTATED,
  ROTATED_TWICE,
  ROTATED_OTHERWISE,
  FULL,
  RECOVERED,
  RECOVERED_OTHERWISE,
  RECOVERED_AND_ROTATED,
  TOMBSTONED,
  TOMBSTONED_AFTER_RECOVERY,
]

async function nameRecord(seq: number, identity: number): Promise<VerifiedRecord> {
  const bytes = await sealWith('name', { seq, expiresAt: NOW + 1000, identityId: filled(identity) })
  return await openRecord(bytes, ROUTING_KEYS.name, { network: NETWORK })
}

async function identityRecord(log: Uint8Array[], key = KEYS.identity, seq = NOW): Promise<VerifiedRecord> {
  const keyLog = log.map((event) => Uint8Array.from(event))
  const bytes = await sealWith('identity', { keyLog, seq, expiresAt: NOW + 5000 }, key)
  return await openRecord(bytes, ROUTING_KEYS.identity, { network: NETWORK })
}

const NAMES = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => nameRecord(NOW - (n % 3), n)))
const IDENTITIES = await Promise.all([
  identityRecord(LOG, KEYS.identity, NOW + 900),
  identityRecord(LOG, KEYS.identity, NOW - 1),
  identityRecord(ROTATED, KEYS.nextIdentity),
  identityRecord(ROTATED_TWICE, KEYS.other),
  identityRecord(ROTATED_OTHERWISE, KEYS.other, NOW + 500),
  identityRecord(RECOVERED, KEYS.nextIdentity),
])

function mirrored(selection: Selection): Selection {
  if ('winner' in selection) {
    return { ...selection, winner: ({ a: 'b', b: 'a', same: 'same' } as const)[selection.winner] }
  }
  return selection
}

/** What a holder is left with when the records come one after another. */
function kept(records: VerifiedRecord[]): VerifiedRecord | undefined {
  return records.reduce((held, next) => {
    const selection = select(held, next)
    return 'winner' in selection && selection.winner === 'b' ? next : held
  })
}

describe('select', () => {
  it('is symmetric for every pair', () => {
    for (const records of [NAMES, IDENTITIES]) {
      for (const a of records) {
        for (const b of records) assert.deepEqual(select(b, a), mirrored(select(a, b)))
      }
    }
  })

  it('leaves every holder with one record, in whatever order they come', () => {
    for (const records of [NAMES, IDENTITIES]) {
      const winner = kept(records)
      fc.assert(
        fc.property(fc.shuffledSubarray(records, { minLength: records.length }), (order) => {
          assert.equal(kept(order), winner)
        }),
        propertyRuns(300),
      )
    }
  })

  it('compares only what belongs under one routing key', async () => {
    const [name, identity] = [NAMES[0], IDENTITIES[0]]
    assert.ok(name && identity)
    assert.throws(() => select(name, identity), { code: 'INVALID_ARGUMENT' })
    const eve = await sealWith('name', { nameHash: nameHash('eve') })
    const other = await openRecord(eve, nameRoutingKey(NETWORK, rawOf(KEYS.domain), 'eve'), { network: NETWORK })
    assert.throws(() => select(name, other), { code: 'INVALID_ARGUMENT' })
  })
})

describe('compareKeyLogs', () => {
  it('is symmetric for every pair', () => {
    for (const a of LOGS) {
      for (const b of LOGS) {
        const [there, back] = [compareKeyLogs(a, b), compareKeyLogs(b, a)]
        if ('conflict' in there) assert.deepEqual(back, there)
        else assert.deepEqual(back, { ...there, winner: { a: 'b', b: 'a', same: 'same' }[there.winner] })
      }
    }
  })

  it('is transitive where there is no conflict', () => {
    const beats = (a: Uint8Array[], b: Uint8Array[]) => {
      const result = compareKeyLogs(a, b)
      return 'winner' in result && result.winner === 'a'
    }
    for (const a of LOGS) {
      for (const b of LOGS.filter((log) => beats(a, log))) {
        for (const c of LOGS.filter((log) => beats(b, log))) assert.ok(beats(a, c))
      }
    }
  })
})
