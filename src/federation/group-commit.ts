import { OpenPeerError } from '../errors.ts'
import type { Shelf, ShelfWrite } from './shelf.ts'

/** Most writes that go to the disk as one synced batch. */
export const MAX_BATCH_WRITES = 512
/** Most writes that wait for the disk; each waits with at most one record (12 KiB), so about 120 MiB in the worst case. */
export const MAX_WAITING_WRITES = 10_000

interface Waiting {
  write: ShelfWrite
  resolve: () => void
  reject: (error: unknown) => void
}

/** Resolves when the write is on the disk. Throws TOO_MANY_REQUESTS when the disk cannot follow, or the disk's own error. */
export type GroupCommit = (write: ShelfWrite) => Promise<void>

/**
 * Makes a queue in front of `shelf`: whoever arrives while a batch is being written joins the next one, so that many
 * callers share one sync. A write resolves only after the synced batch that holds it (docs/spec/record-store.md).
 */
export function createGroupCommit(shelf: Pick<Shelf, 'write'>): GroupCommit {
  let waiting: Waiting[] = []
  let isWriting = false

  async function flush(): Promise<void> {
    isWriting = true
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MAX_BATCH_WRITES)
      waiting = waiting.slice(MAX_BATCH_WRITES)
      try {
        await shelf.write(batch.map(({ write }) => write))
        for (const { resolve } of batch) resolve()
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    isWriting = false
  }

  return (write) => {
    if (waiting.length >= MAX_WAITING_WRITES) {
      const message = 'The record store has too many writes waiting for its disk; try again in a second'
      return Promise.reject(new OpenPeerError('TOO_MANY_REQUESTS', message, { retryAfterMs: 1_000 }))
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    waiting.push({ write, resolve, reject })
    if (!isWriting) void flush()
    return promise
  }
}
