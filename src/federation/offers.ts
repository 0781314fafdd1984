import { equals } from 'uint8arrays/equals'
import { isOpenPeerError } from '../errors.ts'
import type { PutEntry } from '../wire/messages.js'
import { MAX_BATCH } from '../wire/methods.ts'
import { whenAllowed } from '../wire/when-allowed.ts'
import { isKeptLog } from './held-record.ts'
import { type Holding, isRefusal, keep, openSent } from './holders.ts'
import type { OperatorEntry } from './operator-table.ts'
import { originOf } from './origin-of.ts'
import type { HeldEntry } from './record-store.ts'

/** Envelopes in one put, in bytes: below the 256 KiB of a frame. */
const MAX_PUT_BYTES = 192 * 1024

type Bytes = Uint8Array<ArrayBuffer>

/** A node said that it holds exactly what is held here. */
export type Confirmed = (entry: OperatorEntry, routingKey: Uint8Array) => void

/**
 * Walks over what is held and offers each record to those of `whose`, the same bytes, in batches; a node that is slow slows
 * the walk, not the memory. Resolves when all were asked (docs/spec/placement.md, "Republish").
 */
export async function offerHeld(
  holding: Holding,
  whose: (held: HeldEntry) => Promise<OperatorEntry[]>,
  confirmed: Confirmed = () => {},
): Promise<void> {
  const { store, directory, now, lifetime } = holding
  const batches = new Map<string, { entry: OperatorEntry; keys: Uint8Array[] }>()
  for await (const held of store.entries()) {
    if (lifetime.aborted) return
    // What is over is no answer, but old key logs and dead identities must not come back where new holders lack them.
    if (held.expiresAt <= now() && !isKeptLog(held, now())) continue
    for (const entry of await whose(held)) {
      if (entry.key === directory.self.key) continue
      const batch = batches.get(entry.key) ?? { entry, keys: [] }
      batches.set(entry.key, batch)
      batch.keys.push(held.routingKey)
      if (batch.keys.length < MAX_BATCH) continue
      batches.delete(entry.key)
      await offer(holding, entry, batch.keys, confirmed)
    }
  }
  await Promise.all([...batches.values()].map(({ entry, keys }) => offer(holding, entry, keys, confirmed)))
}

/** Asks first what the node has: several offer it the same records, and mostly it has them. */
async function offer(holding: Holding, entry: OperatorEntry, keys: Uint8Array[], confirmed: Confirmed): Promise<void> {
  try {
    const wanted = await lacking(holding, entry, keys, confirmed)
    for (const batch of inFrames(wanted)) await put(holding, entry, batch, confirmed)
  } catch (error) {
    if (!isOpenPeerError(error)) throw error
    if (!isRefusal(error)) void holding.directory.failed(entry, error)
  }
}

async function lacking(
  holding: Holding,
  entry: OperatorEntry,
  keys: Uint8Array[],
  confirmed: Confirmed,
): Promise<PutEntry[]> {
  const asked = keys.map((routingKey) => ({ ...addressed(holding, routingKey), digestOnly: true }))
  const { calls, lifetime: signal } = holding
  const digests = await whenAllowed(() => calls.get(entry, asked, signal), { signal })
  const wanted: PutEntry[] = []
  for (const [index, routingKey] of keys.entries()) {
    const ours = await holding.store.get(routingKey)
    const theirs = digests[index]?.payloadHash
    if (ours === null) continue
    if (theirs !== undefined && equals(theirs, ours.payloadHash)) confirmed(entry, routingKey)
    else {
      const account = await holding.store.ownerOf(routingKey)
      wanted.push({ ...addressed(holding, routingKey), envelope: ours.bytes as Bytes, account })
    }
  }
  return wanted
}

async function put(holding: Holding, entry: OperatorEntry, batch: PutEntry[], confirmed: Confirmed): Promise<void> {
  const { calls, lifetime: signal } = holding
  const results = await whenAllowed(() => calls.put(entry, batch, signal), { signal })
  for (const [index, { outcome, current }] of results.entries()) {
    const routingKey = batch[index]?.routingKey
    if (routingKey === undefined) continue
    if (outcome === 'stored' || outcome === 'already-held') confirmed(entry, routingKey)
    if (outcome !== 'not-newest') continue
    // It has a better one: then that is ours to keep as well.
    await keep(holding, await openSent(holding, current, routingKey, []), originOf(holding.directory, entry.peerId))
  }
}

function addressed({ directory }: Holding, routingKey: Uint8Array) {
  return { routingKey: routingKey as Bytes, view: directory.view(routingKey).hash as Bytes }
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
