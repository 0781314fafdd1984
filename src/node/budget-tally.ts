/** How much of something each key holds now; keys that hold nothing are forgotten. */
export interface Tally {
  readonly total: number
  of(key: string): number
  change(key: string, amount: number): void
  /** One more; the result takes it away again, once. */
  add(key: string): () => void
}

export function createTally(): Tally {
  const amounts = new Map<string, number>()
  let total = 0

  function change(key: string, amount: number): void {
    const next = (amounts.get(key) ?? 0) + amount
    if (next === 0) amounts.delete(key)
    else amounts.set(key, next)
    total += amount
  }

  return {
    get total() {
      return total
    },
    of: (key) => amounts.get(key) ?? 0,
    change,
    add(key) {
      change(key, 1)
      let isHeld = true
      return () => {
        if (isHeld) change(key, -1)
        isHeld = false
      }
    },
  }
}
