import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { OpenPeerError } from '../../src/errors.ts'
import type { PutEntry, PutResult } from '../../src/wire/messages.js'
import { testIdentity } from './identities.ts'
import { askFirst, impersonate, silence } from './impostors.ts'
import { type TestOperator, TestOperators } from './operators.ts'
import { testDomain } from './sealed-records.ts'

type Bytes = Uint8Array<ArrayBuffer>
type Lie = (entry: PutEntry) => Promise<Partial<PutResult>>
const OPERATORS = 9
const LIARS = 3
const domain = await testDomain()

describe(`${LIARS} of 8 holders that lie to who writes`, () => {
  let operators: TestOperators
  let writer: TestOperator
  let liars: TestOperator[]
  let lie: Lie = silence
  let names = 0

  before(async () => {
    operators = await TestOperators.start(OPERATORS)
    writer = operators.at(OPERATORS - 1)
    liars = operators.all.slice(0, LIARS)
    const get = async () => ({})
    await Promise.all(liars.map((liar) => impersonate(liar, { get, put: (entry) => lie(entry) })))
  })
  after(() => operators[Symbol.asyncDispose]())

  /** A name that nobody used before, of which all but the writer are holders, so that five honest ones are w. */
  function fresh() {
    for (;;) {
      const name = `n${names++}`
      const routingKey = domain.routingKey(name)
      if (!operators.holders(routingKey).includes(writer)) return { name, routingKey }
    }
  }
  const honest = () => operators.all.filter((one) => one !== writer && !liars.includes(one))

  async function publish(routingKey: Uint8Array, bytes: Uint8Array): Promise<void> {
    const kept = honest().map(({ hold }) => hold(routingKey, bytes))
    const published = await writer.federation.publish(bytes, routingKey)
    assert.deepEqual([published.outcome, published.needed], ['stored', 5])
    assert.ok(published.holders >= 5)
    await Promise.all(kept)
  }

  async function isFound(routingKey: Uint8Array, bytes: Uint8Array): Promise<void> {
    const [reader] = honest() as [TestOperator]
    for (const { federation } of [writer, reader]) {
      askFirst(federation, liars)
      for (const policy of ['network', 'quorum'] as const) {
        assert.deepEqual((await federation.lookup(routingKey, { policy })).record?.bytes, bytes)
      }
    }
  }

  const lies: [string, Lie][] = [
    ['say that they stored it, and keep nothing', async () => ({ outcome: 'stored' })],
    ['say nothing', () => silence()],
    ['refuse it', async () => Promise.reject(new OpenPeerError('RATE_LIMITED', 'not now', { retryAfterMs: 60_000 }))],
    ['refuse it one by one', async () => ({ code: 'STORE_FULL', message: 'no room' })],
    ['claim a newer one without showing it', async () => ({ outcome: 'not-newest' })],
    ['show another name’s record as a newer one', async () => ({ outcome: 'not-newest', current: await another() })],
    ['name nobody’s outcome', async () => ({ outcome: 'perhaps' })],
  ]
  const another = async () => (await domain.name('another', { seq: Date.now() + 60_000 })) as Bytes
  for (const [what, told] of lies) {
    test(`and ${what} do not keep five honest ones from holding it, and all from finding it`, async () => {
      lie = told
      const { name, routingKey } = fresh()
      const bytes = await domain.name(name)
      await publish(routingKey, bytes)
      await isFound(routingKey, bytes)
    })
  }

  test('and show the version from before, under a stolen key with a higher seq, do not stop a rotation', async () => {
    for (;;) {
      const identity = await testIdentity()
      const { routingKey } = identity
      if (operators.holders(routingKey).includes(writer)) continue
      const stolen = await identity.record(Date.now() + 60_000)
      await identity.rotate()
      const bytes = await identity.record()
      lie = async () => ({ outcome: 'not-newest', current: stolen })
      await publish(routingKey, bytes)
      await isFound(routingKey, bytes)
      return
    }
  })
})
