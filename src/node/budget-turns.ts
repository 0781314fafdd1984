/**
 * Lets each payer begin a few things in one turn of the event loop, and no more before everybody else's arrivals were looked
 * at: a batch of requests that came in one packet must not hold up the rest until all of it is done.
 */
export function createTurns(startsPerTurn: number): { begin(key: string): Promise<void> | null } {
  const starts = new Map<string, number>()
  let next: Promise<void> | null = null

  function nextTurn(): Promise<void> {
    next ??= new Promise((resolve) => {
      setImmediate(() => {
        next = null
        starts.clear()
        resolve()
      })
    })
    return next
  }

  return {
    /** One thing of this key began; null when another may at once. */
    begin(key) {
      const count = (starts.get(key) ?? 0) + 1
      starts.set(key, count)
      const turn = nextTurn()
      return count < startsPerTurn ? null : turn
    },
  }
}
