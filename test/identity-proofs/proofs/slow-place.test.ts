import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { checkClaim } from '../../../src/identity-proofs/check-claim.ts'
import type { Outside } from '../../../src/identity-proofs/outside.ts'

const ID = new Uint8Array(32).fill(3)
const LIMIT_MS = 10_000

test('all requests of a claim together have ten seconds, then it is unreachable', async () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  const asked: string[] = []
  const outside: Outside = {
    canResolveDns: false,
    resolveTxt: async () => null,
    async fetchText(url) {
      asked.push(url)
      // The first place lets most of the time go by, the second never answers.
      if (asked.length === 1) mock.timers.tick(LIMIT_MS - 1)
      else await new Promise(() => {})
      return { status: 404, contentType: null, text: '' }
    },
  }
  const checking = checkClaim('https://alice.test/', { id: ID, outside, now: () => 0 })
  while (asked.length < 2) await new Promise(setImmediate)
  mock.timers.tick(1)
  const { result, certainty } = await checking
  assert.deepEqual([asked.length, result, certainty], [2, 'unreachable', 'soft'])
  mock.timers.reset()
})
