// Property tests of key logs: who may change them, and that no order of arrival changes how it ends.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import fc from 'fast-check'
import { isOpenPeerError } from '../../src/errors.ts'
import { RECOVERY, ROTATION, TOMBSTONE } from '../../src/records/key-event.ts'
import { compareKeyLogs, replay } from '../../src/records/key-log.ts'
import { encodePayload } from '../../src/records/payload-codecs.ts'
import { select } from '../../src/records/select.ts'
import { openRecord } from '../../src/records/validate.ts'
import type { VerifiedRecord } from '../../src/records/verified-record.ts'
import { propertyRuns } from '../property-runs.ts'
import { KEYS, LOG, NETWORK, NOW, PAYLOADS, ROUTING_KEYS, rawOf, sealBytes } from './fixtures.ts'
import {
  commitment,
  forge,
  hashOf,
  RECOVERED,
  RECOVERED_AND_ROTATED,
  RECOVERED_OTHERWISE,
  ROTATED,
  ROTATED_OTHERWISE,
  ROTATED_TWICE,
  TOMBSTONED,
  TOMBSTONED_AFTER_RECOVERY,
} from './vector-cases/key-log-cases.ts'

/** Whoever signs or is named: the owner's keys, the recovery keys, a stranger's. */
const CAST = [KEYS.identity, KEYS.recovery, KEYS.nextIdentity, KEYS.nextRecovery, KEYS.other]
const actor = fc.integer({ min: 0, max: CAST.length - 1 })

/** One event that somebody tries to add; the numbers are places in CAST. */
const attempt = fc.record({
  type: fc.constantFrom(ROTATION, RECOVERY, TOMBSTONE),
  signer: actor,
  shown: actor,
  newKey: actor,
  newRecovery: actor,
  /** How many of the last events it leaves out, as a recovery must. */
  drops: fc.constantFrom(0, 0, 0, 1, 2),
  isLate: fc.integer({ min: 0, max: 9 }).map((one) => one > 0),
  /** Whether the keys are those in force, whatever the numbers above say: or hardly anything would be accepted. */
  isByOwner: fc.boolean(),
})
type Attempt = typeof attempt extends fc.Arbitrary<infer T> ? T : never

/** What the spec says of a log, in numbers only: docs/spec/key-log.md. Null is a log that nobody accepts. */
interface Model {
  signing: number
  recovery: number
  rotations: number
  isEnded: boolean
}

function modelAfter(model: Model, { type, signer, shown, newKey, newRecovery, isLate }: Attempt): Model | null {
  if (model.isEnded || !isLate) return null
  if (type === ROTATION) {
    return signer === model.signing ? { ...model, signing: newKey, rotations: model.rotations + 1 } : null
  }
  if (model.rotations > 0 || shown !== model.recovery || signer !== shown) return null
  if (type === TOMBSTONE) return { ...model, isEnded: true }
  return newRecovery === model.recovery ? null : { ...model, signing: newKey, recovery: newRecovery }
}

/** The same, by whom the model says that it may be done. */
function asMeant(one: Attempt, { signing, recovery }: Model): Attempt {
  if (!one.isByOwner) return one
  return { ...one, shown: recovery, signer: one.type === ROTATION ? signing : recovery }
}

const keyAt = (at: number) => CAST[at] as Ed25519PrivateKey

async function eventOf({ type, signer, shown, newKey, newRecovery, isLate }: Attempt, after: Uint8Array, at: number) {
  const fields = {
    prev: hashOf(after),
    time: isLate ? NOW + at : 1,
    ...(type === TOMBSTONE ? {} : { signingKey: rawOf(keyAt(newKey)) }),
    ...(type === ROTATION ? {} : { recoveryKey: rawOf(keyAt(shown)) }),
    ...(type === RECOVERY ? { recoveryCommitment: commitment(keyAt(newRecovery)) } : {}),
  }
  return await forge({ type, ...fields }, keyAt(signer))
}

async function accepts(log: Uint8Array[]): Promise<boolean> {
  try {
    await replay(log)
    return true
  } catch (error) {
    assert.ok(isOpenPeerError(error, 'KEY_LOG_INVALID'), String(error))
    return false
  }
}

const LOGS = [
  ...[LOG, ROTATED, ROTATED_OTHERWISE, ROTATED_TWICE, RECOVERED, RECOVERED_OTHERWISE, RECOVERED_AND_ROTATED],
  ...[TOMBSTONED, TOMBSTONED_AFTER_RECOVERY],
] as Uint8Array<ArrayBuffer>[][]

