import { setTimeout as delay } from 'node:timers/promises'
import { multiaddr } from '@multiformats/multiaddr'
import type { Random } from '../fuzz/random.ts'
import { LIBP2P_PROTOCOLS } from '../fuzz/sockets/libp2p-messages.ts'
import { methodTargets } from '../fuzz/sockets/method-targets.ts'
import { portTarget } from '../fuzz/sockets/port-targets.ts'
import { streamTarget } from '../fuzz/sockets/stream-targets.ts'
import { Broken, type Target } from '../fuzz/target.ts'
import { keyOf } from '../test/records/fixtures.ts'
import { startHost } from '../test/wire/hosts.ts'
import type { Ledger } from './ledger.ts'

/** Where the strangers knock: an operator node that is up for the whole soak. */
export interface Door {
  multiaddrs: readonly string[]
}

/** A few strangers who send garbage, always the same few: a new one a second would rightly fill every table of strangers. */
const STRANGERS = 4

/** Sends hostile input, one small batch each `everyMs`, until the signal. */
export async function runStrangers(options: {
  door: Door
  ledger: Ledger
  random: Random
  everyMs: number
  isResting: () => boolean
  signal: AbortSignal
}): Promise<void> {
  const { door, ledger, random, everyMs, isResting, signal } = options
  const opened = new AsyncDisposableStack()
  try {
    const targets: Target[] = [portTarget(door.multiaddrs)]
    for (let i = 0; i < STRANGERS; i++) {
      const host = opened.adopt(await startHost({ listen: false, privateKey: await keyOf(60 + i) }), (one) =>
        one.stop(),
      )
      const methods = opened.adopt(methodTargets(host, door.multiaddrs), (one) => one.stop())
      const where = door.multiaddrs.map((address) => multiaddr(address))
      const streams = { connect: () => host.dial(where), patienceMs: 150, perConnection: 4 }
      targets.push(...methods.targets, ...LIBP2P_PROTOCOLS.map((one) => streamTarget({ ...one, ...streams })))
    }
    while (!signal.aborted) {
      await delay(everyMs, null, { signal }).catch(() => {})
      if (isResting()) continue
      const target = random.pick(targets)
      const inputs = [await target.generate(random), await target.generate(random)]
      const outcomes = await target.run(inputs).catch((error: unknown) => [new Broken(error)])
      for (const outcome of outcomes) {
        const word = outcome instanceof Broken ? 'broken' : outcome === 'RATE_LIMITED' ? outcome : 'answered'
        ledger.done('stranger', 0, word)
        if (outcome instanceof Broken) ledger.wrong(`${target.name}: ${outcome.what.slice(0, 300)}`)
      }
    }
  } finally {
    await opened.disposeAsync()
  }
}
