/** That the machine which looks for faults sees them: each of these is planted. */
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { replayFailure, saveFailure } from '../../fuzz/failures.ts'
import { growthOf } from '../../fuzz/growth.ts'
import { mutateProtobuf, protobuf } from '../../fuzz/mutate-protobuf.ts'
import { seededRandom } from '../../fuzz/random.ts'
import { type Failure, runTargets } from '../../fuzz/run-targets.ts'
import { underWatch } from '../../fuzz/sockets/under-watch.ts'
import { startWatched } from '../../fuzz/sockets/watched-child.ts'
import { decoder, promised, type Target } from '../../fuzz/target.ts'
import { OpenPeerError } from '../../src/errors.ts'

let directory: string
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'openpeer-fuzz-'))
})
after(() => rm(directory, { recursive: true }))

async function failuresOf(target: Target, inputs = 200, seed = 'planted'): Promise<Failure[]> {
  const found: Failure[] = []
  await runTargets({ seed, targets: [target], inputs, maxMs: 20_000, onFailure: (failure) => found.push(failure) })
  return found
}

/** A decoder of one byte that does this at one of 256 values. */
const planted = (act: () => unknown) =>
  decoder({
    name: 'planted',
    codes: ['INVALID_NAME'],
    generate: (random) => Uint8Array.of(random.below(256)),
    act: ([byte]) => {
      if (byte === 0x42) return act()
      throw new OpenPeerError('INVALID_NAME', 'no')
    },
  })

describe('a planted fault is found', () => {
  const faults: [string, () => unknown, RegExp][] = [
    ['an error that is not ours', () => (undefined as unknown as string).length, /TypeError/],
    ['a code that is not documented', () => Promise.reject(new OpenPeerError('INTERNAL', 'oh')), /oh/],
    ['a wrong answer', () => promised(false, 'two and two are four'), /two and two/],
  ]
  for (const [name, act, expected] of faults) {
    it(name, async () => {
      const [failure, ...others] = await failuresOf(planted(act), 2_000)
      assert.match(failure?.what ?? '', expected)
      assert.deepEqual(failure?.inputs, [Uint8Array.of(0x42)])
      assert.ok(others.every(({ inputs }) => inputs[0]?.[0] === 0x42))
    })
  }

  it('and saved, so that it can be broken again until it is mended', async () => {
    const target = planted(() => JSON.parse(''))
    const [failure] = await failuresOf(target, 2_000)
    assert.ok(failure !== undefined)
    const file = await saveFailure(failure, 'planted', directory)
    assert.match((await replayFailure(file, [target])) ?? '', /SyntaxError/)
    assert.equal(await replayFailure(file, [planted(() => 0)]), null)
  })

  it('in another process: what nobody catches there, and its end', async () => {
    const watch = new URL('../../fuzz/sockets/watch-process.ts', import.meta.url)
    const program = join(directory, 'child.mjs')
    const source = `
      import { watchThisProcess } from ${JSON.stringify(watch.href)}
      watchThisProcess('up')
      process.on('message', (order) => {
        if (order === 'reject') void Promise.reject(new TypeError('nobody caught this'))
        if (order === 'die') process.kill(process.pid, 'SIGKILL')
      })`
    await writeFile(program, source)
    const child = await startWatched<string>(pathToFileURL(program), [])
    try {
      assert.equal(child.ready, 'up')
      assert.deepEqual(await child.takeFaults(), [])
      assert.ok((await child.footprint()).heapBytes > 0)
      const sending = (order: string): Target => ({
        ...{ name: order, weight: 1, batch: 1, generate: () => new Uint8Array(1) },
        run: async () => {
          child.send(order)
          return ['sent']
        },
      })
      const watched = (order: string) =>
        failuresOf(
          underWatch(sending(order), child, async () => {}),
          3,
        )
      assert.match((await watched('reject'))[0]?.what ?? '', /nobody caught this/)
      assert.deepEqual(await watched('nothing'), [])
      assert.match((await watched('die')).map(({ what }) => what).join(), /the process ended \(SIGKILL\)/)
    } finally {
      await child.stop()
    }
  })

  it('an honest question that is answered no more', async () => {
    const child = { takeFaults: async () => [], ready: null, pid: 0, footprint: null as never, stop: async () => {} }
    const silent = async () => {
      throw new Error('nobody answers')
    }
    const [failure] = await failuresOf(
      underWatch(
        planted(() => 0),
        { ...child, send: () => {}, ask: async () => '' },
        silent,
      ),
      1,
    )
    assert.match(failure?.what ?? '', /nobody answers/)
  })

  it('memory that grows with what is sent', () => {
    const samples = (bytesPerInput: number) =>
      Array.from({ length: 20 }, (_, i) => ({
        ...{ inputs: i * 1_000, externalBytes: 0, rssBytes: 0, handles: 0 },
        heapBytes: 4e7 + i * 1_000 * bytesPerInput + (i % 2) * 1_000,
      }))
    const leaking = growthOf(samples(50))
    assert.ok(leaking !== null && leaking.bytesPerInput - leaking.uncertainty > 45)
    const sound = growthOf(samples(0))
    assert.ok(sound !== null && Math.abs(sound.bytesPerInput) <= sound.uncertainty + 0.1)
  })
})

describe('a run', () => {
  it('is the same again with the same seed, and another one with another', async () => {
    const inputsOf = async (seed: string) => {
      const given: string[] = []
      const generate: Target['generate'] = (random) => {
        const made = mutateProtobuf(
          protobuf([
            [1, 5n],
            [2, random.bytes(9)],
          ]),
          random,
        )
        given.push(Buffer.from(made).toString('hex'))
        return made
      }
      await failuresOf(decoder({ name: 'same', codes: [], generate, act: () => {} }), 100, seed)
      return given
    }
    assert.deepEqual(await inputsOf('1'), await inputsOf('1'))
    assert.notDeepEqual(await inputsOf('1'), await inputsOf('2'))
  })

  it('changes the structure of a message and not its bytes alone', () => {
    const message = protobuf([
      [1, 7n],
      [2, protobuf([[3, new Uint8Array(20)]])],
    ])
    const random = seededRandom('structure')
    const sizes = new Set(Array.from({ length: 200 }, () => mutateProtobuf(message, random).length))
    assert.ok(sizes.size > 30 && Math.max(...sizes) > 1_000)
  })

  it('gives each target its share', async () => {
    const counted = (name: string, weight: number): Target => ({
      ...decoder({ name, codes: [], generate: () => new Uint8Array(), act: () => {} }),
      weight,
    })
    const tallies = await runTargets({
      ...{ seed: 'share', inputs: 4_000, maxMs: 20_000, onFailure: () => {} },
      targets: [counted('rare', 1), counted('often', 3)],
    })
    assert.deepEqual(
      tallies.map(({ inputs }) => inputs),
      [1_000, 3_000],
    )
  })
})
