import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { isOpenPeerError, OpenPeerError } from '../../src/errors.ts'
import { createGateway, MAX_QUESTIONS_UNDER_WAY } from '../../src/http/gateway.ts'
import type { ResolveOutcome } from '../../src/http/metrics.ts'
import { readQuestion } from '../../src/http/resolve-question.ts'
import type { JudgeName } from '../../src/node/judge-name.ts'
import { NOTHING_FOUND, type ResolvedBundle } from '../../src/node/resolved-bundle.ts'
import { BOB, sealBob } from './bob.ts'

const nobody: ResolvedBundle = NOTHING_FOUND
const judge: JudgeName = async () => ({ status: 'verified', checks: [], movedTo: null })
const question = (address = BOB, policy = 'network') => readQuestion(address, new URLSearchParams({ policy }))
const code = (expected: string) => (error: Error) => isOpenPeerError(error) && error.code === expected
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))))

describe('the gateway', () => {
  let bob: ResolvedBundle
  before(async () => {
    bob = await sealBob(Date.now())
  })

  it('asks the same question once while it is under way, and another one apart', async () => {
    const release = Promise.withResolvers<void>()
    let asked = 0
    const gateway = createGateway({
      judge,
      resolve: async () => {
        asked += 1
        await release.promise
        return bob
      },
      timeoutMs: 1_000,
      now: Date.now,
    })
    const answers = [question(), question('acct:BOB@b.test'), question(BOB, 'quorum')].map((one) =>
      gateway.resolve(one),
    )
    release.resolve()
    assert.equal((await Promise.all(answers)).filter((answer) => answer !== null).length, 3)
    assert.equal(asked, 2)
    await gateway.resolve(question())
    assert.equal(asked, 3)
  })

  it('turns away what is too much, and takes the next once there is room', async () => {
    const release = Promise.withResolvers<void>()
    const gateway = createGateway({
      judge,
      resolve: () => release.promise.then(() => nobody),
      timeoutMs: 1_000,
      now: Date.now,
    })
    const names = Array.from({ length: MAX_QUESTIONS_UNDER_WAY }, (_, index) => `p${index}@b.test`)
    const answers = names.map((name) => gateway.resolve(question(name)))
    await assert.rejects(gateway.resolve(question('late@b.test')), code('TOO_MANY_REQUESTS'))
    const shared = gateway.resolve(question('p0@b.test'))
    release.resolve()
    await Promise.all([...answers, shared])
    assert.equal(await gateway.resolve(question('late@b.test')), null)
  })

  it('gives up in time', async () => {
    const gateway = createGateway({
      judge,
      resolve: (_, { signal }) => untilAborted(signal),
      timeoutMs: 10,
      now: Date.now,
    })
    await assert.rejects(gateway.resolve(question()), code('TIMEOUT'))
  })

  it('ends what is under way when it stops', async () => {
    const gateway = createGateway({
      judge,
      resolve: (_, { signal }) => untilAborted(signal),
      timeoutMs: 5_000,
      now: Date.now,
    })
    const answer = assert.rejects(gateway.resolve(question()), code('STOPPED'))
    gateway.stop()
    await answer
  })

  const refusal = { peerId: 'a node', by: 'domain', code: 'BAD_SIGNATURE', message: 'forged' } as const
  const partial: [string, () => Partial<ResolvedBundle>, string | null][] = [
    ['a name record whose identity nobody has', () => ({ identity: null }), null],
    ['an identity without the name record', () => ({ name: null }), null],
    ['nothing but a refused answer', () => ({ ...nobody, refused: [refusal] }), 'BAD_SIGNATURE'],
  ]
  for (const [what, change, refused] of partial) {
    it(`takes ${what} for ${refused ?? 'absence'}`, async () => {
      const bundle = { ...bob, ...change() }
      const gateway = createGateway({ judge, resolve: async () => bundle, timeoutMs: 1_000, now: Date.now })
      if (refused === null) assert.equal(await gateway.resolve(question()), null)
      else await assert.rejects(gateway.resolve(question()), code(refused))
    })
  }

  it('counts what each question came to', async () => {
    const outcomes: ResolveOutcome[] = []
    let next: () => ResolvedBundle = () => bob
    const gateway = createGateway({
      judge,
      resolve: async () => next(),
      timeoutMs: 1_000,
      onResolve: (outcome) => outcomes.push(outcome),
      now: Date.now,
    })
    await gateway.resolve(question())
    next = () => nobody
    await gateway.resolve(question())
    for (const failure of ['IDENTITY_REVOKED', 'UNREACHABLE'] as const) {
      next = () => {
        throw new OpenPeerError(failure, failure)
      }
      await assert.rejects(gateway.resolve(question()), code(failure))
    }
    assert.deepEqual(outcomes, ['found', 'absent', 'refused', 'failed'])
  })
})
