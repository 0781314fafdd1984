import { equals } from 'uint8arrays/equals'
import { isOpenPeerError } from '../errors.ts'
import type { PutEntry } from '../wire/messages.js'
import { MAX_BATCH } from '../wire/methods.ts'
import { type Holding, keep, openSent } from './holders.ts'
import { type MembershipChange, type OperatorEntry, positionOfKey } from './operator-table.ts'
import { nearest } from './placement.ts'
import type { HeldEntry } from './record-store.ts'

/** Envelopes in one put, in bytes: below the 256 KiB of a frame. */
const MAX_PUT_BYTES = 192 * 1024

type Bytes = Uint8Array<ArrayBuffer>

/** Puts held records back to their holders, the same bytes (docs/spec/placement.md, "Republish"). */
export interface Republish {
  /** To the nodes that became holders between two memberships. Resolves when all were asked. */
  afterChange(change: Pick<MembershipChange, 'before' | 'after'>): Promise<void>
  /** To every holder of every record. */
  everything(): Promise<void>
}

export function createRepublish(holding: Holding): Republish {
  const { network, store, directory, k, now, lifetime } = holding

  /** Walks over what is held and hands it on in batches; a holder that is slow slows the walk, not the memory. */
  async function handOn(holdersOf: (held: HeldEntry) => OperatorEntry[]): Promise<void> {
    const batches = new Map<string, { entry: OperatorEntry; keys: Uint8Array[] }>()
    for await (const held of store.entries()) {
      if (lifetime.aborted) return
      if (held.expiresAt <= now()) continue
      for (const entry of holdersOf(held)) {
        if (entry.key === directory.self.key) continue
        const batch = batches.get(entry.key) ?? { entry, keys: [] }
        batches.set(entry.key, batch)
        batch.keys.push(held.routingKey)
        if (batch.keys.length < MAX_BATCH) continue
        batches.delete(entry.key)
        await offer(entry, batch.keys)
      }
    }
    await Promise.all([...batches.values()].map(({ entry, keys }) => offer(entry, keys)))
  }

  /** Asks first what the holder has: several nodes offer it the same records, and mostly it has them. */
  async function offer(entry: OperatorEntry, keys: Uint8Array[]): Promise<void> {
    try {
      const wanted = await lacking(entry, keys)
      for (const batch of inFrames(wanted)) await put(entry, batch)
    } catch (error) {
      if (!isOpenPeerError(error)) throw error
      void directory.failed(entry, error)
    }
  }

  async function lacking(entry: OperatorEntry, keys: Uint8Array[]): Promise<PutEntry[]> {
    const asked = keys.map((routingKey) => ({ ...addressed(routingKey), digestOnly: true }))
    const digests = await holding.calls.get(entry, asked, lifetime)
    const wanted: PutEntry[] = []
    for (const [index, routingKey] of keys.entries()) {
      const ours = await store.get(routingKey)
      const theirs = digests[index]?.payloadHash
      if (ours === null || (theirs !== undefined && equals(theirs, ours.payloadHash))) continue
      wanted.push({ ...addressed(routingKey), envelope: ours.bytes as Bytes })
    }
    return wanted
  }

  async function put(entry: OperatorEntry, batch: PutEntry[]): Promise<void> {
    const results = await holding.calls.put(entry, batch, lifetime)
    for (const [index, { outcome, current }] of results.entries()) {
      const routingKey = batch[index]?.routingKey
      // It has a better one: then that is ours to keep as well.
      if (outcome === 'not-newest' && routingKey !== undefined) {
        await keep(holding, await openSent(holding, current, routingKey, []))
      }
    }
  }

  function addressed(routingKey: Uint8Array) {
    return { routingKey: routingKey as Bytes, view: directory.view(routingKey).hash as Bytes }
  }

  return {
    afterChange: ({ before, after }) =>
      handOn(({ routingKey }) => {
        const target = positionOfKey(network, routingKey)
        const old = new Set(nearest(before, target, k).map(({ key }) => key))
        return nearest(after, target, k).filter(({ key }) => !old.has(key))
      }),
    everything: () => handOn(({ routingKey }) => directory.closest(routingKey, k)),
  }
}

function inFrames(entries: PutEntry[]): PutEntry[][] {
  const frames: PutEntry[][] = []
  let room = 0
  for (const entry of entries) {
    room -= entry.envelope.byteLength
    if (room < 0) {
      frames.push([])
      room = MAX_PUT_BYTES - entry.envelope.byteLength
    }
    frames.at(-1)?.push(entry)
  }
  return frames
}
