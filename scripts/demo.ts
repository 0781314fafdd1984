// npm run demo: the main job, once, on real parts. Three operators and two people, each a process of their own; one finds the
// other, checks the answer, connects directly; all operators are killed half-way; one restarts and is found again.
// --json ends with one line of JSON instead of the table. Exit 0 only when every promise held.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EXIT } from '../src/cli/exit-codes.ts'
import { table } from '../src/cli/output.ts'
import { watchProcessEnd } from '../src/cli/process-end.ts'
import { untilAborted } from '../src/cli/until-aborted.ts'
import { createOutside } from '../src/identity-proofs/outside.node.ts'
import { type JsonLine, type JsonProcess, startJsonProcess } from '../src/testnet/child-process.ts'
import { type LocalFederation, startLocalFederation } from '../src/testnet/local-federation.ts'

const MESSAGES = 100
const STEP_TIMEOUT_MS = 30_000
const program = fileURLToPath(new URL('../bin/openpeer.js', import.meta.url))
const began = performance.now()
const json = process.argv.includes('--json')
const say = (text: string) => process.stderr.write(`${text}\n`)
const running = new Set<JsonProcess>()
const { signal } = watchProcessEnd()
const directory = await mkdtemp(join(tmpdir(), 'openpeer-demo-'))
let federation: LocalFederation | null = null
try {
  say('Three operators start: a.test, b.test, c.test, each its own process.')
  federation = await startLocalFederation({ program, directory, domains: ['a.test', 'b.test', 'c.test'], signal })
  process.exitCode = await Promise.race([tell(federation), untilAborted(signal).then(() => EXIT.stopped)])
} catch (error) {
  if (!signal.aborted) throw error
  process.exitCode = EXIT.stopped
} finally {
  await Promise.all([...running].map((child) => child.kill()))
  await federation?.stop()
  await rm(directory, { recursive: true, force: true })
}
// A story that was broken off may still wait for an answer that never comes.
process.exit()

async function tell(operators: LocalFederation): Promise<number> {
  say('Alice makes an identity at a.test, Bob one at b.test; both take their names.')
  await Promise.all([settle('alice', 'a.test'), settle('bob', 'b.test')])

  let bob = person('bob', ['chat'])
  await bob.waitFor(isEvent('ready'))

  say('Alice looks up bob@b.test. Her own program checks:')
  const looked = person('alice', ['lookup', 'bob@b.test'])
  const contact = await looked.waitFor((line) => line.checks !== undefined || line.error !== undefined)
  await ended(looked)
  const checks = (contact.checks ?? []) as { name: string; result: string; detail: string }[]
  say(
    table(
      checks.map(({ name, result, detail }): [string, string] => [name, `${result}: ${detail}`]),
      100,
    ),
  )

  say('Alice connects.')
  const alice = person('alice', ['chat', 'bob@b.test'])
  const { path } = await alice.waitFor((line) => line.event === 'link' && line.path === 'direct')
  const relayed = await relayBytes(operators, { settled: true })

  say(`They exchange ${MESSAGES} messages; all three operators are killed half-way.`)
  const sent = { alice: texts('alice'), bob: texts('bob') }
  const half = MESSAGES / 2 / 2 // of each person's messages
  send(alice, sent.alice.slice(0, half))
  send(bob, sent.bob.slice(0, half))
  const heard = { alice: await hear(alice, half), bob: await hear(bob, half) }
  const relayBytesAfterDirect = (await relayBytes(operators, { settled: false })) - relayed
  send(alice, sent.alice.slice(half))
  send(bob, sent.bob.slice(half))
  await Promise.all(operators.operators.map((operator) => operator.process.kill()))
  say('The operators are dead.')
  heard.alice.push(...(await hear(alice, half)))
  heard.bob.push(...(await hear(bob, half)))
  const receipts = (await receiptsOf(alice, 2 * half)) + (await receiptsOf(bob, 2 * half))

  say('Bob restarts. Alice finds him again; no operator is alive.')
  await bob.stop()
  running.delete(bob)
  bob = person('bob', ['chat'])
  await bob.waitFor(isEvent('ready'))
  alice.send('Are you back, Bob?')
  const again = await bob.waitFor(isEvent('message'))
  await alice.waitFor(isEvent('receipt'))
  const reconnectedWithoutOperators =
    again.text === 'Are you back, Bob?' && operators.operators.every((operator) => !operator.process.running)

  const all = [...compare(sent.alice, heard.bob), ...compare(sent.bob, heard.alice)]
  const outcome = {
    delivered: all.filter((state) => state !== 'lost').length,
    lost: all.filter((state) => state === 'lost').length,
    outOfOrder: all.filter((state) => state === 'out of order').length,
    path,
    relayBytesAfterDirect,
    reconnectedWithoutOperators,
    checks: Object.fromEntries(checks.map(({ name, result }) => [name, result])),
    seconds: Number(((performance.now() - began) / 1000).toFixed(1)),
  }
  const held =
    outcome.delivered === MESSAGES &&
    receipts === MESSAGES &&
    outcome.outOfOrder === 0 &&
    relayBytesAfterDirect === 0 &&
    contact.status === 'verified' &&
    checks.length > 0 &&
    reconnectedWithoutOperators
  process.stdout.write(json ? `${JSON.stringify(outcome)}\n` : `\n${summary(outcome, receipts)}\n`)
  if (!held) say('Not everything that was promised held: see above.')
  return held ? 0 : 1
}

