import { toString as textFromBytes } from 'uint8arrays/to-string'
import type { ErrorCode } from '../../../src/errors.ts'
import { errorCode } from '../../../src/errors.ts'
import type { RecordKind } from '../../../src/records/kinds.ts'
import { validate } from '../../../src/records/validate.ts'
import { NETWORK, NOW, ROUTING_KEYS } from '../fixtures.ts'

/** One file below test/vectors: `path` without the ending; bytes in `content` are hex. */
export interface Vector {
  path: string
  content: { description: string; rule: string; operation: string; [field: string]: unknown }
}

export const hex = (bytes: Uint8Array) => textFromBytes(bytes, 'hex')

/** Any value as JSON, bytes as hex. */
export function asJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return hex(value)
  if (Array.isArray(value)) return value.map(asJson)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([field, one]) => [field, asJson(one)]))
}

export interface ValidateCase {
  /** The file's name; the rule is it up to the first "." */
  name: string
  kind: RecordKind
  bytes: Uint8Array
  description: string
  routingKey?: Uint8Array
  now?: number
}

function inputOf({ name, kind, bytes, description, routingKey = ROUTING_KEYS[kind], now = NOW }: ValidateCase) {
  const rule = name.split('.')[0] ?? name
  return { description, rule, operation: 'validate', network: NETWORK, now, routingKey, bytes }
}

/** A record that `validate` accepts, with what it says. Throws where it does not. */
export async function acceptedVector(given: ValidateCase): Promise<Vector> {
  const input = inputOf(given)
  const record = await validate(input.bytes, input.routingKey, input)
  const { kind, seq, expiresAt, signer, payloadHash, payload } = record
  const keyState = record.kind === 'identity' ? { keyState: record.keyState } : {}
  const expected = { kind, seq, expiresAt, signer, payloadHash, payload, ...keyState }
  return { path: `records/valid/${given.name}`, content: asJson({ ...input, expected }) as Vector['content'] }
}

/** A record that `validate` refuses. Throws where the code is another one, so that a vector cannot be wrong. */
export async function refusedVector(given: ValidateCase & { errorCode: ErrorCode }): Promise<Vector> {
  const input = inputOf(given)
  await expectCode(given.name, given.errorCode, () => validate(input.bytes, input.routingKey, input))
  const content = { ...input, errorCode: given.errorCode }
  return { path: `records/invalid/${given.name}`, content: asJson(content) as Vector['content'] }
}

/** Throws unless `run` fails with `code`. */
export async function expectCode(name: string, code: ErrorCode, run: () => unknown): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (errorCode(error) === code) return
    throw new Error(`${name}: expected ${code}`, { cause: error })
  }
  throw new Error(`${name}: expected ${code}, and it was accepted`)
}
