import { setTimeout as delay } from 'node:timers/promises'
import type { Random } from '../fuzz/random.ts'
import type { JsonLine } from '../src/testnet/child-process.ts'
import type { Ledger } from './ledger.ts'
import type { Person } from './person.ts'

/** What goes on in a federation that lives: who is looked up, written to, connected with, published. */
export interface LoadOptions {
  people: () => readonly Person[]
  /** Who is told nothing now. */
  isAway: (name: string) => boolean
  ledger: Ledger
  random: Random
  /** Time between two actions; the one who looks at the processors sets it. */
  pauseMs: () => number
  /** True while every operator has been up for a while: then nobody may be missing. */
  isCalm: () => boolean
  /** True while nothing is begun, so that what is under way ends. */
  isResting: () => boolean
  signal: AbortSignal
}

/** Actions under way; further ones wait: a person who is away for a while must not gather thousands. */
const AT_ONCE = 12
const RESTING_MS = 100
const ACTS = ['lookup', 'lookup', 'lookup', 'send', 'send', 'send', 'send', 'publish', 'reconnect'] as const
const POLICIES = ['cache-first', 'network', 'quorum'] as const
/** What is wrong about somebody who only ever renewed what was right. */
const DOUBTS = ['mismatch', 'name-unconfirmed', 'reassigned', 'key-changed']

/** Goes on until the signal, and resolves when the last action has ended. */
export async function runLoad(options: LoadOptions): Promise<void> {
  const { people, isAway, ledger, random, pauseMs, isCalm, isResting, signal } = options
  const running = new Set<Promise<void>>()
  while (!signal.aborted) {
    if (isResting()) {
      await delay(RESTING_MS)
      continue
    }
    const action = act().catch((error: unknown) => ledger.done('order', 0, String(error).slice(0, 80)))
    running.add(action)
    void action.finally(() => running.delete(action))
    if (running.size >= AT_ONCE) await Promise.race(running)
    await delay(pauseMs(), null, { signal }).catch(() => {})
  }
  await Promise.all(running)

  async function act(): Promise<void> {
    const all = people()
    const who = random.pick(all.filter(({ name }) => !isAway(name)))
    const whom = random.pick(all.filter((one) => one !== who))
    const kind = random.pick(ACTS)
    if (kind === 'lookup') await lookUp(who, whom)
    else if (kind === 'send') await send(who, whom)
    else if (kind === 'publish') count(kind, await who.tell({ act: 'publish' }))
    else await reconnect(who, whom)
  }

  async function lookUp(who: Person, whom: Person): Promise<void> {
    const policy = random.pick(POLICIES)
    const wasCalm = isCalm()
    const answer = await who.tell({ act: 'lookup', whom: whom.name, policy })
    const { found, status } = answer
    const act = `lookup ${policy}`
    if (answer.code !== undefined) return count(act, answer)
    if (found === null) {
      // Absence is an answer: with everybody up it would be a wrong one.
      if (wasCalm && isCalm()) ledger.wrong(`${who.name} was told that there is no ${whom.name}`)
      return ledger.done(act, Number(answer.ms), 'absent')
    }
    if (found !== whom.idText) ledger.wrong(`${who.name} was led to ${found} for ${whom.name}, who is ${whom.idText}`)
    if (DOUBTS.includes(String(status))) ledger.wrong(`${who.name} was told that ${whom.name} is ${status}`)
    ledger.done(act, Number(answer.ms), status === 'verified' ? 'ok' : String(status))
  }

  async function send(who: Person, whom: Person): Promise<void> {
    const text = ledger.sending(who.name, whom.name)
    const answer = await who.tell({ act: 'send', whom: whom.name, text })
    if (answer.code === undefined) ledger.receipted(text)
    count('send', answer)
  }

  async function reconnect(who: Person, whom: Person): Promise<void> {
    const answer = await who.tell({ act: 'reconnect', whom: whom.name })
    count(answer.first === undefined ? 'connect' : `connect ${answer.first} then ${answer.last}`, answer)
  }

  function count(act: string, answer: JsonLine): void {
    ledger.done(act, Number(answer.ms), answer.code === undefined ? 'ok' : String(answer.code))
  }
}
