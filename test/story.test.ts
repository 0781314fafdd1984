// The main job, whole: scripts/demo.ts plays it on operator and peer processes; this holds what it must end with.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const demo = fileURLToPath(new URL('../scripts/demo.ts', import.meta.url))

test('found, verified, connected, and talking on when every operator was killed', { timeout: 120_000 }, async () => {
  const child = spawn(process.execPath, [demo, '--json'], { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'exit')
  const [out, told] = await Promise.all([text(child.stdout), text(child.stderr)])
  const [status] = await ended
  const last = out.trim().split('\n').at(-1)
  assert.ok(last, `the demo said nothing:\n${told}`)
  const outcome = JSON.parse(last)
  const { seconds, ...held } = outcome
  assert.deepEqual(
    held,
    {
      delivered: 100,
      lost: 0,
      outOfOrder: 0,
      path: 'direct',
      relayBytesAfterDirect: 0,
      reconnectedWithoutOperators: true,
      checks: { 'key-log': 'ok', 'name-record': 'ok', 'lists-name': 'ok', website: 'ok', dns: 'ok', devices: 'ok' },
    },
    told,
  )
  assert.ok(seconds > 0)
  assert.equal(status, 0, told)
})
