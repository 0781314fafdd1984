// npm run soak: a small federation and its people, each a process of its own, under mixed load with operators that are stopped
// and killed, people who leave and come back, and strangers who send garbage. Exit 0 only when no message was lost, no answer
// was wrong and no process's memory grew. docs/guides/fuzz-and-soak.md.
import { appendFile, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { seededRandom } from '../fuzz/random.ts'
import { startLocalFederation } from '../src/testnet/local-federation.ts'
import { NETWORK } from '../test/records/fixtures.ts'
import { startChurn } from './churn.ts'
import { readHolding, takeHeapSnapshot } from './holding.ts'
import { createLedger } from './ledger.ts'
import { runLoad } from './load.ts'
import { type Person, startPerson } from './person.ts'
import { reportText } from './report.ts'
import { runStrangers } from './strangers.ts'
import { isSound, judgeMemory, type Sample } from './verdict.ts'

const DOMAINS = ['a.test', 'b.test', 'c.test'] as const
const PEOPLE = ['alice@a.test', 'bob@b.test', 'carol@c.test', 'dave@a.test', 'erin@b.test'] as const
const RELAYED = ['dave@a.test']
/** Who leaves and comes back; all others live for the whole soak, so that their memory can be judged. */
const LEAVING = { operators: ['b.test'], people: ['erin@b.test'] }
const SAMPLE_EVERY_MS = 20_000
/** Before each look: what is under way would be counted with what is kept. */
const REST_MS = 4_000
const STRANGERS_EVERY_MS = 1_500
const SETTLE_TIMEOUT_MS = 3 * 60_000
const [LEAST_PAUSE_MS, MOST_PAUSE_MS] = [30, 5_000]

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    /** Per cent of one processor for everything together. */
    cpu: { type: 'string', default: '35' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
    out: { type: 'string' },
    /** Heap snapshots of the first operator, behind the warm-up and at the end, into this directory. */
    snapshots: { type: 'string' },
    churn: { type: 'string', default: '180' },
    json: { type: 'boolean', default: false },
  },
})
const [runMs, cpuPart, churnMs] = [
  Number(values.minutes) * 60_000,
  Number(values.cpu) / 100,
  Number(values.churn) * 1_000,
]
if (!(runMs > 0 && cpuPart > 0 && churnMs > 0)) throw new RangeError('--minutes, --cpu and --churn are numbers above 0')
const say = (text: string) => process.stderr.write(`${text}\n`)
const keep = async (line: object) => values.out !== undefined && appendFile(values.out, `${JSON.stringify(line)}\n`)

const directory = await mkdtemp(join(tmpdir(), 'openpeer-soak-'))
const probes = join(directory, 'probes')
await mkdir(probes)
if (values.out !== undefined) await writeFile(values.out, '')
process.env.OPENPEER_SOAK_PROBES = probes
process.env.NODE_OPTIONS = `--expose-gc --import=${pathToFileURL(fileURLToPath(new URL('probe.ts', import.meta.url)))}`

const random = seededRandom('soak', values.seed)
const ledger = createLedger()
const samples: Sample[] = []
const startedAt = new Map<number, number>()
const over = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => over.abort())
let people: Person[] = []
const program = fileURLToPath(new URL('../bin/openpeer.js', import.meta.url))
const federation = await startLocalFederation({ program, directory, domains: DOMAINS, network: NETWORK })
try {
  people = await Promise.all(PEOPLE.map((name) => startPerson({ federation, name, relayed: RELAYED.includes(name) })))
  process.exitCode = await run()
} finally {
  await Promise.all(people.map((person) => person.process.kill()))
  await federation.stop()
  await rm(directory, { recursive: true, force: true })
}
process.exit()

