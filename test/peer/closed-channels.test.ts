import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type ClosableChannel, hasUntoldChannels, sayWhenClosed } from '../../src/peer/closed-channels.node.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
const WAIT_MS = 20
const CHANNELS = 20

/** As node-datachannel's: it keeps what it is given until it has called it, or for good when it is never told of the end. */
function nativeHalf({ isTold }: { isTold: boolean }) {
  const kept: (() => void)[] = []
  const create = (): ClosableChannel => {
    let listener = () => {}
    return {
      onClosed(given) {
        listener = given
        kept.push(given)
      },
      close() {
        if (isTold) setImmediate(() => kept.splice(kept.indexOf(listener), 1).forEach((tell) => void tell()))
      },
    }
  }
  return { create, kept }
}

describe('a channel that was closed', () => {
  for (const isTold of [true, false]) {
    test(`says so once, when its native half was ${isTold ? '' : 'not '}told`, async () => {
      const channel = sayWhenClosed(nativeHalf({ isTold }).create(), WAIT_MS)
      let told = 0
      channel.onClosed(() => told++)
      channel.close()
      channel.close()
      await delay(5 * WAIT_MS)
      assert.equal(told, 1)
    })
  }

  test('can be collected with all that waits for its end, when its native half was not told', async () => {
    const { create, kept } = nativeHalf({ isTold: false })
    const waiting = Array.from({ length: CHANNELS }, () => {
      const channel = sayWhenClosed(create(), WAIT_MS)
      const waiter = { channel, isOver: false }
      channel.onClosed(() => {
        waiter.isOver = true
      })
      channel.close()
      return new WeakRef(waiter)
    })
    collectGarbage()
    assert.ok(
      waiting.every((one) => one.deref() !== undefined),
      'nothing is let go of before it was told',
    )
    await delay(5 * WAIT_MS)
    assert.ok(hasUntoldChannels(), 'a process that shall end has to clear them away')
    for (let rounds = 0; rounds < 5; rounds++) {
      collectGarbage()
      await delay(1)
    }
    assert.equal(kept.length, CHANNELS)
    assert.ok(waiting.filter((one) => one.deref() !== undefined).length <= 1)
    assert.ok(!hasUntoldChannels() || waiting.some((one) => one.deref() !== undefined))
  })
})
