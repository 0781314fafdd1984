import type { Connection } from '@libp2p/interface'

/** Whether those who ask may (docs/spec/budgets.md). Asked before anything is decoded: a refusal must cost little. */
export interface Admission {
  /**
   * One request begins; the result is called when it is answered. Throws RATE_LIMITED and TOO_MANY_REQUESTS with
   * `retryAfterMs`, which is what the asker hears.
   */
  request(method: string, body: Uint8Array, connection: Connection): () => void
  /** Asked after each request: what to wait for before the next one is read; null for nothing. */
  pace(connection: Connection): Promise<void> | null
  /**
   * Tells that so many bytes more (less, where negative) wait for the rest of their frame. Throws TOO_MANY_REQUESTS,
   * which ends the stream.
   */
  partial(bytes: number, connection: Connection): void
}

/** So many refusals in a row are answered at once. Whoever asks on all the same is read no faster than one a hold. */
const FREE_REFUSALS = 16
/** Longest that nothing is read from such an asker, in ms: its ping waits as long. */
const MAX_HOLD_MS = 1_000

/** Says for one channel when to stop reading for a while, so that refusals themselves stay cheap. */
export class RefusalBrake {
  #refusals = 0
  #holdMs = 0

  get isOn(): boolean {
    return this.#holdMs > 0
  }

  passed(): void {
    this.#refusals = 0
  }

  refused(retryAfterMs: number): void {
    this.#refusals += 1
    if (this.#refusals > FREE_REFUSALS) this.#holdMs = Math.min(Math.max(1, retryAfterMs), MAX_HOLD_MS)
  }

  /** The ms to hold; off again. */
  release(): number {
    const holdMs = this.#holdMs
    this.#holdMs = 0
    return holdMs
  }
}
