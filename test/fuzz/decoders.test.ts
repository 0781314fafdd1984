import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runTargets } from '../../fuzz/run-targets.ts'
import { startDecoders } from '../../fuzz/targets/decoders.ts'

// `npm run fuzz` gives them a million; these are for every change.
const INPUTS = 5_000

test('hostile input makes every decoder refuse with a documented code, or take what it can write again', async () => {
  const { targets, stop } = await startDecoders()
  try {
    const broken: string[] = []
    const tallies = await runTargets({
      seed: 'npm test',
      targets,
      inputs: INPUTS,
      maxMs: 60_000,
      onFailure: ({ target, index, what }) => broken.push(`${target} ${index}: ${what}`),
    })
    assert.deepEqual(broken, [])
    assert.ok(tallies.reduce((sum, { inputs }) => sum + inputs, 0) >= INPUTS * 0.98)
    for (const { target, outcomes } of tallies)
      assert.ok(Object.keys(outcomes).length > 0, `${target} was given nothing`)
    // Inputs of which all are refused at the door would show nothing of what is behind it.
    const words = new Set(
      tallies.filter(({ target }) => target.startsWith('record-')).flatMap(({ outcomes }) => Object.keys(outcomes)),
    )
    for (const word of [
      'accepted',
      'BAD_SIGNATURE',
      'RECORD_NOT_CANONICAL',
      'WRONG_SIGNER',
      'LIFETIME_TOO_LONG',
      'KEY_LOG_INVALID',
    ]) {
      assert.ok(words.has(word), `no input got as far as ${word}`)
    }
  } finally {
    await stop()
  }
})
