import { wantedProof } from '../../../src/identity-proofs/proof-text.ts'
import type { Answers } from './case.ts'

/** So many accounts at as many services, of which the first is the slow one. */
export const SERVICES = Array.from({ length: 10 }, (_, index) => `social${index}.test`)
export const CLAIMS = SERVICES.map((host) => `https://${host}/@alice`)

/** What they answer for the identity `id`: ActivityPub actors that show it. */
export function genuineActors(id: Uint8Array): Answers {
  const actors = SERVICES.map((host, index) => {
    const summary = wantedProof(id, CLAIMS[index] ?? '').hashed
    const body = { type: 'Person', id: `https://${host}/@alice`, preferredUsername: 'alice', summary }
    return [host, { '/@alice': { body } }] as const
  })
  return { https: Object.fromEntries(actors) }
}

/** How long each service takes to answer, in ms. */
export function delaysMs({ slowest, others }: { slowest: number; others: number }): Record<string, number> {
  return Object.fromEntries(SERVICES.map((host, index) => [host, index === 0 ? slowest : others]))
}
