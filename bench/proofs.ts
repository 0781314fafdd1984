import type { Outside } from '../src/identity-proofs/outside.ts'
import type { Answers } from '../test/identity-proofs/proofs/case.ts'
import { startServices } from '../test/identity-proofs/proofs/services.ts'
import { CLAIMS, delaysMs, genuineActors, SERVICES } from '../test/identity-proofs/proofs/ten-claims.ts'
import { startFederation } from '../test/peer/federation.ts'
import { timed } from './contender.ts'

/** How long the ten services take to answer, in ms. */
const DELAYS = { slowest: 300, others: 100 }

/**
 * Looking a person up, with the accounts that they claim: none, the slow one, ten with the slow one among them. Each sample
 * is a stranger's first lookup, by a peer that knows nothing; the three are taken in turn. Milliseconds of each.
 */
export async function measureProofs(samples: number): Promise<Record<'none' | 'slowest' | 'ten', number[]>> {
  const services = await startServices(SERVICES)
  const federation = await startFederation(['a.test', 'b.test'])
  const outside: Outside = {
    ...federation.outside,
    fetchText: (url, options) =>
      (SERVICES.includes(new URL(url).hostname) ? services.outside : federation.outside).fetchText(url, options),
  }
  const people = { none: [], slowest: CLAIMS.slice(0, 1), ten: CLAIMS }
  const ms = { none: [] as number[], slowest: [] as number[], ten: [] as number[] }
  const kinds = Object.keys(ms) as (keyof typeof ms)[]

  async function lookUp(name: keyof typeof ms): Promise<number> {
    const peer = await federation.startPeer('a.test', { outside })
    const took = await timed(async () => {
      const contact = await peer.resolve(`${name}@b.test`, { proofs: true })
      const verified = contact?.proofs.filter(({ result }) => result === 'verified').length
      if (verified !== people[name].length) throw new Error(`${name}: ${verified} of ${people[name].length} verified`)
    })
    await peer.stop()
    return took
  }

  try {
    const answers: ({ kind: keyof typeof ms } & Answers)[] = []
    for (const kind of kinds) {
      const person = await federation.startNamed(`${kind}@b.test`)
      for (const claim of people[kind]) await person.claims.add(claim)
      answers.push({ kind, https: genuineActors(person.id).https ?? {} })
    }
    const show = (kind: keyof typeof ms) =>
      services.show(answers.find((answer) => answer.kind === kind) ?? {}, delaysMs(DELAYS))
    for (let sample = -1; sample < samples; sample++) {
      for (const kind of kinds) {
        show(kind)
        const took = await lookUp(kind)
        if (sample >= 0) ms[kind].push(took) // the first one loads what all others have
      }
    }
    return ms
  } finally {
    await federation[Symbol.asyncDispose]()
    await services.stop()
  }
}
