import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClaimChecks } from '../../../src/identity-proofs/check-claims.ts'
import type { Outside } from '../../../src/identity-proofs/outside.ts'
import { wantedProof } from '../../../src/identity-proofs/proof-text.ts'

const ID = new Uint8Array(32).fill(3)
const MINUTE_MS = 60_000

/** A door whose answers the test gives one by one, since when they come is what is asked about. */
function doorInHand() {
  const open: { url: string; answer: (text: string, status?: number) => void }[] = []
  const outside: Outside = {
    canResolveDns: false,
    resolveTxt: async () => null,
    fetchText: (url) =>
      new Promise((resolve) =>
        open.push({ url, answer: (text, status = 200) => resolve({ status, contentType: null, text }) }),
      ),
  }
  return { open, outside }
}

const claims = (count: number) => Array.from({ length: count }, (_, index) => `https://lobste.rs/~alice${index}`)
const profile = (index: number) =>
  JSON.stringify({ username: `alice${index}`, about: wantedProof(ID, `https://lobste.rs/~alice${index}`).hashed })
const turn = () => new Promise(setImmediate)

test('ten claims are asked at once, answered in any order, and come back in theirs', async () => {
  const { open, outside } = doorInHand()
  const checking = createClaimChecks({ outside, now: () => 0 }).check(ID, claims(10))
  await turn()
  assert.equal(open.length, 10)
  for (const [index, { answer }] of [...open.entries()].reverse()) answer(profile(index))
  const results = await checking
  assert.deepEqual(
    results.map(({ claim }) => claim),
    claims(10),
  )
  assert.ok(results.every(({ result }) => result === 'verified'))
})

test('no more than sixteen at once, whoever asks', async () => {
  const { open, outside } = doorInHand()
  const checks = createClaimChecks({ outside, now: () => 0 })
  const checking = Promise.all([checks.check(ID, claims(12)), checks.check(new Uint8Array(32), claims(12))])
  for (let answered = 0; answered < 24; answered++) {
    await turn()
    assert.ok(open.length - answered <= 16, `${open.length - answered} at once`)
    open[answered]?.answer('{}')
  }
  assert.equal((await checking).flat().length, 24)
})

test('results are remembered by what they were: an hour, ten minutes, a minute', async () => {
  for (const [text, status, forMs] of [
    [profile(0), 200, 60 * MINUTE_MS],
    ['{"username":"alice0","about":""}', 200, 10 * MINUTE_MS],
    ['', 503, MINUTE_MS],
  ] as const) {
    let now = 0
    const { open, outside } = doorInHand()
    const checks = createClaimChecks({ outside, now: () => now })
    const ask = async () => {
      const asked = open.length
      const checking = checks.check(ID, claims(1))
      await turn()
      open[asked]?.answer(text, status)
      return (await checking)[0]
    }
    const first = await ask()
    now = forMs - 1
    assert.equal(await ask(), first)
    assert.equal(open.length, 1)
    now = forMs
    assert.notEqual(await ask(), first)
    assert.equal(open.length, 2)
  }
})
