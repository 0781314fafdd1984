import { compare } from 'uint8arrays/compare'
import { concat } from 'uint8arrays/concat'
import { fromString } from 'uint8arrays/from-string'
import { toString as textOf } from 'uint8arrays/to-string'
import { sha256 } from '../records/routing-key.ts'

/** How many operator nodes hold a record; all of them, where fewer. Spec: docs/spec/placement.md */
export const HOLDERS = 8
/** Bytes of a view hash: enough to see that two nodes would choose differently, nothing hangs on its strength. */
export const VIEW_HASH_BYTES = 8

/** How many holders a record has, and how many of them make a write done and a read sure to meet the last write. */
export interface Quorum {
  holders: number
  write: number
  read: number
}

/** The quorum among `operators` known nodes (oneself included). Any `write` and any `read` of the holders share one. */
export function quorum(operators: number, k: number = HOLDERS): Quorum {
  const holders = Math.min(k, operators)
  const write = Math.floor(holders / 2) + 1
  return { holders, write, read: holders - write + 1 }
}

/** The key under which kad-dht knows a record: utf8 of `/<network>/<routing key in hex>`. */
export function kadKey(network: string, routingKey: Uint8Array): Uint8Array {
  return fromString(`/${network}/${textOf(routingKey, 'hex')}`)
}

/** The routing key inside a kad key; null for anything that is not exactly one of this network's. */
export function parseKadKey(network: string, key: Uint8Array): Uint8Array | null {
  const match = /^\/([a-z0-9-]{1,32})\/([0-9a-f]{64})$/.exec(textOf(key))
  return match?.[1] === network && match[2] !== undefined ? fromString(match[2], 'hex') : null
}

/** A place on kad-dht's ring: sha256 of a kad key or of a peer id's bytes. Distance is XOR, read as a number. */
export function position(bytes: Uint8Array): Uint8Array {
  return sha256(bytes)
}

/** Anything that has a place on the ring. */
export interface Placed {
  readonly position: Uint8Array
}

/** Where `position` stands, or would be put, in a list sorted by position. */
export function indexOf(sorted: readonly Placed[], position: Uint8Array): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const entry = sorted[middle]
    if (entry !== undefined && compare(entry.position, position) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * The `count` entries nearest to `target` in a list sorted by position, nearest first: O(count + log n).
 * In a sorted list all entries that share a prefix lie together; of the two halves of such a run the one that agrees
 * with the target in the next bit is wholly nearer than the other.
 */
export function nearest<T extends Placed>(sorted: readonly T[], target: Uint8Array, count: number): T[] {
  const found: T[] = []
  visit(0, sorted.length, 0)
  return found

  function visit(low: number, high: number, bit: number): void {
    if (low >= high || found.length >= count) return
    const only = sorted[low]
    if (only !== undefined && (high - low === 1 || bit >= target.byteLength * 8)) {
      found.push(...sorted.slice(low, Math.min(high, low + count - found.length)))
      return
    }
    const split = firstWithBit(sorted, low, high, bit)
    const nearHalfIsUpper = bitAt(target, bit) === 1
    if (nearHalfIsUpper) visit(split, high, bit + 1)
    else visit(low, split, bit + 1)
    if (nearHalfIsUpper) visit(low, split, bit + 1)
    else visit(split, high, bit + 1)
  }
}

/** What a node would choose, in few bytes: the start of sha256 over the peer ids of the holders, nearest first. */
export function viewHash(peerIds: readonly Uint8Array[]): Uint8Array {
  return sha256(concat([...peerIds])).slice(0, VIEW_HASH_BYTES)
}

/** Whether `a` is nearer to `target` than `b`. */
export function isNearer(a: Uint8Array, b: Uint8Array, target: Uint8Array): boolean {
  for (let index = 0; index < target.byteLength; index++) {
    const toA = (a[index] ?? 0) ^ (target[index] ?? 0)
    const toB = (b[index] ?? 0) ^ (target[index] ?? 0)
    if (toA !== toB) return toA < toB
  }
  return false
}

function bitAt(bytes: Uint8Array, bit: number): number {
  return ((bytes[bit >>> 3] ?? 0) >>> (7 - (bit & 7))) & 1
}

/** The first index in [low, high), a run that shares its first `bit` bits, whose next bit is 1. */
function firstWithBit(sorted: readonly Placed[], low: number, high: number, bit: number): number {
  let from = low
  let to = high
  while (from < to) {
    const middle = (from + to) >>> 1
    const entry = sorted[middle]
    if (entry !== undefined && bitAt(entry.position, bit) === 1) to = middle
    else from = middle + 1
  }
  return from
}
