import type { KadDHT } from '@libp2p/kad-dht'
import { toString as textOf } from 'uint8arrays/to-string'
import { walk } from './dht.ts'
import type { AddressFilter } from './node-entries.ts'
import { type NamedNode, namedNode } from './operator-table.ts'

/** Walks in flight: each sends some ten requests and takes tens of ms of this node's processor. */
const MAX_WALKS = 8
/** Walks that wait for one of those to end; beyond that a lookup does without. */
const MAX_WAITING = 64

/** kad-dht's own walk to a key, as nodes. Never rejects: a walk that was cut short, or not made, is worth what it found. */
export type KadWalk = (routingKey: Uint8Array, signal: AbortSignal) => Promise<NamedNode[]>

export interface KadWalkOptions {
  dht: KadDHT
  network: string
  usable: AddressFilter
  /** ends all of them */
  lifetime: AbortSignal
}

/** Makes the walks of one federation (docs/spec/placement.md, "Asking the holders"): a few at once, one for each key. */
export function createKadWalk({ dht, network, usable, lifetime }: KadWalkOptions): KadWalk {
  const walking = new Map<string, Promise<NamedNode[]>>()
  const waiting: (() => void)[] = []
  let running = 0

  async function turn(): Promise<void> {
    if (running < MAX_WALKS) {
      running++
      return
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    waiting.push(resolve)
    await promise
  }

  function pass(): void {
    const next = waiting.shift()
    if (next === undefined) running--
    else next()
  }

  async function begin(routingKey: Uint8Array): Promise<NamedNode[]> {
    await turn()
    try {
      const found = await walk(dht, network, routingKey, lifetime)
      return found.flatMap(({ id, multiaddrs }) => {
        const addresses = usable(multiaddrs)
        return addresses.length === 0 ? [] : [namedNode(id, addresses)]
      })
    } finally {
      pass()
    }
  }

  /** All who look for one key share its walk; whoever goes leaves it to the others. */
  function shared(routingKey: Uint8Array): Promise<NamedNode[]> {
    const key = textOf(routingKey, 'hex')
    const others = walking.get(key)
    if (others !== undefined) return others
    if (waiting.length >= MAX_WAITING) return Promise.resolve([])
    const walk = begin(routingKey).finally(() => walking.delete(key))
    walking.set(key, walk)
    return walk
  }

  return (routingKey, signal) => {
    if (signal.aborted) return Promise.resolve([])
    const { promise, resolve } = Promise.withResolvers<NamedNode[]>()
    const leave = () => resolve([])
    signal.addEventListener('abort', leave)
    shared(routingKey).then(resolve, leave)
    return promise.finally(() => signal.removeEventListener('abort', leave))
  }
}
