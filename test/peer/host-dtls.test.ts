import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { describe, test } from 'node:test'

// Each in its own process: the fix changes node-datachannel for the whole process.
async function connectAs(
  mode: 'stock' | 'fixed',
): Promise<{ slowestMs: number; answerRole: string; failedDial: string }> {
  const child = fork(new URL('./host-dtls-child.ts', import.meta.url), [mode])
  const [result] = await once(child, 'message')
  await once(child, 'exit')
  return result
}

describe('DTLS between two Node.js peers', () => {
  test('the library still loses a ClientHello that comes early, and still waits a second', async () => {
    const { slowestMs, answerRole, failedDial } = await connectAs('stock')
    assert.equal(answerRole, 'active')
    assert.ok(slowestMs > 700, `no connect took longer than ${slowestMs} ms: the role fix may not be needed any more`)
    assert.equal(failedDial, 'no event', 'the channel of a failed connection still says nothing')
  })

  test('with the fix the offerer speaks first, and a failed dial is heard of', async () => {
    const { answerRole, failedDial } = await connectAs('fixed')
    assert.equal(answerRole, 'passive')
    assert.equal(failedDial, 'error')
  })
})
