import { compare } from 'uint8arrays/compare'
import { concat } from 'uint8arrays/concat'
import { fromString } from 'uint8arrays/from-string'
import { toString as textOf } from 'uint8arrays/to-string'
import { sha256 } from '../records/routing-key.ts'

/** How many operator nodes hold a record; all of them, where fewer. Spec: docs/spec/placement.md */
export const HOLDERS = 8
/**
 * Holders of one key at most, where many stand close to it. In a network of no more seats than this, everybody knows
 * everybody and a key has k.
 */
export const MAX_HOLDERS = 48
/** Bytes of a view hash: enough to see that two nodes would choose differently, nothing hangs on its strength. */
export const VIEW_HASH_BYTES = 8

/** How many holders a record has, and how many of them make a write done and a read sure to meet the last write. */
export interface Quorum {
  holders: number
  write: number
  read: number
}

/**
 * The quorum among `holders` of one key, of which there are more than k where places are crowded: a write is done as soon
 * as with k of them, a read takes so many more. Any `write` and any `read` share a holder.
 */
export function quorum(holders: number, k: number = HOLDERS): Quorum {
  const write = Math.floor(Math.min(k, holders) / 2) + 1
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

/** Anything on the ring that has a seat. */
export interface Seated extends Placed {
  readonly seat: { readonly addressGroups: readonly string[] }
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

/** The `count` entries nearest to `target` in a list sorted by position, nearest first: O(count + log n). */
export function nearest<T extends Placed>(sorted: readonly T[], target: Uint8Array, count: number): T[] {
  const found: T[] = []
  if (count > 0) nearestFirst(sorted, target, (entry) => found.push(entry) < count)
  return found
}

/**
 * Shows the entries of a list sorted by position to `visit`, nearest to `target` first, for as long as it answers true.
 * In a sorted list all entries that share a prefix lie together; of the two halves of such a run the one that agrees
 * with the target in the next bit is wholly nearer than the other.
 */
function nearestFirst<T extends Placed>(sorted: readonly T[], target: Uint8Array, visit: (entry: T) => boolean): void {
  walk(0, sorted.length, 0)

  function walk(low: number, high: number, bit: number): boolean {
    if (high - low <= 1 || bit >= target.byteLength * 8) return sorted.slice(low, high).every(visit)
    const split = firstWithBit(sorted, low, high, bit)
    const nearHalfIsUpper = bitAt(target, bit) === 1
    const nearHalf = () => (nearHalfIsUpper ? walk(split, high, bit + 1) : walk(low, split, bit + 1))
    const farHalf = () => (nearHalfIsUpper ? walk(low, split, bit + 1) : walk(split, high, bit + 1))
    return nearHalf() && farHalf()
  }
}

/**
 * The holders of what lies at `target`: the `k` nearest seats, and beyond them all others within the distance in which k
 * are to be expected, {@link MAX_HOLDERS} at most: whoever crowds in next to a key does not push the others out. At most one
 * of each address group, the nearest. Spec: docs/spec/placement.md, "Holders and quorum".
 */
export function holdersOf<T extends Seated>(sorted: readonly T[], target: Uint8Array, k: number): T[] {
  const reach = sorted.length > MAX_HOLDERS ? k / sorted.length : 0
  const taken = new Set<string>()
  const holders: T[] = []
  nearestFirst(sorted, target, (entry) => {
    if (holders.length >= k && distance(entry.position, target) >= reach) return false
    const { addressGroups } = entry.seat
    if (addressGroups.some((group) => taken.has(group))) return true
    for (const group of addressGroups) taken.add(group)
    return holders.push(entry) < (reach > 0 ? MAX_HOLDERS : k)
  })
  return holders
}

/** What a node would choose, in few bytes: the start of sha256 over the peer ids of the holders, nearest first. */
export function viewHash(peerIds: readonly Uint8Array[]): Uint8Array {
  return sha256(concat([...peerIds])).slice(0, VIEW_HASH_BYTES)
}

/** The XOR distance as a share of the whole ring, 0 to 1: exact to 48 bits. */
export function distance(a: Uint8Array, b: Uint8Array): number {
  let share = 0
  for (let index = 5; index >= 0; index--) share = (share + ((a[index] ?? 0) ^ (b[index] ?? 0))) / 256
  return share
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
