import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseAddress } from '../../src/records/uris.ts'
import { startNodes } from './nodes.ts'
import { createPerson } from './people.ts'
import { until } from './until.ts'

const ALICE = parseAddress('alice@a.test')
const DAY_MS = 86_400_000

describe('renewal', () => {
  it('renews names at half their life of 30 days, and the domain record at half its 90', async () => {
    let now = Date.now()
    await using nodes = await startNodes(['a.test'], { now: () => now, renewEveryMs: 10 })
    await using alice = await createPerson({ now: () => now })
    const node = nodes.of('a.test')
    await alice.register(node, 'alice', { lifetimeMs: 80 * DAY_MS })
    const nameSeq = async () => (await node.resolve(ALICE, { policy: 'own' })).name?.seq ?? 0
    const firstName = await nameSeq()
    const firstDomain = node.domainRecord().seq

    let rounds = 0
    const { due } = node.registry
    node.registry.due = (...asked) => {
      rounds += 1
      return due(...asked)
    }
    now += 14 * DAY_MS
    await until('it was looked for what is due', () => rounds >= 2)
    assert.equal(await nameSeq(), firstName, 'before half its life it stays')

    now += 2 * DAY_MS
    await until('the name is renewed', async () => (await nameSeq()) === now)
    assert.equal(node.domainRecord().seq, firstDomain)

    now += 30 * DAY_MS
    await until('the domain record is renewed', () => node.domainRecord().seq === now)
    await until('the name is renewed again', async () => (await nameSeq()) === now)
    assert.equal((await node.resolve(ALICE, { policy: 'own' })).name?.payload.since, firstName)
  })
})
