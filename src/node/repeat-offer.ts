/** Refused offers are repeated when the holder said, but not sooner than this, twice as long each time… */
const FIRST_WAIT_MS = 1_000
/** …up to this, and never later than this. */
const LAST_WAIT_MS = 3_600_000
/** After a change of holders others may still come and go. */
const SETTLE_MS = 2_000

export interface RepeatOfferOptions {
  /** Puts what is to be offered to its holders of now; answers after how many ms one of them may take it, null for all done. */
  offer(): Promise<number | null>
  /** 0 to 1 */
  random: () => number
}

/** Repeats an offer until no holder refuses it for the time being (docs/spec/directory.md, "The domain record"). */
export interface RepeatOffer {
  /** What an offer, by whomever, came to. */
  heard(retryAfterMs: number | null): void
  /** The holders are others now. */
  changed(): void
  stop(): void
}

/** Makes a {@link RepeatOffer}; at most one offer waits at a time, the soonest. */
export function createRepeatOffer({ offer, random }: RepeatOfferOptions): RepeatOffer {
  let waiting: { timer: ReturnType<typeof setTimeout>; at: number } | null = null
  let leastMs = FIRST_WAIT_MS
  let isStopped = false

  function plan(waitMs: number): void {
    const at = performance.now() + waitMs
    if (isStopped || (waiting !== null && waiting.at <= at)) return
    clearTimeout(waiting?.timer)
    const timer = setTimeout(() => {
      waiting = null
      // An offer that could not be made at all is one that nobody took.
      offer().then(heard, () => heard(LAST_WAIT_MS))
    }, waitMs)
    timer.unref()
    waiting = { timer, at }
  }

  function heard(retryAfterMs: number | null): void {
    if (retryAfterMs === null) {
      leastMs = FIRST_WAIT_MS
      return
    }
    plan(Math.min(LAST_WAIT_MS, Math.max(retryAfterMs, leastMs)) * (1 + random() / 10))
    leastMs = Math.min(LAST_WAIT_MS, 2 * leastMs)
  }

  return {
    heard,
    changed: () => plan(SETTLE_MS * (0.5 + random())),
    stop() {
      isStopped = true
      clearTimeout(waiting?.timer)
    },
  }
}
