// Property tests: whatever comes in, the answer is a record or one of our errors, and never somebody else's record.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import fc from 'fast-check'
import { isOpenPeerError } from '../../src/errors.ts'
import { decodeKeyEvent, RECOVERY, ROTATION, TOMBSTONE } from '../../src/records/key-event.ts'
import type { KeyState } from '../../src/records/key-log.ts'
import { replay } from '../../src/records/key-log.ts'
import type { RecordKind } from '../../src/records/kinds.ts'
import { RECORD_KINDS } from '../../src/records/kinds.ts'
import { openRecord, validate } from '../../src/records/validate.ts'
import {
  filled,
  INCEPTION_EVENT,
  KEYS,
  LOG,
  NETWORK,
  NOW,
  ROUTING_KEYS,
  rawOf,
  sealBytes,
  sealWith,
} from './fixtures.ts'
import {
  commitment,
  forge,
  hashOf,
  RECOVERED,
  ROTATED,
  ROTATED_TWICE,
  TOMBSTONED,
} from './vector-cases/key-log-cases.ts'

const options = { network: NETWORK, now: NOW }

async function outcomeOf<T>(run: () => T | Promise<T>): Promise<T | null> {
  try {
    return await run()
  } catch (error) {
    assert.ok(isOpenPeerError(error), String(error))
    return null
  }
}

describe('hostile input', () => {
  it('one changed byte anywhere in an envelope is refused, for every kind', async () => {
    for (const kind of RECORD_KINDS) {
      const good = await sealWith(kind)
      const change = fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }))
      await fc.assert(
        fc.asyncProperty(change, async ([at, mask]) => {
          const bytes = good.map((byte, index) => (index === at ? byte ^ mask : byte))
          assert.equal(await outcomeOf(() => validate(bytes, ROUTING_KEYS[kind], options)), null)
        }),
        { numRuns: 200 },
      )
    }
  })

  it('random bytes, cut and spliced envelopes give our errors only', async () => {
    const goods = await Promise.all(RECORD_KINDS.map((kind) => sealWith(kind)))
    const part = fc
      .tuple(fc.constantFrom(...goods), fc.nat(300), fc.nat(300))
      .map(([bytes, from, to]) => bytes.slice(from, to))
    const bytes = fc
      .array(fc.oneof(part, fc.uint8Array({ maxLength: 60 })), { maxLength: 4 })
      .map((parts) => Buffer.concat(parts))
    await fc.assert(
      fc.asyncProperty(bytes, async (input) => {
        assert.equal(await outcomeOf(() => validate(input, ROUTING_KEYS.name, options)), null)
        await outcomeOf(() => decodeKeyEvent(input))
      }),
      { numRuns: 1000 },
    )
  })

  it('random payloads, well signed, give our errors only', async () => {
    const kinds = fc.constantFrom<RecordKind>(...RECORD_KINDS)
    await fc.assert(
      fc.asyncProperty(kinds, fc.uint8Array({ maxLength: 120 }), async (kind, payload) => {
        const bytes = await sealBytes(kind, payload, KEYS.other)
        assert.equal(await outcomeOf(() => openRecord(bytes, ROUTING_KEYS[kind], options)), null)
      }),
      { numRuns: 500 },
    )
  })

  it('groups nested to the limit do not exhaust the stack', async () => {
    const nested = filled(0x0b, 4000)
    assert.equal(await outcomeOf(() => openRecord(nested, filled(0), options)), null)
    const signed = await sealBytes('identity', nested)
    assert.equal(await outcomeOf(() => openRecord(signed, filled(0), options)), null)
  })

  it('replay never follows an event by a key that may not, whatever it says', async () => {
    const logs = fc.constantFrom(LOG, ROTATED, ROTATED_TWICE, RECOVERED, TOMBSTONED)
    const rotation = { type: ROTATION, signingKey: rawOf(KEYS.other) }
    const events = fc.constantFrom(
      rotation,
      { type: RECOVERY, signingKey: rawOf(KEYS.other), ...shown(KEYS.recovery, KEYS.other) },
      { type: RECOVERY, signingKey: rawOf(KEYS.other), ...shown(KEYS.nextRecovery, KEYS.other) },
      { type: TOMBSTONE, recoveryKey: rawOf(KEYS.recovery) },
      { type: TOMBSTONE, recoveryKey: rawOf(KEYS.nextRecovery) },
    )
    const bytes = fc.constantFrom(new Uint8Array(), rawOf(KEYS.device), rawOf(KEYS.identity), filled(1))
    const change = fc.oneof(
      { weight: 2, arbitrary: fc.constant({}) },
      fc.record({ type: fc.nat(5) }),
      fc.record({ signingKey: bytes }),
      fc.record({ recoveryKey: bytes }),
      fc.record({ recoveryCommitment: bytes }),
      fc.record({ time: fc.constantFrom(0, 1, NOW + 1000) }),
    )
    // A stranger, and the identity's first key: out of date in every log but the first, where it may only rotate.
    const thief = fc.constantFrom(KEYS.device, KEYS.identity)
    let accepted = 0
    await fc.assert(
      fc.asyncProperty(logs, events, change, thief, fc.boolean(), async (log, event, changes, key, chained) => {
        const prev = hashOf((chained ? log.at(-1) : undefined) ?? INCEPTION_EVENT)
        const forged = await forge({ ...event, time: NOW + 10, prev, ...changes }, key)
        const state = await outcomeOf(() => replay([...log, forged]))
        if (state === null) return
        accepted++
        assertAllowed(state, log, key === KEYS.identity)
      }),
      { numRuns: 1000, examples: [[LOG, rotation, {}, KEYS.identity, true]] },
    )
    assert.ok(accepted > 0, 'the one thing that is allowed was refused')
  })
})

function shown(recoveryKey: Ed25519PrivateKey, next: Ed25519PrivateKey) {
  return { recoveryKey: rawOf(recoveryKey), recoveryCommitment: commitment(next) }
}

/** The one thing that may have happened: the current identity key rotated the first log. */
function assertAllowed(state: KeyState, log: Uint8Array[], isFirstKey: boolean): void {
  assert.ok(isFirstKey && log === LOG, 'a log was accepted with an event by a key that may not sign it')
  assert.equal(state.tombstoned, false)
  assert.deepEqual(state.recoveryCommitment, commitment(KEYS.recovery))
}
