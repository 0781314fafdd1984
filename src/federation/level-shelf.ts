import { type BatchOperation, ClassicLevel } from 'classic-level'
import type { Shelf } from './shelf.ts'

type Level = ClassicLevel<Uint8Array, Uint8Array>

/**
 * Opens (and makes, where it is missing) the LevelDB directory `path`. Every batch is written with `sync`, so that
 * what was acknowledged survives a power cut. classic-level is used directly: datastore-level drops the option.
 */
export async function openLevelShelf(path: string): Promise<Shelf> {
  const level: Level = new ClassicLevel(path, { keyEncoding: 'view', valueEncoding: 'view' })
  await level.open()
  return levelShelf(level)
}

/** The shelf over an open database; apart from {@link openLevelShelf} so that a test can watch the batches. */
export function levelShelf(level: Level): Shelf {
  return {
    async get(key) {
      return (await level.get(key)) ?? null
    },
    async write(writes) {
      const batch = writes.map(
        ({ key, value }): BatchOperation<Level, Uint8Array, Uint8Array> =>
          value === null ? { type: 'del', key } : { type: 'put', key, value },
      )
      await level.batch(batch, { sync: true })
    },
    entries: (after) => level.iterator(after === undefined ? {} : { gt: after }),
    close: () => level.close(),
  }
}
