import type { Timers } from '../../src/peer/renew.ts'

/** Timers that a test fires itself. */
export class HandTimers implements Timers {
  #next = 0
  readonly #waiting = new Map<number, { work: () => void; ms: number }>()

  setTimeout = (work: () => void, ms: number): number => {
    this.#waiting.set(++this.#next, { work, ms })
    return this.#next
  }

  clearTimeout = (handle: unknown): void => {
    this.#waiting.delete(handle as number)
  }

  /** How long each of those that wait is to wait, ms. */
  get waits(): number[] {
    return [...this.#waiting.values()].map(({ ms }) => ms)
  }

  /** Fires what waits, as far as it was to wait at most this long, and lets what follows at once from it run. */
  async fire(longestMs = Number.POSITIVE_INFINITY): Promise<void> {
    const due = [...this.#waiting].filter(([, { ms }]) => ms <= longestMs)
    for (const [handle] of due) this.#waiting.delete(handle)
    for (const [, { work }] of due) work()
    await new Promise(setImmediate)
  }
}
