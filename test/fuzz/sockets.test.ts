import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runTargets } from '../../fuzz/run-targets.ts'
import { startOperatorTargets } from '../../fuzz/sockets/operator-targets.ts'
import { startPeerTargets } from '../../fuzz/sockets/peer-targets.ts'
import type { UnderTest } from '../../fuzz/sockets/under-watch.ts'

async function survives(start: () => Promise<UnderTest>, inputs: number): Promise<void> {
  const under = await start()
  try {
    const broken: string[] = []
    const tallies = await runTargets({
      seed: 'npm test',
      targets: under.targets,
      inputs,
      maxMs: 60_000,
      onFailure: ({ target, index, what }) => broken.push(`${target} ${index}: ${what}`),
    })
    assert.deepEqual(broken, [])
    assert.ok(tallies.every((tally) => tally.inputs > 0))
    // What is left when the run is over: the process is there and says so.
    assert.ok((await under.footprint()).heapBytes > 0)
  } finally {
    await under.stop()
  }
}

test('an operator node outlives hostile input on every socket it has, and goes on answering', () =>
  survives(startOperatorTargets, 2_000))

test('an end peer outlives hostile strangers and hostile contacts, and goes on answering', () =>
  survives(startPeerTargets, 300))
