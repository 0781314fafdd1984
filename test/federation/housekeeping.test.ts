import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import type { Logger } from '@libp2p/interface'
import { startHousekeeping } from '../../src/federation/housekeeping.ts'
import type { OperatorDirectory } from '../../src/federation/operator-directory.ts'
import type { MembershipChange, OperatorEntry } from '../../src/federation/operator-table.ts'
import type { Pull } from '../../src/federation/pull.ts'
import type { RecordStore } from '../../src/federation/record-store.ts'
import type { Republish } from '../../src/federation/republish.ts'

const [a, b, c] = ['a', 'b', 'c'].map((key) => ({ key }) as OperatorEntry) as [
  OperatorEntry,
  OperatorEntry,
  OperatorEntry,
]
const HOUR_MS = 3_600_000

/** Housekeeping with a clock that the test turns and a membership that it changes; `done` is what it did. */
function house(t: TestContext, { fails = false, leaves = 0 } = {}) {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] })
  const lifetime = new AbortController()
  const done: string[] = []
  let members: readonly OperatorEntry[] = [a, b]
  let onChange: (change: MembershipChange) => void = () => {}
  const names = (entries: readonly OperatorEntry[]) => entries.map(({ key }) => key).join('')
  const republish: Republish = {
    afterChange: async ({ before, after }) => {
      done.push(`${names(before)}>${names(after)}`)
      if (fails) throw new Error('a broken disk')
    },
    everything: async () => void done.push('everything'),
  }
  const pulled: string[] = []
  const pull: Pull = {
    afterChange: async ({ before, after }) => {
      pulled.push(`${names(before)}>${names(after)}`)
      if (fails) throw new Error('a broken disk')
      return leaves-- <= 0
    },
  }
  const errors: unknown[] = []
  const { idle } = startHousekeeping({
    store: { sweep: async () => done.push('sweep') } as unknown as RecordStore,
    directory: {
      onChange: (listener: typeof onChange) => {
        onChange = listener
        return () => {
          onChange = () => {}
        }
      },
      list: () => members,
    } as unknown as OperatorDirectory,
    ...{ republish, pull, republishMs: 10 * HOUR_MS, settleMs: 2_000, random: () => 0.5, lifetime: lifetime.signal },
    log: { error: (...args: unknown[]) => errors.push(args) } as unknown as Logger,
  })
  return {
    ...{ done, pulled, errors, lifetime },
    become(after: OperatorEntry[]) {
      const before = members
      members = after
      const added = after.find((entry) => !before.includes(entry)) ?? null
      onChange({ before, after, added, removed: before.find((entry) => !after.includes(entry)) ?? null })
    },
    async pass(ms: number) {
      t.mock.timers.tick(ms)
      await idle()
    },
  }
}

describe('housekeeping', () => {
  test('gathers changes of membership until they have settled', async (t) => {
    const { become, pass, done } = house(t)
    become([a, b, c])
    become([b, c])
    await pass(1_999)
    assert.deepEqual(done, [])
    await pass(1)
    assert.deepEqual(done, ['ab>bc'])
    become([b])
    await pass(2_000)
    assert.deepEqual(done, ['ab>bc', 'bc>b'])
  })

  test('takes a node that went and came back in between for a new one', async (t) => {
    const { become, pass, done } = house(t)
    become([a])
    become([a, b])
    await pass(2_000)
    assert.deepEqual(done, ['a>ab'])
  })

  test('sweeps every hour, offers everything now and then, and ends with the federation', async (t) => {
    const { pass, done, lifetime, become } = house(t)
    for (let hour = 0; hour < 10; hour++) await pass(HOUR_MS)
    assert.equal(done.filter((work) => work === 'sweep').length, 10)
    assert.equal(done.filter((work) => work === 'everything').length, 1)
    for (let hour = 0; hour < 10; hour++) await pass(HOUR_MS)
    assert.equal(done.filter((work) => work === 'everything').length, 2)
    become([a])
    lifetime.abort()
    const soFar = done.length
    await pass(20 * HOUR_MS)
    assert.equal(done.length, soFar)
  })

  test('goes on after work that failed, and logs it', async (t) => {
    const { become, pass, done, errors } = house(t, { fails: true })
    become([a])
    await pass(2_000)
    become([a, b])
    await pass(2_000)
    assert.deepEqual([done.length, errors.length], [2, 4])
  })

  test('asks the others for what this node is to hold, after each change, and again in a minute for what was left', async (t) => {
    const { become, pass, pulled, lifetime } = house(t, { leaves: 2 })
    become([a])
    await pass(2_000)
    assert.deepEqual(pulled, ['ab>a'])
    await pass(59_999)
    assert.deepEqual(pulled, ['ab>a'])
    await pass(1)
    assert.deepEqual(pulled, ['ab>a', 'a>a'])
    become([a, b])
    await pass(2_000)
    assert.deepEqual(pulled, ['ab>a', 'a>a', 'a>ab'], 'the change comes before the minute is over')
    await pass(120_000)
    assert.equal(pulled.length, 3, 'nothing is left')
    lifetime.abort()
  })
})