async function recordOf(keyLog: Uint8Array<ArrayBuffer>[], seq: number): Promise<VerifiedRecord> {
  const { recordKey, tombstoned } = await replay(keyLog)
  const { profile: _, ...rest } = PAYLOADS.identity
  const empty = tombstoned ? { expiresAt: 0, homes: [], devices: [], listedNames: [] } : {}
  const payload = encodePayload('identity', { ...rest, keyLog, seq, ...empty })
  const signer = CAST.find((key) => Buffer.compare(key.publicKey.raw, recordKey) === 0) ?? assert.fail('no such key')
  return await openRecord(await sealBytes('identity', payload, signer), ROUTING_KEYS.identity, { network: NETWORK })
}
const RECORDS = await Promise.all(LOGS.flatMap((log) => [recordOf(log, NOW), recordOf(log, NOW + 1)]))

function orders<T>(items: T[]): T[][] {
  if (items.length < 2) return [items]
  return items.flatMap((item, at) => orders(items.toSpliced(at, 1)).map((rest) => [item, ...rest]))
}

/** What a holder ends with that is given these in turn, and whether it saw a conflict. */
function held(records: VerifiedRecord[]) {
  const [first, ...rest] = records as [VerifiedRecord, ...VerifiedRecord[]]
  let isConflict = false
  const kept = rest.reduce((before, next) => {
    const selection = select(before, next)
    if (selection.conflict) isConflict = true
    return !selection.conflict && selection.winner === 'b' ? next : before
  }, first)
  return { kept, isConflict }
}

describe('key logs, whatever comes', () => {
  it('replay accepts exactly what the keys in force may do', async () => {
    const accepted: Record<number, number> = {}
    await fc.assert(
      fc.asyncProperty(fc.array(attempt, { minLength: 1, maxLength: 5 }), async (attempts) => {
        let [log, models]: [Uint8Array[], Model[]] = [LOG, [{ signing: 0, recovery: 1, rotations: 0, isEnded: false }]]
        for (const [at, random] of attempts.entries()) {
          const kept = Math.max(1, log.length - random.drops)
          const base = log.slice(0, kept)
          const before = models[kept - 1] as Model
          const one = asMeant(random, before)
          const model = modelAfter(before, one)
          const next = [...base, await eventOf(one, base[kept - 1] as Uint8Array, at)]
          assert.equal(await accepts(next), model !== null, JSON.stringify(attempts.slice(0, at + 1)))
          if (model === null) continue
          log = next
          models = [...models.slice(0, kept), model]
          accepted[one.type] = (accepted[one.type] ?? 0) + 1
        }
      }),
      propertyRuns(1_000),
    )
    for (const type of [ROTATION, RECOVERY, TOMBSTONE]) assert.ok((accepted[type] ?? 0) > 50, `${type}: too few`)
  })

  it('replay and compareKeyLogs refuse random bytes with a code', async () => {
    const event = fc.oneof(fc.uint8Array({ maxLength: 220 }), fc.constantFrom(...LOGS.flat()))
    const log = fc.array(event, { maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(log, log, async (a, b) => {
        const codes = ['KEY_LOG_INVALID', 'LIMIT_EXCEEDED', 'INVALID_ARGUMENT'] as const
        const refusal = (error: unknown) =>
          assert.ok(
            codes.some((code) => isOpenPeerError(error, code)),
            String(error),
          )
        await replay(a).catch(refusal)
        try {
          compareKeyLogs(a, b)
        } catch (error) {
          refusal(error)
        }
      }),
      propertyRuns(2_000),
    )
  })

  it('of any two logs the same one wins from both sides', () => {
    const turned = { a: 'b', b: 'a', same: 'same' } as const
    for (const a of LOGS) {
      for (const b of LOGS) {
        const [there, back] = [compareKeyLogs(a, b), compareKeyLogs(b, a)]
        if ('conflict' in there) assert.ok('conflict' in back)
        else assert.deepEqual(back, { winner: turned[there.winner], forked: there.forked })
      }
    }
  })

  it('all holders end with one record in whatever order it came, or each of them has seen the conflict', () => {
    fc.assert(
      fc.property(fc.subarray(RECORDS, { minLength: 2, maxLength: 5 }), (records) => {
        const ends = orders(records).map(held)
        const isConflict = records.some((a) => records.some((b) => select(a, b).conflict === true))
        for (const end of ends) {
          assert.equal(end.isConflict, isConflict)
          if (!isConflict) assert.equal(end.kept, ends[0]?.kept)
        }
      }),
      propertyRuns(400),
    )
  })
})