function summary(outcome: { [key: string]: unknown }, receipts: number): string {
  const { delivered, lost, outOfOrder, path, relayBytesAfterDirect, reconnectedWithoutOperators, seconds } = outcome
  return table(
    [
      [
        'messages delivered',
        `${delivered} of ${MESSAGES}, ${lost} lost, ${outOfOrder} out of order, ${receipts} receipts`,
      ],
      ['path', String(path)],
      ['bytes relayed after direct', String(relayBytesAfterDirect)],
      ['reconnected with no operator', reconnectedWithoutOperators ? 'yes' : 'no'],
      ['took', `${seconds} s`],
    ],
    100,
  )
}

/** An openpeer process of this person, on their own directory. */
function person(name: string, args: string[]): JsonProcess {
  const own = ['--json', '--dir', join(directory, name), '--dev', directory]
  const child = startJsonProcess(program, [...args, ...own], {
    env: { OPENPEER_PASSPHRASE: `the passphrase of ${name}` },
  })
  running.add(child)
  return child
}

async function settle(name: string, home: string): Promise<void> {
  for (const args of [
    ['id', 'create', '--home', home],
    ['register', name],
  ]) {
    const child = person(name, args)
    const answer = await child.waitFor((line) => line.id !== undefined || line.error !== undefined)
    if (answer.error !== undefined) throw new Error(`${args.join(' ')}: ${JSON.stringify(answer.error)}`)
    await ended(child)
  }
}

/** One directory is for one process at a time. */
async function ended(child: JsonProcess): Promise<void> {
  await child.stop()
  running.delete(child)
}

function texts(from: string): string[] {
  return Array.from({ length: MESSAGES / 2 }, (_, i) => `${from} says ${i + 1}`)
}

function send(child: JsonProcess, lines: string[]): void {
  for (const line of lines) child.send(line)
}

async function hear(child: JsonProcess, count: number): Promise<string[]> {
  const heard: string[] = []
  for (let i = 0; i < count; i++) {
    heard.push(String((await child.waitFor(isEvent('message'), { timeoutMs: STEP_TIMEOUT_MS })).text))
  }
  return heard
}

async function receiptsOf(child: JsonProcess, count: number): Promise<number> {
  for (let i = 0; i < count; i++) await child.waitFor(isEvent('receipt'), { timeoutMs: STEP_TIMEOUT_MS })
  return count
}

function compare(sent: string[], heard: string[]): ('delivered' | 'lost' | 'out of order')[] {
  return sent.map((text, i) => (heard[i] === text ? 'delivered' : heard.includes(text) ? 'out of order' : 'lost'))
}

function isEvent(name: string): (line: JsonLine) => boolean {
  return (line) => line.event === name
}

/** Bytes that the three relays carried for circuits; `settled` waits until no circuit is open any more. */
async function relayBytes(operators: LocalFederation, { settled }: { settled: boolean }): Promise<number> {
  const outside = createOutside({ dev: operators.outside.devNetwork })
  const limit = AbortSignal.timeout(STEP_TIMEOUT_MS + 10_000)
  try {
    for (;;) {
      const pages = await Promise.all(
        operators.operators.map(({ gateway }) => outside.fetchText(`${gateway}/metrics`, { signal: limit })),
      )
      const sum = (name: string) => pages.reduce((total, page) => total + metric(page.text, name), 0)
      if (!settled || sum('openpeer_relay_circuits_open') === 0) return sum('openpeer_relay_bytes_total')
    }
  } finally {
    await outside.stop?.()
  }
}

function metric(text: string, name: string): number {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `))
  if (line === undefined) throw new Error(`the operator's metrics have no ${name}`)
  return Number(line.slice(name.length + 1))
}
