/** Runs work for one key after all earlier work for that key; different keys do not wait for each other. */
export type KeyLock = <T>(key: string, work: () => Promise<T>) => Promise<T>

/** Makes a {@link KeyLock}. A key whose work is done leaves no trace. */
export function createKeyLock(): KeyLock {
  const tails = new Map<string, Promise<void>>()
  return async (key, work) => {
    const before = tails.get(key)
    const turn = Promise.withResolvers<void>()
    tails.set(key, turn.promise)
    try {
      await before
      return await work()
    } finally {
      if (tails.get(key) === turn.promise) tails.delete(key)
      turn.resolve()
    }
  }
}
