import type { PeerId } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import { equals } from 'uint8arrays/equals'
import { toString as textOf } from 'uint8arrays/to-string'
import { createLru } from './lru.ts'
import { indexOf, kadKey, nearest, type Placed, position, viewHash } from './placement.ts'

/** Keys whose holders are remembered until the membership changes. */
const MAX_REMEMBERED_VIEWS = 4_096

/** One operator node as this node knows it. */
export interface OperatorEntry extends Placed {
  readonly peerId: PeerId
  /** where it says that it can be dialled, without `/p2p/…` */
  readonly multiaddrs: readonly Multiaddr[]
  /** the peer id as text, to find it by */
  readonly key: string
  /** the peer id's multihash bytes, as they travel */
  readonly id: Uint8Array
}

/** The holders that this node would choose for a key, nearest first, and the short hash of that choice. */
export interface View {
  holders: OperatorEntry[]
  hash: Uint8Array
}

/** A node came or went; both lists are sorted by position and never change afterwards. */
export interface MembershipChange {
  before: readonly OperatorEntry[]
  after: readonly OperatorEntry[]
  added: OperatorEntry | null
  removed: OperatorEntry | null
}

/** The operator nodes that this node has met, itself included, in the order of kad-dht's ring (docs/spec/placement.md). */
export interface OperatorTable {
  sorted(): readonly OperatorEntry[]
  find(key: string): OperatorEntry | null
  /** Adds a node, or takes its new addresses; only the first is a change of membership. */
  add(entry: OperatorEntry): void
  remove(key: string): void
  closest(routingKey: Uint8Array, count: number): OperatorEntry[]
  view(routingKey: Uint8Array): View
  /** Called after each change of membership; answers how to stop it. */
  onChange(listener: (change: MembershipChange) => void): () => void
}

/** An entry for the table: a peer id has its place on the ring by its bytes alone. */
export function operatorEntry(peerId: PeerId, multiaddrs: readonly Multiaddr[]): OperatorEntry {
  const id = peerId.toMultihash().bytes
  return { peerId, multiaddrs, key: peerId.toString(), id, position: position(id) }
}

/** The place of a routing key on the ring of `network`. */
export function positionOfKey(network: string, routingKey: Uint8Array): Uint8Array {
  return position(kadKey(network, routingKey))
}

/** Makes a table that holds `self`, which cannot be removed; a record has `k` holders. */
export function createOperatorTable(options: { network: string; self: OperatorEntry; k: number }): OperatorTable {
  const { network, self, k } = options
  const byKey = new Map<string, OperatorEntry>([[self.key, self]])
  const listeners = new Set<(change: MembershipChange) => void>()
  const views = createLru<View>(MAX_REMEMBERED_VIEWS)
  let sorted: readonly OperatorEntry[] = [self]

  function change(after: readonly OperatorEntry[], added: OperatorEntry | null, removed: OperatorEntry | null): void {
    const before = sorted
    sorted = after
    views.clear()
    // New addresses of a known node (neither added nor removed) change no placement.
    if (added === null && removed === null) return
    for (const listener of listeners) listener({ before, after, added, removed })
  }

  function closest(routingKey: Uint8Array, count: number): OperatorEntry[] {
    return nearest(sorted, positionOfKey(network, routingKey), count)
  }

  return {
    sorted: () => sorted,
    find: (key) => byKey.get(key) ?? null,
    add(entry) {
      if (entry.key === self.key) return
      const known = byKey.get(entry.key)
      if (known !== undefined && sameAddresses(known, entry)) return
      byKey.set(entry.key, entry)
      const at = indexOf(sorted, entry.position)
      change(sorted.toSpliced(at, known === undefined ? 0 : 1, entry), known === undefined ? entry : null, null)
    },
    remove(key) {
      const entry = byKey.get(key)
      if (entry === undefined || key === self.key) return
      byKey.delete(key)
      change(sorted.toSpliced(indexOf(sorted, entry.position), 1), null, entry)
    },
    closest,
    view(routingKey) {
      const key = textOf(routingKey, 'hex')
      const remembered = views.get(key)
      if (remembered !== undefined) return remembered
      const holders = closest(routingKey, k)
      const view = { holders, hash: viewHash(holders.map(({ id }) => id)) }
      views.set(key, view)
      return view
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function sameAddresses(a: OperatorEntry, b: OperatorEntry): boolean {
  if (a.multiaddrs.length !== b.multiaddrs.length) return false
  return a.multiaddrs.every((address, index) => {
    const other = b.multiaddrs[index]
    return other !== undefined && equals(address.bytes, other.bytes)
  })
}
