import type { PeerId } from '@libp2p/interface'
import { OpenPeerError } from '../errors.ts'
import { sha256 } from '../records/routing-key.ts'
import type { ListEntry, ListResponse } from '../wire/messages.js'
import { MAX_LISTED } from '../wire/methods.ts'
import { isKeptLog } from './held-record.ts'
import type { Holding } from './holders.ts'
import { positionOfKey } from './operator-table.ts'
import { holdersOf } from './placement.ts'
import type { HeldEntry } from './record-store.ts'

/** Held records looked through for one page: some tens of ms of one processor. */
const MAX_SCANNED = 2_000
/** Pages made at once; further askers come again after a moment. */
const MAX_LISTS = 4
const BUSY_RETRY_MS = 250
/** Bytes of the digest of a held record: enough to see that two nodes hold different bytes. */
export const LIST_DIGEST_BYTES = 16

type Bytes = Uint8Array<ArrayBuffer>

/** Whether a record is one that a new holder should have: it is valid, or kept for its key log. */
function isWorthHolding(held: HeldEntry, now: number): boolean {
  return held.expiresAt > now || isKeptLog(held, now)
}

/** The start of sha256 over the envelope: what `list` gives of a record. */
export function listDigest(envelope: Uint8Array): Bytes {
  return sha256(envelope).slice(0, LIST_DIGEST_BYTES)
}

/**
 * Answers `list`: what the asker should hold of what is held here, page by page (docs/spec/placement.md, "Pulling").
 * The result throws NOT_ADMITTED (no node of the table), TOO_MANY_REQUESTS (with `retryAfterMs`).
 */
export function createLister({
  network,
  store,
  directory,
  k,
  now,
}: Pick<Holding, 'network' | 'store' | 'directory' | 'k' | 'now'>) {
  const listing = new Set<string>()

  async function page(asker: string, after: Uint8Array): Promise<ListResponse> {
    const entries: ListEntry[] = []
    let scanned = 0
    for await (const held of store.entries(after.byteLength === 0 ? undefined : after)) {
      const holders = holdersOf(directory.list(), positionOfKey(network, held.routingKey), k)
      if (isWorthHolding(held, now()) && holders.some(({ key }) => key === asker)) {
        entries.push({ routingKey: held.routingKey as Bytes, digest: listDigest(held.bytes) })
      }
      if (++scanned === MAX_SCANNED || entries.length === MAX_LISTED) return { entries, next: held.routingKey as Bytes }
    }
    return { entries, next: new Uint8Array() }
  }

  return async (asker: PeerId, after: Uint8Array): Promise<ListResponse> => {
    const key = asker.toString()
    if (directory.find(asker) === null) {
      throw new OpenPeerError('NOT_ADMITTED', 'Only admitted operator nodes are holders: introduce yourself first')
    }
    if (listing.has(key) || listing.size >= MAX_LISTS) {
      const text = 'This node is making other such lists now; ask again in a moment'
      throw new OpenPeerError('TOO_MANY_REQUESTS', text, { retryAfterMs: BUSY_RETRY_MS })
    }
    listing.add(key)
    try {
      return await page(key, after)
    } finally {
      listing.delete(key)
    }
  }
}
