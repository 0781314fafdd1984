import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import type { OperatorCounts } from '../../src/node/operator-counts.ts'
import { type LabProcess, startIn } from './lab-process.ts'
import { buildNatLab, type Nat, whyNoLab } from './nat-lab.ts'

const DOMAIN = 'nat.example'
/** Messages that are sent one after the other, each way. */
const MESSAGES = 20

/** Twenty seconds on an idle machine of two cores, most of it the attempt at a direct path; twelve processes may take more. */
const TIMEOUT_MS = 60_000

const skip = whyNoLab() ?? false

/** An operator at a public address and two people behind a NAT each, who are ready to call and be called. */
async function startLab(...nats: [Nat, Nat]) {
  await using stack = new AsyncDisposableStack()
  const lab = stack.use(buildNatLab(nats))
  const operator = stack.use(
    startIn(lab.operator, 'operator-process.ts', { domain: DOMAIN, address: lab.operatorAddress }),
  )
  const { addresses: homeAddresses } = await operator.waitFor('ready')
  const [alice, bob] = (['alice', 'bob'] as const).map((name, i) =>
    stack.use(startIn(lab.homes[i] ?? '', 'person-process.ts', { name, domain: DOMAIN, homeAddresses })),
  ) as [LabProcess, LabProcess]
  await Promise.all([alice.waitFor('ready'), bob.waitFor('ready')])
  const owned = stack.move()
  return {
    ...{ operator, alice, bob },
    async counts(when: 'count' | 'count when no circuit is open' = 'count') {
      operator.tell({ do: when })
      return (await operator.waitFor('counts')) as unknown as OperatorCounts
    },
    /** Alice calls; gives how long it took until messages could be sent, in ms. */
    async call(): Promise<number> {
      alice.tell({ do: 'connect', whom: `bob@${DOMAIN}` })
      const [linked] = await Promise.all([alice.waitFor('linked'), bob.waitFor('linked')])
      assert.equal(linked.path, 'relayed', 'neither has an address to be dialled at')
      return linked.ms as number
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** Sends messages both ways, and gives the median time from sending one to its receipt, in ms, and the paths taken. */
async function talk(alice: LabProcess, bob: LabProcess): Promise<{ ms: number; paths: Set<unknown> }> {
  const directions = [
    { from: alice, to: bob },
    { from: bob, to: alice },
  ]
  const receipts = await Promise.all(directions.map(({ from, to }) => say(from, to)))
  const times = receipts.flat().map((receipt) => receipt.ms as number)
  times.sort((a, b) => a - b)
  return { ms: times[times.length / 2] ?? 0, paths: new Set(receipts.flat().map(({ path }) => path)) }
}

async function say(from: LabProcess, to: LabProcess) {
  const texts = Array.from({ length: MESSAGES }, (_, i) => `message ${i + 1}`)
  from.tell({ do: 'send', texts })
  const receipts = []
  for (const text of texts) {
    assert.equal((await to.waitFor('message')).text, text)
    receipts.push(await from.waitFor('receipt'))
  }
  return receipts
}

describe('two people behind NATs', { skip }, () => {
  test('that keep ports: they go direct by the operator’s own STUN', { timeout: TIMEOUT_MS }, async (t) => {
    await using lab = await startLab('cone', 'cone')
    const { alice, bob } = lab
    const linkedMs = await lab.call()
    await talk(alice, bob) // at once, whatever the path
    const directMs = await triedDirect([alice, bob], { path: 'direct', code: null })

    const before = await lab.counts('count when no circuit is open')
    assert.ok(before.stunAnswers >= 2, `both learnt their address there, by ${before.stunAnswers} answers`)
    const talked = await talk(alice, bob)
    assert.deepEqual([...talked.paths], ['direct'])
    assert.deepEqual((await lab.counts()).relay, before.relay, 'the relay carried nothing any more')

    await lab.operator[Symbol.asyncDispose]()
    assert.deepEqual([...(await talk(alice, bob)).paths], ['direct'], 'nobody needs the operator any more')
    t.diagnostic(`linked after ${round(linkedMs)} ms, direct after ${round(directMs)} ms`)
    t.diagnostic(`message to receipt, direct: ${round(talked.ms)} ms`)
  })

  describe('with no direct way between them: they stay reachable, relayed, and say so', { concurrency: true }, () => {
    test('new ports for each destination, both', { timeout: TIMEOUT_MS }, async (t) => {
      const { stunAnswers } = await staysRelayed(t, 'symmetric', 'symmetric')
      assert.ok(stunAnswers > 0, 'UDP reached the operator')
    })

    test('new ports for each destination, one', { timeout: TIMEOUT_MS }, async (t) => {
      const { stunAnswers } = await staysRelayed(t, 'cone', 'symmetric')
      assert.ok(stunAnswers > 0, 'UDP reached the operator')
    })

    test('UDP blocked', { timeout: TIMEOUT_MS }, async (t) => {
      const { stunAnswers } = await staysRelayed(t, 'no-udp', 'no-udp')
      assert.equal(stunAnswers, 0, 'no UDP reached the operator')
    })
  })
})

/** They reach each other, talk, and both say that it is by a relay. */
async function staysRelayed(t: TestContext, ...nats: [Nat, Nat]): Promise<OperatorCounts> {
  await using lab = await startLab(...nats)
  const { alice, bob } = lab
  const linkedMs = await lab.call()
  const meanwhile = await talk(alice, bob)
  assert.deepEqual([...meanwhile.paths], ['relayed'])
  await triedDirect([alice, bob], { path: 'relayed', code: 'UNREACHABLE' })
  const before = await lab.counts()
  const talked = await talk(alice, bob)
  assert.deepEqual([...talked.paths], ['relayed'])
  const after = await lab.counts()
  assert.ok(
    after.relay.bytesTotal - before.relay.bytesTotal > 2 * MESSAGES * 'message 1'.length,
    'the relay carried it',
  )
  t.diagnostic(`linked after ${round(linkedMs)} ms; message to receipt, relayed: ${round(talked.ms)} ms`)
  return after
}

/** Waits until each knows how the first attempt at a direct path ended; gives after how long the first of them did, in ms. */
async function triedDirect(people: LabProcess[], outcome: { path: string; code: string | null }): Promise<number> {
  const said = await Promise.all(people.map((one) => one.waitFor('tried direct')))
  for (const { path, code } of said) assert.deepEqual({ path, code }, outcome)
  return Number(said[0]?.ms)
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10
}
