import type { Random } from './random.ts'

/** Bytes at which decoders turn: ends of varints, signs, lengths, quotes, brackets. */
const EDGES = [0x00, 0x01, 0x7f, 0x80, 0x81, 0xff, 0x0a, 0x12, 0x22, 0x5b, 0x7b]
/** Longest that a mutation makes its input: beyond every limit of one record or message, and quick to make. */
const MAX_BYTES = 64 * 1024

type Change = (bytes: Uint8Array, random: Random) => Uint8Array

const CHANGES: readonly Change[] = [
  (bytes, random) => set(bytes, random.below(bytes.length), (byte) => byte ^ (1 << random.below(8))),
  (bytes, random) => set(bytes, random.below(bytes.length), () => random.pick(EDGES)),
  (bytes, random) => set(bytes, random.below(bytes.length), () => random.uint32()),
  (bytes, random) => bytes.slice(0, random.below(bytes.length + 1)),
  (bytes, random) => bytes.slice(random.below(bytes.length + 1)),
  (bytes, random) => splice(bytes, random.below(bytes.length + 1), 0, random.bytes(1 + random.below(16))),
  (bytes, random) => splice(bytes, random.below(bytes.length + 1), 1 + random.below(16), new Uint8Array()),
  (bytes, random) => splice(bytes, random.below(bytes.length + 1), 0, part(bytes, random)),
  (bytes, random) => splice(bytes, random.below(bytes.length + 1), random.below(16), part(bytes, random)),
  (bytes, random) => joined([bytes, part(bytes, random)]),
  (bytes, random) =>
    splice(bytes, random.below(bytes.length + 1), 0, new Uint8Array(random.below(600)).fill(random.pick(EDGES))),
]

/** The bytes with one to four changes: flipped bits, edge values, cut, grown, repeated and moved parts. */
export function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  let changed = bytes
  for (let left = 1 + random.below(4); left > 0; left--) changed = random.pick(CHANGES)(changed, random)
  return Uint8Array.from(changed.subarray(0, MAX_BYTES))
}

/** All parts behind each other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((total, one) => total + one.length, 0))
  let at = 0
  for (const one of parts) {
    all.set(one, at)
    at += one.length
  }
  return all
}

function set(bytes: Uint8Array, at: number, change: (byte: number) => number): Uint8Array {
  const copy = Uint8Array.from(bytes)
  if (copy.length > 0) copy[at] = change(copy[at] ?? 0)
  return copy
}

function part(bytes: Uint8Array, random: Random): Uint8Array {
  const start = random.below(bytes.length)
  return bytes.slice(start, start + 1 + random.below(Math.min(bytes.length - start, 256)))
}

function splice(bytes: Uint8Array, at: number, removed: number, inserted: Uint8Array): Uint8Array {
  return joined([bytes.subarray(0, at), inserted, bytes.subarray(at + removed)])
}
