// npm run fuzz: hostile input for every decoder of this process, and over real sockets for an operator node and an end peer
// that are processes of their own. Repeatable by its seed. Exit 0 only when no promise was broken: docs/guides/fuzz-and-soak.md.
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { replayFailure, saveFailure } from './failures.ts'
import { type Growth, growthOf, type Sample } from './growth.ts'
import { type Failure, runTargets, type Tally } from './run-targets.ts'
import { startOperatorTargets } from './sockets/operator-targets.ts'
import { startPeerTargets } from './sockets/peer-targets.ts'
import type { UnderTest } from './sockets/under-watch.ts'
import { startDecoders } from './targets/decoders.ts'

const HELP = `npm run fuzz -- [--seed <text>] [--inputs <n>] [--seconds <n>] [--only <prefix>] [--out <directory>] [--json]
       npm run fuzz -- --replay <file>`
/** A process may keep this much of each input on average: what is within the noise of a garbage-collected heap. */
const MAX_BYTES_PER_INPUT = 20
const SAMPLE_EVERY_MS = 40_000
/** Before a sample: kad-dht holds a stream, with what was read of it, for 10 s after it ended. */
const REST_MS = 11_000

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
    inputs: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '900' },
    only: { type: 'string', default: '' },
    out: { type: 'string', default: join(tmpdir(), 'openpeer-fuzz') },
    replay: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const say = (text: string) => process.stderr.write(`${text}\n`)
if (values.help) {
  say(HELP)
  process.exit(0)
}

const under: UnderTest[] = []
const decoders = await startDecoders()
try {
  under.push(await startOperatorTargets(), await startPeerTargets())
  const targets = [...decoders.targets, ...under.flatMap((one) => one.targets)]
  process.exitCode = values.replay === undefined ? await run(targets) : await replay(values.replay, targets)
} finally {
  await Promise.all([decoders.stop(), ...under.map((one) => one.stop())])
}
// A socket that a target gave up may still be open here.
process.exit()

async function replay(file: string, targets: Parameters<typeof replayFailure>[1]): Promise<number> {
  const what = await replayFailure(file, targets)
  say(what ?? 'Nothing breaks any more.')
  return what === null ? 0 : 1
}

async function run(all: Parameters<typeof replayFailure>[1]): Promise<number> {
  const { seed, only } = values
  const [inputs, seconds] = [Number(values.inputs), Number(values.seconds)]
  const targets = all.filter(({ name }) => name.startsWith(only))
  if (targets.length === 0 || !(inputs > 0) || !(seconds > 0)) {
    say(HELP)
    return 2
  }
  say(`Seed ${seed}: ${inputs} inputs for ${targets.length} targets, at most ${seconds} s.`)
  const saving: Promise<string>[] = []
  const seen = new Set<string>()
  const samples = new Map<string, Sample[]>(under.map(({ name }) => [name, []]))
  const began = performance.now()
  let sampledAt = began
  const sample = async (done: number) => {
    await delay(REST_MS)
    for (const one of under) samples.get(one.name)?.push({ inputs: done, ...(await one.footprint()) })
    sampledAt = performance.now()
  }
  const tallies = await runTargets({
    ...{ seed, targets, inputs, maxMs: seconds * 1_000 },
    onFailure: (failure) => {
      saving.push(saveFailure(failure, seed, values.out))
      const text = told(failure)
      const kind = text.replaceAll(/\d+/g, '')
      if (!seen.has(kind)) say(text)
      seen.add(kind)
    },
    onRound: async (done) => {
      if (performance.now() - sampledAt < SAMPLE_EVERY_MS) return
      await sample(done)
      say(`${done} inputs after ${Math.round((performance.now() - began) / 1_000)} s`)
    },
  })
  const files = await Promise.all(saving)
  const growth = Object.fromEntries(
    under.map(({ name }) => [name, growthOf(samples.get(name) ?? [])]).filter(([, found]) => found !== null),
  ) as Record<string, Growth>
  const grew = Object.entries(growth).filter(
    ([, { bytesPerInput, uncertainty }]) => bytesPerInput - uncertainty > MAX_BYTES_PER_INPUT,
  )
  const total = tallies.reduce((sum, tally) => sum + tally.inputs, 0)
  const took = Number(((performance.now() - began) / 1_000).toFixed(1))
  if (values.json) {
    process.stdout.write(
      `${JSON.stringify({ seed, inputs: total, seconds: took, tallies, growth, failures: files })}\n`,
    )
  } else {
    process.stdout.write(`${table(tallies)}\n\n${growthText(growth)}\n`)
    process.stdout.write(`seed ${seed}: ${total} inputs in ${took} s, ${files.length} broken promises\n`)
  }
  if (files.length > 0) say(`Saved: ${files.join('\n       ')}\nAgain: npm run fuzz -- --replay ${files[0]}`)
  for (const [name] of grew) say(`the ${name} keeps memory of what it was sent`)
  return files.length === 0 && grew.length === 0 ? 0 : 1
}

function told({ target, index, inputs, what }: Failure): string {
  const which = inputs.length === 1 ? `input ${index}` : `one of the inputs ${index} to ${index + inputs.length - 1}`
  return `BROKEN ${target}, ${which}: ${what.split('\n').slice(0, 4).join('\n')}`
}

function table(tallies: readonly Tally[]): string {
  return tallies
    .map(({ target, inputs, ms, outcomes }) => {
      const words = Object.entries(outcomes).sort(([, a], [, b]) => b - a)
      const shown = words.slice(0, 5).map(([word, count]) => `${word} ${count}`)
      const rest = words.length > 5 ? `, ${words.length - 5} more` : ''
      return `${target.padEnd(32)} ${String(inputs).padStart(7)} in ${(ms / 1_000).toFixed(1).padStart(6)} s  ${shown.join(', ')}${rest}`
    })
    .join('\n')
}

function growthText(growth: Record<string, Growth>): string {
  const mb = (bytes: number) => (bytes / 1e6).toFixed(1)
  return Object.entries(growth)
    .map(
      ([name, { bytesPerInput, uncertainty, firstBytes, lastBytes, rssBytes, handles }]) =>
        `${name}: ${mb(firstBytes)} to ${mb(lastBytes)} MB, ${bytesPerInput.toFixed(1)} ± ${uncertainty.toFixed(1)} bytes an input; ` +
        `RSS ${mb(rssBytes)} MB, ${handles} handles`,
    )
    .join('\n')
}
