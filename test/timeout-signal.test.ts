import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { withDeadline } from '../src/identity-proofs/deadline.ts'
import { timeoutSignal } from '../src/timeout-signal.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const WAIT_MS = 20

/** How many of these are still held by something when their time is long over. */
async function heldOf(count: number, make: () => object | Promise<object>): Promise<number> {
  const made: WeakRef<object>[] = []
  for (let i = 0; i < count; i++) made.push(new WeakRef(await make()))
  await delay(5 * WAIT_MS)
  // Finalizers of one round free what the next one collects.
  for (let rounds = 0; rounds < 5; rounds++) {
    collectGarbage()
    await delay(1)
  }
  return made.filter((one) => one.deref() !== undefined).length
}

const lifetime = new AbortController().signal
/** As every wait does that has a limit inside one that has a limit. */
const nested = (limit: AbortSignal) => {
  const inner = AbortSignal.any([lifetime, limit])
  AbortSignal.any([inner, new AbortController().signal])
  return inner
}

describe('a timeout signal', () => {
  it('aborts in time, with an error of the name that such errors have', async () => {
    const signal = timeoutSignal(WAIT_MS)
    assert.equal(signal.aborted, false)
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    assert.equal((signal.reason as Error).name, 'TimeoutError')
  })

  it('lets go of what was made of it', async () => {
    assert.ok((await heldOf(100, () => nested(timeoutSignal(WAIT_MS)))) <= 1)
  })

  it('is needed: what is made of AbortSignal.timeout stays for ever', async () => {
    assert.ok((await heldOf(100, () => nested(AbortSignal.timeout(WAIT_MS)))) >= 99)
  })
})

describe('work with a deadline', () => {
  it('leaves nothing behind that hung on its signal, whoever forgot to take it off', async () => {
    const work = async () => {
      const resource = { bytes: new Uint8Array(1_000) }
      await withDeadline(async (limit) => limit.addEventListener('abort', () => resource.bytes.fill(0)), {
        signal: AbortSignal.any([lifetime]),
        timeoutMs: 60_000,
        what: 'The work',
      })
      return resource
    }
    assert.ok((await heldOf(100, work)) <= 1)
  })

  it('ends what still hangs on its signal when it is over', async () => {
    const ended = Promise.withResolvers<void>()
    await withDeadline(async (limit) => limit.addEventListener('abort', () => ended.resolve()), {
      timeoutMs: 60_000,
      what: 'The work',
    })
    await ended.promise
  })
})
