import type { PeerId } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import { equals } from 'uint8arrays/equals'
import { toString as textOf } from 'uint8arrays/to-string'
import { createLru } from './lru.ts'
import { holdersOf, indexOf, kadKey, type Placed, position, viewHash } from './placement.ts'
import { bySeniority, type Seat, sameSeat } from './seat.ts'

/** Keys whose holders are remembered until the membership changes. */
const MAX_REMEMBERED_VIEWS = 4_096
/** Nodes of one registrable domain that are known: one has the seat, the others stand by. */
export const MAX_NODES_OF_DOMAIN = 4

/** An operator node that somebody named, or that was met: hearsay until it is admitted. */
export interface NamedNode extends Placed {
  readonly peerId: PeerId
  /** where it says that it can be dialled, without `/p2p/…` */
  readonly multiaddrs: readonly Multiaddr[]
  /** the peer id as text, to find it by */
  readonly key: string
  /** the peer id's multihash bytes, as they travel */
  readonly id: Uint8Array
}

/** One admitted operator node as this node knows it. */
export interface OperatorEntry extends NamedNode {
  readonly seat: Seat
}

/** The holders that this node would choose for a key, nearest first, and the short hash of that choice. */
export interface View {
  holders: OperatorEntry[]
  hash: Uint8Array
}

/** A seat was taken or left; both lists are sorted by position and never change afterwards. */
export interface MembershipChange {
  before: readonly OperatorEntry[]
  after: readonly OperatorEntry[]
  added: OperatorEntry | null
  removed: OperatorEntry | null
}

/**
 * The admitted operator nodes, this one included, and which of them have a seat: one for each registrable domain
 * (docs/spec/admission.md, "One seat"). Here, and nowhere else, holders are decided.
 */
export interface OperatorTable {
  /** those with a seat, in the order of kad-dht's ring */
  sorted(): readonly OperatorEntry[]
  /** all that are admitted: also those that stand by for another node of their domain */
  members(): readonly OperatorEntry[]
  find(key: string): OperatorEntry | null
  /** Adds an admitted node, or takes its new addresses and rank. False when its domain has senior nodes enough. */
  add(entry: OperatorEntry): boolean
  remove(key: string): void
  /** This node's own seat changed. */
  reconsiderOwn(): void
  closest(routingKey: Uint8Array, count: number): OperatorEntry[]
  view(routingKey: Uint8Array): View
  /** Called after each change of who has a seat; answers how to stop it. */
  onChange(listener: (change: MembershipChange) => void): () => void
}

/** A node that is not admitted (yet): a peer id has its place on the ring by its bytes alone. */
export function namedNode(peerId: PeerId, multiaddrs: readonly Multiaddr[]): NamedNode {
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
  /** by registrable domain, the most senior first: that one has the seat */
  const byDomain = new Map<string, OperatorEntry[]>([[self.seat.registrableDomain, [self]]])
  const listeners = new Set<(change: MembershipChange) => void>()
  const views = createLru<View>(MAX_REMEMBERED_VIEWS)
  let sorted: readonly OperatorEntry[] = [self]

  /** The seat of one registrable domain goes from one node (or none) to another (or none). */
  function reseat(old: OperatorEntry | undefined, seated: OperatorEntry | undefined): void {
    if (old === seated) return
    const before = sorted
    views.clear()
    if (old !== undefined) sorted = sorted.toSpliced(indexOf(sorted, old.position), 1)
    if (seated !== undefined) sorted = sorted.toSpliced(indexOf(sorted, seated.position), 0, seated)
    // New addresses of the same node change no placement.
    if (old?.key === seated?.key) return
    for (const listener of listeners) listener({ before, after: sorted, added: seated ?? null, removed: old ?? null })
  }

  function put(entry: OperatorEntry): boolean {
    const { registrableDomain } = entry.seat
    const nodes = byDomain.get(registrableDomain) ?? []
    const others = nodes.filter(({ key }) => key !== entry.key)
    const all = [...others, entry].sort(bySeniority)
    const dropped = all.length > MAX_NODES_OF_DOMAIN ? all.findLast(({ key }) => key !== self.key) : undefined
    if (dropped?.key === entry.key) return false
    if (dropped !== undefined) byKey.delete(dropped.key)
    byKey.set(entry.key, entry)
    const kept = all.filter((one) => one !== dropped)
    byDomain.set(registrableDomain, kept)
    reseat(nodes[0], kept[0])
    return true
  }

  function drop(entry: OperatorEntry): void {
    const nodes = byDomain.get(entry.seat.registrableDomain) ?? []
    const left = nodes.filter(({ key }) => key !== entry.key)
    byKey.delete(entry.key)
    if (left.length === 0) byDomain.delete(entry.seat.registrableDomain)
    else byDomain.set(entry.seat.registrableDomain, left)
    reseat(nodes[0], left[0])
  }

  function closest(routingKey: Uint8Array, count: number): OperatorEntry[] {
    return holdersOf(sorted, positionOfKey(network, routingKey), count)
  }

  return {
    sorted: () => sorted,
    members: () => [...byKey.values()],
    find: (key) => byKey.get(key) ?? null,
    add(entry) {
      if (entry.key === self.key) return true
      const known = byKey.get(entry.key)
      if (known !== undefined && sameAddresses(known, entry) && sameSeat(known.seat, entry.seat)) return true
      if (known !== undefined && known.seat.registrableDomain !== entry.seat.registrableDomain) drop(known)
      return put(entry)
    },
    remove(key) {
      const entry = byKey.get(key)
      if (entry !== undefined && key !== self.key) drop(entry)
    },
    reconsiderOwn() {
      views.clear()
      put(self)
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

function sameAddresses(a: NamedNode, b: NamedNode): boolean {
  if (a.multiaddrs.length !== b.multiaddrs.length) return false
  return a.multiaddrs.every((address, index) => {
    const other = b.multiaddrs[index]
    return other !== undefined && equals(address.bytes, other.bytes)
  })
}
