import { type directory, MAX_BATCH, type records } from './methods.ts'

/** What one request costs: `base`, and `entry` more for each element of its batch. A unit is about 0.1 ms of the node. */
export interface MethodCost {
  base: number
  entry?: number
}

/** Body bytes that cost one unit: what must be read, copied and decoded. */
export const BYTES_PER_UNIT = 4096
/** A request for a method that does not exist is answered too. */
const UNKNOWN_METHOD_COST: MethodCost = { base: 1 }
/** The repeated field of every batch is number 1 of its message, with a length. */
const BATCH_TAG = 0x0a
const MAX_VARINT_BYTES = 7

/** docs/spec/budgets.md, "Costs". `resolve`, `find` and `publish` make the node ask up to eight others. */
export const DIRECTORY_COSTS: Readonly<Record<keyof typeof directory, MethodCost>> = {
  describe: { base: 1 },
  resolve: { base: 30 },
  find: { base: 1, entry: 20 },
  register: { base: 100 },
  moveName: { base: 100 },
  publish: { base: 1, entry: 50 },
  putLocation: { base: 15 },
  locate: { base: 1 },
  witness: { base: 10 },
  holders: { base: 5 },
  checkProofs: { base: 5, entry: 20 },
  raiseCircuit: { base: 5 },
  putVault: { base: 100 },
  getVault: { base: 100 },
}

export const RECORDS_COSTS: Readonly<Record<keyof typeof records, MethodCost>> = {
  put: { base: 1, entry: 5 },
  get: { base: 1, entry: 1 },
  operators: { base: 20 },
  list: { base: 100 },
  introduce: { base: 20 },
}

/** The cost of a request in units, from its bytes alone: nothing is decoded for somebody who may not ask. */
export function costOf(costs: Readonly<Record<string, MethodCost>>, method: string, body: Uint8Array): number {
  const { base, entry } = (Object.hasOwn(costs, method) ? costs[method] : undefined) ?? UNKNOWN_METHOD_COST
  const bytes = Math.floor(body.byteLength / BYTES_PER_UNIT)
  return base + bytes + (entry === undefined ? 0 : entry * countBatch(body))
}

/**
 * The elements of the batch in an encoded request: fields are walked over by their lengths, not read. Bytes that none of our
 * encoders writes count as a full batch, so that no odd encoding asks for less than it gets.
 */
export function countBatch(body: Uint8Array): number {
  let count = 0
  let offset = 0
  while (offset < body.byteLength) {
    const tag = varint(body, offset)
    if (tag === null) return MAX_BATCH
    if (tag.value === BATCH_TAG) count += 1
    const size = fieldSize(body, tag.end, tag.value & 0x07)
    if (size === null) return MAX_BATCH
    offset = tag.end + size
  }
  return count
}

/** The bytes of a field after its tag; null for wire types that nobody uses. */
function fieldSize(body: Uint8Array, offset: number, wireType: number): number | null {
  if (wireType === 1) return 8
  if (wireType === 5) return 4
  const number = varint(body, offset)
  if (number === null || (wireType !== 0 && wireType !== 2)) return null
  return number.end - offset + (wireType === 2 ? number.value : 0)
}

/** Null when it does not end within what a 53-bit number takes. */
function varint(body: Uint8Array, start: number): { value: number; end: number } | null {
  let value = 0
  for (let index = 0; index < MAX_VARINT_BYTES; index++) {
    const byte = body[start + index]
    if (byte === undefined) return null
    value += (byte & 0x7f) * 2 ** (7 * index)
    if (byte < 0x80) return { value, end: start + index + 1 }
  }
  return null
}
