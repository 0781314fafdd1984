import { joined, mutateBytes } from './mutate-bytes.ts'
import type { Random } from './random.ts'

/** One field as it lies in the bytes: its tag, what precedes its content, and the content, perhaps fields again. */
interface Field {
  number: number
  wire: number
  /** Of wire type 0. */
  value: bigint
  /** Of the wire types 1, 2 and 5. */
  bytes: Uint8Array
  /** Of wire type 2, where the bytes read as fields. */
  inside: Field[] | null
}

const MAX_DEPTH = 6
const EMPTY = new Uint8Array()
/** At the ends of the number types that a decoder may use. */
const NUMBERS = [
  0n,
  1n,
  127n,
  128n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 63n,
  2n ** 64n - 1n,
]

/** How a message may be written against the rules, apart from what its fields say. */
interface Style {
  /** Bytes that a varint takes beyond those it needs. */
  longVarints: number
  /** What is added to every announced length. */
  lengthLie: bigint
}

const HONEST: Style = { longVarints: 0, lengthLie: 0n }

/**
 * A message with its structure changed and the rest intact, so that a decoder gets past the outside: fields doubled,
 * dropped, moved, renumbered, of another wire type; unknown fields, groups, nested copies; numbers at the ends of their
 * types; varints longer than they need be; lengths that lie. Bytes that are no message are changed as bytes.
 */
export function mutateProtobuf(bytes: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  const fields = readFields(bytes, 0)
  if (fields === null || fields.length === 0) return mutateBytes(bytes, random)
  let changed = fields
  for (let left = 1 + random.below(3); left > 0; left--) changed = changeOne(changed, random)
  const style: Style = {
    longVarints: random.oneIn(10) ? 1 + random.below(10) : 0,
    lengthLie: random.oneIn(10) ? random.pick([-1n, 1n, 100n, 2n ** 31n, 2n ** 63n]) : 0n,
  }
  const written = writeFields(changed, style)
  return random.oneIn(8) ? mutateBytes(written, random) : written
}

/** A field of a message by its number: a varint, or bytes. */
export type Entry = readonly [number: number, value: bigint | Uint8Array]

/** A message of these fields, for the protocols whose codecs are not ours. */
export function protobuf(entries: readonly Entry[]): Uint8Array<ArrayBuffer> {
  const fields = entries.map(([number, value]): Field => {
    const isNumber = typeof value === 'bigint'
    return {
      number,
      wire: isNumber ? 0 : 2,
      value: isNumber ? value : 0n,
      bytes: isNumber ? EMPTY : value,
      inside: null,
    }
  })
  return writeFields(fields, HONEST)
}

function changeOne(fields: Field[], random: Random): Field[] {
  const nested = fields.flatMap((field, at) => (field.inside === null ? [] : [at]))
  if (nested.length > 0 && random.below(3) > 0) {
    const at = random.pick(nested)
    return fields.map((field, i) => (i === at ? within(field, changeOne(field.inside ?? [], random)) : field))
  }
  if (fields.length === 0) return [unknown(random)]
  const at = random.below(fields.length)
  const field = fields[at] as Field
  const replaced = (by: Field[]) => [...fields.slice(0, at), ...by, ...fields.slice(at + 1)]
  switch (random.below(11)) {
    case 0:
      return replaced([field, field])
    case 1:
      return replaced([])
    case 2:
      return [...replaced([]), field]
    case 3:
      return replaced([{ ...field, number: random.pick([0, 1, 2, 3, 15, 16, 2 ** 29 - 1, random.below(32)]) }])
    case 4:
      return replaced([{ ...field, wire: random.below(8) }])
    case 5:
      return replaced([
        { ...field, value: random.pick(NUMBERS), bytes: mutateBytes(field.bytes, random), inside: null },
      ])
    case 6:
      return [...fields, unknown(random)]
    case 7:
      return replaced([nestedTo(field, 1 + random.below(random.oneIn(20) ? 2_000 : 20))])
    case 8:
      return replaced(Array.from({ length: 1 + random.below(200) }, () => field))
    case 9:
      return replaced([{ ...field, bytes: EMPTY, value: 0n, inside: null }])
    default:
      return replaced([{ ...field, bytes: mutateBytes(field.bytes, random), inside: null }])
  }
}

function within(field: Field, inside: Field[]): Field {
  return { ...field, inside }
}

function unknown(random: Random): Field {
  return {
    number: random.pick([19, 100, 2 ** 20, 2 ** 29 - 1]),
    wire: random.pick([0, 1, 2, 3, 4, 5]),
    value: random.pick(NUMBERS),
    bytes: random.bytes(random.below(20)),
    inside: null,
  }
}

function nestedTo(field: Field, depth: number): Field {
  let bytes = field.inside === null ? field.bytes : writeFields(field.inside, HONEST)
  for (let left = depth; left > 0 && bytes.length < 32_768; left--) {
    bytes = joined([varint(BigInt(field.number * 8 + 2)), varint(BigInt(bytes.length)), bytes])
  }
  return { ...field, wire: 2, bytes, inside: null }
}

function readFields(bytes: Uint8Array, depth: number): Field[] | null {
  const fields: Field[] = []
  let at = 0
  const number = (): bigint | null => {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++]
      if (byte === undefined) return null
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    return null
  }
  while (at < bytes.length) {
    const tag = number()
    if (tag === null || tag < 8n || tag >= 2n ** 32n) return null
    const field: Field = { number: Number(tag >> 3n), wire: Number(tag & 7n), value: 0n, bytes: EMPTY, inside: null }
    if (field.wire === 0) {
      const value = number()
      if (value === null) return null
      field.value = value
    } else {
      const length = field.wire === 2 ? number() : field.wire === 1 ? 8n : field.wire === 5 ? 4n : null
      if (length === null || length > BigInt(bytes.length - at)) return null
      field.bytes = bytes.slice(at, at + Number(length))
      at += Number(length)
      if (field.wire === 2 && depth < MAX_DEPTH && field.bytes.length > 1)
        field.inside = readFields(field.bytes, depth + 1)
    }
    fields.push(field)
  }
  return fields
}

function writeFields(fields: Field[], style: Style): Uint8Array<ArrayBuffer> {
  return joined(
    fields.flatMap(({ number, wire, value, bytes, inside }) => {
      const tag = varint((BigInt(number) << 3n) | BigInt(wire), style.longVarints)
      if (wire === 0) return [tag, varint(value, style.longVarints)]
      const content = inside === null ? bytes : writeFields(inside, style)
      if (wire !== 2) return [tag, content]
      const length = BigInt.asUintN(64, BigInt(content.length) + style.lengthLie)
      return [tag, varint(length, style.longVarints), content]
    }),
  )
}

function varint(value: bigint, extra = 0): Uint8Array {
  const bytes: number[] = []
  for (let rest = value; ; rest >>= 7n) {
    const more = rest > 127n
    bytes.push(Number(rest & 127n) | (more || extra > 0 ? 0x80 : 0))
    if (!more) break
  }
  for (let left = extra; left > 0; left--) bytes.push(left > 1 ? 0x80 : 0)
  return Uint8Array.from(bytes)
}
