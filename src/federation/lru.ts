/**
 * A map of at most `limit` entries; the least recently read or written one makes room.
 * For decoded records: what falls out can always be read and decoded again.
 */
export interface Lru<V> {
  get(key: string): V | undefined
  set(key: string, value: V): void
  delete(key: string): void
  clear(): void
}

/** Makes an {@link Lru} for `limit` entries. Each operation is O(1): a Map keeps the order in which keys were set. */
export function createLru<V>(limit: number): Lru<V> {
  const entries = new Map<string, V>()
  function set(key: string, value: V): void {
    entries.delete(key)
    entries.set(key, value)
    if (entries.size <= limit) return
    for (const oldest of entries.keys()) {
      entries.delete(oldest)
      break
    }
  }
  return {
    get(key) {
      const value = entries.get(key)
      if (value !== undefined) set(key, value)
      return value
    },
    set,
    delete: (key) => void entries.delete(key),
    clear: () => entries.clear(),
  }
}
