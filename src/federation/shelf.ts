/** One change of the shelf: `value` null deletes. */
export interface ShelfWrite {
  key: Uint8Array
  value: Uint8Array | null
}

/**
 * Where held records lie: an ordered map from routing key (32 bytes) to a held record (see held-record.ts).
 * It decides nothing; only the record store writes to it.
 */
export interface Shelf {
  get(key: Uint8Array): Promise<Uint8Array | null>
  /** Writes all or none; resolves when they would survive a crash. */
  write(writes: ShelfWrite[]): Promise<void>
  /** All entries, or those behind `after`, in the order of their keys, as they were when the iteration began or later. */
  entries(after?: Uint8Array): AsyncIterable<[key: Uint8Array, value: Uint8Array]>
  close(): Promise<void>
}
