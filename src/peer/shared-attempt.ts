import { within } from '../wire/within.ts'

/** Work of which at most one runs for each key, however many ask for it. */
export interface SharedAttempts<T> {
  /**
   * Joins the work that runs for `key`, or starts it; it is called off once nobody waits for it any more.
   * Throws what the work throws, TIMEOUT, ABORTED.
   */
  run(key: string, work: (signal: AbortSignal) => Promise<T>, wait: WaitOptions): Promise<T>
}

export interface WaitOptions {
  signal: AbortSignal | undefined
  timeoutMs: number
}

interface Attempt<T> {
  result: Promise<T>
  controller: AbortController
  waiting: number
}

export function sharedAttempts<T>(): SharedAttempts<T> {
  const running = new Map<string, Attempt<T>>()

  function start(key: string, work: (signal: AbortSignal) => Promise<T>): Attempt<T> {
    const controller = new AbortController()
    const result = work(controller.signal)
    const attempt = { result, controller, waiting: 0 }
    running.set(key, attempt)
    const forget = () => {
      if (running.get(key) === attempt) running.delete(key)
    }
    result.then(forget, forget)
    return attempt
  }

  return {
    run: async (key, work, wait) => {
      const attempt = running.get(key) ?? start(key, work)
      attempt.waiting++
      try {
        return await within(attempt.result, wait)
      } finally {
        attempt.waiting--
        if (attempt.waiting === 0) {
          if (running.get(key) === attempt) running.delete(key)
          attempt.controller.abort()
        }
      }
    },
  }
}
