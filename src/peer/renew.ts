import { type ErrorCode, errorCode, isOpenPeerError, OpenPeerError } from '../errors.ts'

/** The timers of the runtime, or of a test. */
export interface Timers {
  setTimeout(work: () => void, ms: number): unknown
  clearTimeout(handle: unknown): void
}

export const runtimeTimers: Timers = {
  setTimeout: (work, ms) => setTimeout(work, ms),
  clearTimeout: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
}

export interface RenewalOptions {
  /**
   * Announces something; answers in how many ms it is to be announced again, or null when there is nothing to say: then
   * it is asked again only after `poke`. What it throws is retried with growing pauses.
   */
  run: (signal: AbortSignal) => Promise<number | null>
  /** Called after each run, with the error of one that failed. */
  onResult?: (error: unknown) => void
  timers?: Timers | undefined
  /** 0 ≤ x < 1: spreads what many peers do after one common event. */
  random?: () => number
}

/** Something that is kept announced. */
export interface Renewal {
  /** Runs soon: what it announces has changed. Many pokes in a short time are one run. */
  poke(): void
  /** Code of the last run's failure; null when it succeeded or none has ended yet. */
  readonly failure: ErrorCode | null
  stop(): Promise<void>
}

export const FIRST_RETRY_MS = 1_000
export const MAX_RETRY_MS = 5 * 60_000
/** Renewals come up to a tenth of their time early, never late. */
export const JITTER = 0.1
/** A change waits this long for others that come with it. */
const POKE_MS = 20
/** A day: timers above 24.8 days overflow, and a laptop that slept catches up sooner. */
const LONGEST_WAIT_MS = 24 * 3_600_000

/** Runs at once, then keeps renewing until it is stopped. docs/spec/verification.md, "Publishing". */
export function startRenewal({ run, onResult, timers = runtimeTimers, random = Math.random }: RenewalOptions): Renewal {
  const stopping = new AbortController()
  let timer: unknown = null
  let running: Promise<void> | null = null
  let isPoked = false
  let failures = 0
  let failure: ErrorCode | null = null

  function schedule(ms: number): void {
    if (timer !== null) timers.clearTimeout(timer)
    timer = timers.setTimeout(() => {
      timer = null
      running ??= once().finally(() => {
        running = null
      })
    }, ms)
  }

  async function once(): Promise<void> {
    isPoked = false
    let waitMs: number | null
    try {
      waitMs = await run(stopping.signal)
      failures = 0
      failure = null
      onResult?.(null)
    } catch (error) {
      if (stopping.signal.aborted) return
      failures++
      failure = errorCode(error)
      onResult?.(error)
      const backOffMs = Math.min(FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 16), MAX_RETRY_MS)
      // Spread to the early side below; who was told when to come back must not come before.
      const toldMs = isOpenPeerError(error) ? (error.retryAfterMs ?? 0) : 0
      waitMs = Math.max(backOffMs, toldMs / (1 - JITTER))
    }
    if (stopping.signal.aborted) return
    if (isPoked) schedule(POKE_MS)
    else if (waitMs !== null) schedule(Math.min(waitMs, LONGEST_WAIT_MS) * (1 - JITTER * random()))
  }

  schedule(0)

  return {
    poke() {
      if (stopping.signal.aborted) return
      isPoked = true
      if (running === null) schedule(POKE_MS)
    },
    get failure() {
      return failure
    },
    async stop() {
      stopping.abort(new OpenPeerError('STOPPED', 'This peer was stopped.'))
      if (timer !== null) timers.clearTimeout(timer)
      timer = null
      await running
    },
  }
}