async function run(): Promise<number> {
  const began = performance.now()
  const born = (pid: number) => startedAt.set(pid, performance.now())
  for (const pid of processes().map((one) => one.pid)) born(pid)
  say(`Seed ${values.seed}: ${DOMAINS.length} operators, ${PEOPLE.length} people, ${values.minutes} min.`)
  const { signal } = over
  const churn = startChurn({
    ...{ federation, people, ledger, signal, onRestart: born },
    ...{ operators: LEAVING.operators, mayLeave: LEAVING.people, everyMs: churnMs },
  })
  let pauseMs = 250
  let isAtRest = false
  const isResting = () => isAtRest
  const door = { multiaddrs: federation.operators[0]?.multiaddrs ?? [] }
  const load = runLoad({
    people: () => people,
    isAway: churn.isAway,
    ledger,
    random,
    pauseMs: () => pauseMs,
    isCalm: churn.isCalm,
    isResting,
    signal,
  })
  const strangers = runStrangers({
    door,
    ledger,
    random: seededRandom('strangers', values.seed),
    everyMs: STRANGERS_EVERY_MS,
    isResting,
    signal,
  })
  let usedMs = 0
  let lookedAt = performance.now()
  let snapshotsTaken = 0
  while (!signal.aborted && performance.now() - began < runMs) {
    await delay(SAMPLE_EVERY_MS - REST_MS, null, { signal }).catch(() => {})
    isAtRest = true
    await delay(REST_MS, null, { signal }).catch(() => {})
    const used = await look(began)
    isAtRest = false
    const part = (used - usedMs) / (performance.now() - lookedAt)
    // A process that was restarted begins to count anew; then this look says nothing about the load.
    if (used > usedMs && usedMs > 0)
      pauseMs = Math.min(MOST_PAUSE_MS, Math.max(LEAST_PAUSE_MS, pauseMs * Math.min(2, Math.max(0.5, part / cpuPart))))
    ;[usedMs, lookedAt] = [used, performance.now()]
    const due = [runMs / 3, runMs - 2 * SAMPLE_EVERY_MS][snapshotsTaken] ?? Number.POSITIVE_INFINITY
    if (values.snapshots !== undefined && performance.now() - began >= due) await snapshot(++snapshotsTaken)
  }
  over.abort()
  await Promise.all([churn.ended, load, strangers])
  await untilAllArrived()
  const tookMs = performance.now() - began
  const memory = judgeMemory(samples)
  const summary = ledger.summary()
  const sound = isSound(summary, memory)
  const result = {
    seed: values.seed,
    minutes: Math.round(tookMs / 6_000) / 10,
    sound,
    ...summary,
    ...ledger.missing(),
    memory,
  }
  await keep({ result })
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : `${reportText(result)}\n`)
  return sound ? 0 : 1
}

function processes(): { who: string; pid: number; data: string }[] {
  return [
    ...federation.operators.map(({ domain, process, configFile }) => ({
      ...{ who: `operator ${domain}`, pid: process.pid, data: join(dirname(configFile), 'data') },
    })),
    ...people.map(({ name, process }) => ({
      ...{ who: `person ${name}`, pid: process.pid, data: join(directory, 'people', name, 'storage') },
    })),
  ]
}

/** One look at every process. Gives the processor time that all have used since they started, ms. */
async function look(began: number): Promise<number> {
  let cpuMs = process.cpuUsage().user / 1_000 + process.cpuUsage().system / 1_000
  for (const person of people)
    for (const { from, text } of person.takeReceived()) ledger.received(person.name, from, text)
  for (const { who, pid, data } of processes()) {
    const holding = await readHolding(probes, pid)
    if (holding === null) continue // it is away
    cpuMs += holding.cpuMs
    const now = performance.now()
    const sample = {
      who,
      pid,
      atMs: Math.round(now - began),
      ageMs: Math.round(now - (startedAt.get(pid) ?? began)),
      diskBytes: await sizeOf(data),
      ...holding,
    }
    samples.push(sample)
    await keep(sample)
  }
  return cpuMs
}

async function untilAllArrived(): Promise<void> {
  const endsAt = performance.now() + SETTLE_TIMEOUT_MS
  do {
    for (const person of people)
      for (const { from, text } of person.takeReceived()) ledger.received(person.name, from, text)
    if (ledger.missing().lost.length === 0) return
    await delay(500)
  } while (performance.now() < endsAt)
}

async function snapshot(number: number): Promise<void> {
  const to = values.snapshots ?? ''
  await mkdir(to, { recursive: true })
  const pid = federation.operators[0]?.process.pid ?? -1
  await takeHeapSnapshot(probes, pid, join(to, `operator-${number}.heapsnapshot`))
}

async function sizeOf(path: string): Promise<number> {
  const names = await readdir(path, { recursive: true }).catch(() => [])
  const sizes = names.map(async (name) => (await stat(join(path, name)).catch(() => null))?.size ?? 0)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
