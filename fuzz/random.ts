import { createHash } from 'node:crypto'

/** Chance that can be repeated: the same seed gives the same choices on every machine. */
export interface Random {
  /** 0 to 2^32 - 1. */
  uint32(): number
  /** A whole number from 0 to `below` - 1; 0 for `below` 0. */
  below(below: number): number
  /** True once in so many times. */
  oneIn(times: number): boolean
  /** One of several. Throws RangeError for none. */
  pick<T>(from: readonly T[]): T
  /** So many bytes, in memory of their own. */
  bytes(size: number): Uint8Array<ArrayBuffer>
}

/** The generator sfc32 (Chris Doty-Humphrey), seeded by the sha256 of the parts. Not for secrets. */
export function seededRandom(...parts: (string | number)[]): Random {
  const seed = createHash('sha256').update(parts.join('\n')).digest()
  let [a, b, c] = [seed.readUInt32LE(0), seed.readUInt32LE(4), seed.readUInt32LE(8)]
  let counter = 1
  const uint32 = () => {
    const next = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + next) | 0
    return next >>> 0
  }
  const below = (limit: number) => Math.floor((uint32() / 2 ** 32) * limit)
  return {
    uint32,
    below,
    oneIn: (times) => below(times) === 0,
    pick<T>(from: readonly T[]) {
      if (from.length === 0) throw new RangeError('nothing to pick from')
      return from[below(from.length)] as T
    },
    bytes(size) {
      const bytes = new Uint8Array(size)
      for (let i = 0; i < size; i++) bytes[i] = uint32()
      return bytes
    },
  }
}
