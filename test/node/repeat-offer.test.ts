import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { createRepeatOffer } from '../../src/node/repeat-offer.ts'

const HOUR_MS = 3_600_000

/** Offers whose answers the test gives, on a clock that it turns. */
function offers(t: TestContext, answers: (number | null | Error)[]) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  t.mock.method(performance, 'now', () => clock.now)
  const clock = { now: 0 }
  const made: number[] = []
  const again = createRepeatOffer({
    async offer() {
      made.push(clock.now)
      const answer = answers.shift() ?? null
      if (answer instanceof Error) throw answer
      return answer
    },
    random: () => 0,
  })
  /** Lets so much time pass, in steps of a quarter of a second. */
  async function pass(ms: number): Promise<void> {
    for (const end = clock.now + ms; clock.now < end; ) {
      clock.now += 250
      t.mock.timers.tick(250)
      for (let turns = 0; turns < 5; turns++) await Promise.resolve()
    }
  }
  return { again, made, pass }
}

describe('an offer that was refused for now', () => {
  it('is made again when the holder said, until nobody refuses it', async (t) => {
    const { again, made, pass } = offers(t, [20_000, null])
    again.heard(15_000)
    await pass(120_000)
    assert.deepEqual(made, [15_000, 35_000])
  })

  it('is made ever more seldom where the holder always says at once, and hourly at least', async (t) => {
    const { again, made, pass } = offers(t, Array<number>(40).fill(0))
    again.heard(0)
    await pass(10 * HOUR_MS)
    assert.deepEqual(made.slice(0, 4), [1_000, 3_000, 7_000, 15_000])
    assert.ok(made.length < 24, `${made.length} offers in ten hours`)
    const last = made.at(-1) ?? 0
    assert.ok(10 * HOUR_MS - last <= HOUR_MS)
  })

  it('does not wait longer than an hour, and the sooner of two times counts', async (t) => {
    const { again, made, pass } = offers(t, [])
    again.heard(5 * HOUR_MS)
    again.changed()
    await pass(2 * HOUR_MS)
    assert.deepEqual(made, [1_000])
    again.heard(5 * HOUR_MS)
    await pass(2 * HOUR_MS)
    assert.deepEqual(made, [1_000, 3 * HOUR_MS])
  })

  it('is made again within an hour after one that could not be made at all, and never after the end', async (t) => {
    const { again, made, pass } = offers(t, [new Error('the disk is gone'), 5_000])
    again.heard(1_000)
    await pass(HOUR_MS + 2_000)
    assert.equal(made.length, 2)
    again.stop()
    await pass(HOUR_MS)
    assert.equal(made.length, 2)
  })
})
