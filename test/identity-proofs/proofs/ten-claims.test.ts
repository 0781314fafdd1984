import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClaimChecks } from '../../../src/identity-proofs/check-claims.ts'
import { startServices } from './services.ts'
import { CLAIMS, delaysMs, genuineActors, SERVICES } from './ten-claims.ts'

const ID = new Uint8Array(32).fill(3)

test('ten claims take about as long as the slowest one', { timeout: 60_000 }, async () => {
  const services = await startServices(SERVICES)
  try {
    services.show(genuineActors(ID), delaysMs({ slowest: 600, others: 200 }))
    const { outside } = services
    const timed = async (claims: string[]) => {
      const began = performance.now()
      const checked = await createClaimChecks({ outside, now: Date.now }).check(ID, claims)
      assert.ok(checked.every(({ result }) => result === 'verified'))
      return performance.now() - began
    }
    await timed(CLAIMS) // what is loaded once
    const slowest = await timed(CLAIMS.slice(0, 1))
    const all = await timed(CLAIMS)
    // One after another they would take four times as long. The bench has the exact ratio.
    assert.ok(all < slowest * 1.5, `${Math.round(all)} ms for ten, ${Math.round(slowest)} ms for the slowest`)
  } finally {
    await services.stop()
  }
})
