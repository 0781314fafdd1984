import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readHolding, takeHeapSnapshot } from '../../soak/holding.ts'

test('a probe says what a process holds when its garbage is gone, and goes unnoticed', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'openpeer-probe-'))
  const probe = new URL('../../soak/probe.ts', import.meta.url)
  // 50 MB of garbage and 20 MB that are held; it ends by itself when it is told so, whatever a probe has open.
  const program = `
    let garbage = Array.from({ length: 5e5 }, (_, i) => ({ i, text: 'x' + i })); garbage = null
    globalThis.held = new Uint8Array(20e6)
    process.stdin.once('data', () => process.stdin.destroy())
    console.log('up')`
  const env = { ...process.env, OPENPEER_SOAK_PROBES: directory, NODE_OPTIONS: `--expose-gc --import=${probe}` }
  const child = spawn(process.execPath, ['--eval', program], { env, stdio: ['pipe', 'pipe', 'inherit'] })
  try {
    await once(child.stdout, 'data')
    const holding = await readHolding(directory, child.pid ?? -1)
    assert.ok(holding !== null)
    assert.ok(holding.heapBytes > 1e6 && holding.heapBytes < 20e6, `${holding.heapBytes} bytes of heap`)
    assert.ok(holding.codeBytes > 1e5 && holding.codeBytes < holding.heapBytes, `${holding.codeBytes} bytes of code`)
    assert.ok(holding.arrayBufferBytes >= 20e6 && holding.externalBytes >= holding.arrayBufferBytes)
    assert.ok(holding.cpuMs > 0 && holding.rssBytes > holding.heapBytes)
    const again = await readHolding(directory, child.pid ?? -1)
    assert.deepEqual(again?.handles, holding.handles)
    const file = join(directory, 'it.heapsnapshot')
    await takeHeapSnapshot(directory, child.pid ?? -1, file)
    assert.ok((await stat(file)).size > 1e5)
    const ended = once(child, 'exit')
    child.stdin.end('over')
    assert.deepEqual(await ended, [0, null])
    assert.equal(await readHolding(directory, child.pid ?? -1), null)
  } finally {
    child.kill()
    await rm(directory, { recursive: true })
  }
})
