import { OpenPeerError } from '../errors.ts'

export interface DeadlineOptions {
  signal?: AbortSignal | undefined
  timeoutMs: number
  /** What is being done, as the beginning of a sentence: 'Fetching https://…'. */
  what: string
}

/**
 * Runs `work` with a signal that ends it, and that aborts when it is over. It is left behind when it does not heed the signal.
 *
 * Throws ABORTED when the caller's signal fired, TIMEOUT after `timeoutMs`, else what `work` throws.
 */
export async function withDeadline<T>(work: (limit: AbortSignal) => Promise<T>, options: DeadlineOptions): Promise<T> {
  const { signal, timeoutMs, what } = options
  const timeout = new AbortController()
  const limit = signal === undefined ? timeout.signal : AbortSignal.any([signal, timeout.signal])
  if (limit.aborted) throw aborted(what)
  const timer = setTimeout(() => timeout.abort(), timeoutMs)
  const ended = new Promise<never>((_, reject) => {
    limit.addEventListener('abort', () => reject(limit.reason), { once: true })
  })
  try {
    return await Promise.race([work(limit), ended])
  } catch (error) {
    if (signal?.aborted) throw aborted(what)
    if (timeout.signal.aborted)
      throw new OpenPeerError('TIMEOUT', `${what} took more than ${timeoutMs} ms. Try again later.`)
    throw error
  } finally {
    clearTimeout(timer)
    // Whatever still hangs on the signal is over as well. Node.js keeps a joined signal as long as anything listens to it.
    timeout.abort()
  }
}

function aborted(what: string): OpenPeerError {
  return new OpenPeerError('ABORTED', `${what} was cancelled.`)
}
