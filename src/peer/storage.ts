/**
 * What a peer keeps beside its keys: contacts, its own last records, chat. Small values (under 64 KiB)
 * under text keys. `put` and `delete` resolve when the change would survive a crash of the machine.
 */
export interface PeerStorage {
  get(key: string): Promise<Uint8Array | null>
  put(key: string, value: Uint8Array): Promise<void>
  delete(key: string): Promise<void>
  /** All entries whose key starts with `prefix`, in the order of their keys. */
  entries(prefix: string): AsyncIterable<[string, Uint8Array]>
  close(): Promise<void>
}

/** A PeerStorage that ends with the process, for tests and for pages that keep nothing. */
export function memoryStorage(): PeerStorage {
  const held = new Map<string, Uint8Array>()
  return {
    get: async (key) => held.get(key)?.slice() ?? null,
    put: async (key, value) => {
      held.set(key, value.slice())
    },
    delete: async (key) => {
      held.delete(key)
    },
    async *entries(prefix) {
      const keys = [...held.keys()].filter((key) => key.startsWith(prefix)).sort()
      for (const key of keys) {
        const value = held.get(key)
        if (value !== undefined) yield [key, value.slice()]
      }
    },
    close: async () => {},
  }
}
