import { setTimeout as delay } from 'node:timers/promises'
import type { LocalFederation } from '../src/testnet/local-federation.ts'
import type { Ledger } from './ledger.ts'
import { type Person, startPerson } from './person.ts'

export interface ChurnOptions {
  federation: LocalFederation
  /** Whoever may go and come back; the others are there for the whole soak. */
  operators: readonly string[]
  people: Person[]
  mayLeave: readonly string[]
  ledger: Ledger
  everyMs: number
  signal: AbortSignal
  onRestart: (pid: number) => void
}

export interface Churn {
  /** True while everybody is there, and has been for a while. */
  isCalm(): boolean
  /** Who is about to leave, or away: such a person is told nothing more. */
  isAway(name: string): boolean
  ended: Promise<void>
}

/** What a person was told before this is on the disk, or with the other side. */
const SETTLE_MS = 2_000
/** How long somebody is away. */
const AWAY_MS = 5_000
/** After a return, until everybody has met everybody again. */
const CALM_AFTER_MS = 30_000

/** Takes operators and people away and brings them back, one at a time: stopped in order, killed, restarted. */
export function startChurn(options: ChurnOptions): Churn {
  const { federation, operators, people, mayLeave, ledger, everyMs, signal, onRestart } = options
  let calmFrom = 0
  let away = ''
  const isCalm = () => performance.now() >= calmFrom

  async function operatorLeaves(domain: string, how: 'stop' | 'kill'): Promise<void> {
    const operator = federation.operators.find((one) => one.domain === domain)
    if (operator === undefined) return
    await operator.process[how]()
    await delay(AWAY_MS)
    const back = await federation.restart(domain)
    onRestart(back.process.pid)
  }

  async function personLeaves(name: string): Promise<void> {
    const at = people.findIndex((person) => person.name === name)
    const person = people[at]
    if (person === undefined) return
    away = name
    await delay(SETTLE_MS)
    await person.stop()
    for (const { from, text } of person.takeReceived()) ledger.received(name, from, text)
    await delay(AWAY_MS)
    const back = await startPerson({ federation, name })
    people[at] = back
    away = ''
    onRestart(back.process.pid)
  }

  async function run(): Promise<void> {
    for (let turn = 0; !signal.aborted; turn++) {
      await delay(everyMs, null, { signal }).catch(() => {})
      if (signal.aborted) return
      const startedAt = performance.now()
      calmFrom = Number.POSITIVE_INFINITY
      const [domain = '', name = ''] = [operators[turn % operators.length], mayLeave[turn % mayLeave.length]]
      const kind = ['operator stops', 'person leaves', 'operator is killed'][turn % 3] ?? ''
      try {
        if (kind === 'person leaves') await personLeaves(name)
        else await operatorLeaves(domain, kind === 'operator stops' ? 'stop' : 'kill')
        ledger.done(kind, performance.now() - startedAt, 'ok')
      } catch (error) {
        ledger.wrong(`${kind}: ${error}`)
      }
      calmFrom = performance.now() + CALM_AFTER_MS
    }
  }
  return { isCalm, isAway: (name) => name === away, ended: run() }
}
