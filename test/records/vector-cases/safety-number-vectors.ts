import { safetyNumber } from '../../../src/records/safety-number.ts'
import { asJson, type Vector } from './vector.ts'

const party = (id: number, key: number) => ({
  id: new Uint8Array(32).fill(id),
  signingKey: new Uint8Array(32).fill(key),
})

/** Pairs of identities, and the number that both see. */
export async function safetyNumberVectors(): Promise<Vector[]> {
  const pairs = [
    [party(1, 2), party(3, 4)],
    [party(3, 4), party(1, 2)],
    [party(1, 5), party(3, 4)],
    [party(1, 2), party(1, 2)],
  ] as const
  const cases = pairs.map(([a, b]) => ({ a, b, number: safetyNumber(a, b) }))
  const description = 'Two identities with their keys in force, and their safety number.'
  const content = asJson({ description, rule: 'safety-number', operation: 'safetyNumber', cases })
  return [{ path: 'records/valid/safety-number', content: content as Vector['content'] }]
}
