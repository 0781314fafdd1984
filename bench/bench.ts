// npm run bench: our lookups beside HyperDHT's and stock kad-dht's, in one run on one machine, as ratios.
// Each contender has a process of its own with all its nodes in it; the samples are taken in turn, a few each,
// so that a slow minute of the machine is everybody's. --quick takes fewer samples; --json ends with one line of JSON.
// --proofs: instead, a lookup of a person with ten claims beside one with the slowest of them alone.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { type Order, WORKS, type Work } from './contender.ts'
import { measureProofs } from './proofs.ts'

const names = ['ours', 'hyperdht', 'stock'] as const
type Name = (typeof names)[number]

const quick = process.argv.includes('--quick')
const json = process.argv.includes('--json')
const nodes = 30
const records = quick ? 20 : 40
const rounds = quick ? 3 : 10
const samplesPerRound: Record<Name, number> = { ours: 10, hyperdht: 10, stock: quick ? 2 : 5 }
// Not counted. What is compared is a running network: its nodes have met, their connections and kept streams are open.
// Ours keep one stream a pair, so it takes this many lookups until most pairs have theirs.
const warmUps: Record<Name, number> = { ours: 150, hyperdht: 150, stock: quick ? 1 : 5 }
const connectWarmUps: Record<Name, number> = { ours: 10, hyperdht: 10, stock: 2 }
const START_TIMEOUT_MS = 60_000

const say = (text: string) => process.stderr.write(`${text}\n`)
const began = performance.now()
let orders = 0
const children = new Map<Name, ChildProcess>()
if (process.argv.includes('--proofs')) await compareProofs()
else await compareContenders()
say(`took ${Math.round((performance.now() - began) / 1000)} s`)

async function compareContenders(): Promise<void> {
  say(`starting ${nodes} nodes of each contender …`)
  try {
    await Promise.all(names.map(async (name) => children.set(name, await startChild(name))))
    const rows = []
    for (const work of WORKS) {
      say(`${work} …`)
      rows.push(row(work, await measure(work)))
    }
    process.stdout.write(`${printed(rows)}\n`)
    if (json) process.stdout.write(`${JSON.stringify({ nodes, rows })}\n`)
  } finally {
    await Promise.all([...children.values()].map(stopChild))
  }
}

/** A person's ten accounts are looked at together: the slowest decides how long a lookup takes. */
async function compareProofs(): Promise<void> {
  say('looking people up with the accounts that they claim …')
  const ms = await measureProofs(quick ? 5 : 20)
  const [none, slowest, ten] = [figures(ms.none), figures(ms.slowest), figures(ms.ten)]
  const ratio = round((ten?.p50 ?? 0) / (slowest?.p50 ?? 1))
  const line = (what: string, found: Figures | null) => `${what.padEnd(32)}${found?.p50} / ${found?.p90}`
  process.stdout.write(
    `${[
      'lookup, p50 / p90 in ms',
      line('without claims', none),
      line('with the slowest claim', slowest),
      line('with it and nine others', ten),
      `${'ten ÷ slowest'.padEnd(32)}${ratio}×`,
    ].join('\n')}\n`,
  )
  if (json) process.stdout.write(`${JSON.stringify({ none, slowest, ten, ratio })}\n`)
}

interface Figures {
  p50: number
  p90: number
  samples: number
}

async function startChild(name: Name): Promise<ChildProcess> {
  const child = fork(new URL('contender-process.ts', import.meta.url), [name, String(nodes), String(records)])
  const ready = once(child, 'message', { signal: AbortSignal.timeout(START_TIMEOUT_MS) })
  const died = once(child, 'exit').then(() => Promise.reject(new Error(`contender ${name} ended at its start`)))
  await Promise.race([ready, died])
  died.catch(() => {}) // it ends when told to
  return child
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const over = once(child, 'exit')
  child.send('stop')
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await over
  clearTimeout(timer)
}

/** Samples in turn: some of ours, some of theirs, and again. */
async function measure(work: Work): Promise<Record<Name, number[] | null>> {
  const found: Record<Name, number[] | null> = { ours: [], hyperdht: [], stock: [] }
  for (const name of names) await ask(name, work, (work === 'connect + echo' ? connectWarmUps : warmUps)[name])
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const ms = await ask(name, work, samplesPerRound[name])
      found[name] = ms === null ? null : [...(found[name] ?? []), ...ms]
    }
  }
  return found
}

async function ask(name: Name, work: Work, samples: number): Promise<number[] | null> {
  const child = children.get(name) as ChildProcess
  const order: Order = { id: orders++, work, samples }
  const answered = once(child, 'message')
  child.send(order)
  const [answer] = (await answered) as [{ id: number; ms: number[] | null; error?: string }]
  if (answer.error !== undefined) throw new Error(`${name}, ${work}: ${answer.error}`)
  return answer.ms
}

function row(work: Work, ms: Record<Name, number[] | null>) {
  const [ours, hyperdht, stock] = [figures(ms.ours), figures(ms.hyperdht), figures(ms.stock)]
  const ratio = (other: Figures | null) => (other === null || ours === null ? null : round(other.p50 / ours.p50))
  return { work, ours, hyperdht, stock, ratioHyperdht: ratio(hyperdht), ratioStock: ratio(stock) }
}

function figures(ms: number[] | null): Figures | null {
  if (ms === null || ms.length === 0) return null
  const sorted = ms.toSorted((a, b) => a - b)
  const at = (part: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0)
  return { p50: at(0.5), p90: at(0.9), samples: sorted.length }
}

function round(value: number): number {
  return Number(value.toPrecision(3))
}

function printed(rows: ReturnType<typeof row>[]): string {
  const cell = (found: Figures | null) => (found === null ? '–' : `${found.p50} / ${found.p90}`)
  const times = (ratio: number | null) => (ratio === null ? '–' : `${ratio}×`)
  const head = ['p50 / p90 in ms', 'ours', 'hyperdht', 'stock kad-dht', 'hyperdht ÷ ours', 'stock ÷ ours']
  const lines = [
    head,
    ...rows.map((r) => [
      r.work,
      cell(r.ours),
      cell(r.hyperdht),
      cell(r.stock),
      times(r.ratioHyperdht),
      times(r.ratioStock),
    ]),
  ]
  const widths = head.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)))
  return lines
    .map((line) =>
      line
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
