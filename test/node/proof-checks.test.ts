import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isOpenPeerError } from '../../src/errors.ts'
import type { Outside } from '../../src/identity-proofs/outside.ts'
import { createProofChecks, MAX_LOOKS_PER_HOUR, MAX_QUESTIONS } from '../../src/node/proof-checks.ts'

const ID = new Uint8Array(32).fill(3)
const HOUR_MS = 3_600_000
const { signal } = new AbortController()

/** A node whose store has these claims of every identity, and what is newer has those of the network. */
function start(claims: string[], newer = claims) {
  const clock = { at: 0 }
  const asked: string[] = []
  const policies: string[] = []
  const gates: (() => void)[] = []
  const speed = { isSlow: false }
  const outside: Outside = {
    canResolveDns: true,
    async fetchText(url) {
      asked.push(url)
      if (speed.isSlow) await new Promise<void>((resolve) => gates.push(resolve))
      return { status: 404, contentType: null, text: '' }
    },
    resolveTxt: async () => null,
  }
  const lookup = async (_key: Uint8Array, { policy }: { policy: string }) => {
    policies.push(policy)
    const profile = { claims: policy === 'network' ? newer : claims }
    return { record: { payload: { profile } } } as never
  }
  const checks = createProofChecks({ network: 'test', federation: { lookup }, outside, now: () => clock.at })
  return { checks, asked, policies, clock, gates, speed }
}

const claim = (index: number) => `https://social.test/@a${index}`

test('only claims of the newest record are looked at', async () => {
  const { checks, asked, policies } = start([claim(0)], [claim(0), claim(1)])
  assert.equal((await checks.check(ID, [claim(0)], signal)).length, 1)
  assert.deepEqual(policies, ['cache-first'])
  const checked = await checks.check(ID, [claim(1), claim(2)], signal)
  assert.deepEqual(
    checked.map((one) => one.claim),
    [claim(1)],
  )
  assert.deepEqual(policies, ['cache-first', 'cache-first', 'network'])
  assert.deepEqual(asked, [claim(0), claim(1)])
})

test('no place is asked more than 60 times an hour, however many identities claim something there', async () => {
  const claims = Array.from({ length: 16 }, (_, index) => `https://sub${index}.social.test/@a${index}`)
  const { checks, asked, clock } = start(claims)
  for (let person = 0; person < 6; person++) {
    const results = await checks.check(new Uint8Array(32).fill(person), claims, signal)
    if (person === 5)
      assert.ok(results.every(({ result, certainty }) => result === 'unreachable' && certainty === 'soft'))
  }
  assert.equal(asked.length, MAX_LOOKS_PER_HOUR)
  clock.at += HOUR_MS
  await checks.check(ID, claims, signal)
  assert.equal(asked.length, MAX_LOOKS_PER_HOUR + 16)
})

test('what was seen is not looked at again', async () => {
  const { checks, asked } = start([claim(0)])
  for (let time = 0; time < 3; time++) await checks.check(ID, [claim(0)], signal)
  assert.equal(asked.length, 1)
})

test('more than a few questions at once are refused, and answered when there is room again', async () => {
  const { checks, gates, speed } = start([claim(0)])
  speed.isSlow = true
  const running = Array.from({ length: MAX_QUESTIONS }, (_, person) =>
    checks.check(new Uint8Array(32).fill(person), [claim(0)], signal),
  )
  await assert.rejects(
    checks.check(ID, [claim(0)], signal),
    (error) => isOpenPeerError(error, 'TOO_MANY_REQUESTS') && error.retryAfterMs === 1_000,
  )
  while (gates.length < MAX_QUESTIONS) await new Promise(setImmediate)
  for (const open of gates) open()
  assert.equal((await Promise.all(running)).length, MAX_QUESTIONS)
  assert.equal((await checks.check(new Uint8Array(32).fill(1), [claim(0)], signal)).length, 1)
})
