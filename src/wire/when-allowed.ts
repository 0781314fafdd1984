import { isOpenPeerError } from '../errors.ts'
import { aborted } from './wire-errors.ts'

export interface Patience {
  /** Ends the waiting: ABORTED. */
  signal: AbortSignal
  /** How often it is tried at most; 4 times unless given. */
  attempts?: number
}

/** Longest that one wait is, in ms, whatever the other side asks for. */
const MAX_WAIT_MS = 10 * 60_000

/**
 * Does `work`; where the other side's budget is used up it waits for as long as that says, and does it again. For what a node
 * or peer does by itself: people are told instead (docs/spec/budgets.md, "Refusals"). Throws what `work` throws.
 */
export async function whenAllowed<T>(work: () => Promise<T>, { signal, attempts = 4 }: Patience): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt >= attempts || !isOpenPeerError(error, 'RATE_LIMITED')) throw error
      await wait(Math.min(error.retryAfterMs ?? 0, MAX_WAIT_MS), signal)
    }
  }
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.reject(aborted(signal))
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer)
      reject(aborted(signal))
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal.addEventListener('abort', onAbort, { once: true })
  })
}
