import { OpenPeerError } from '../errors.ts'
import type { RequestOptions } from './request-options.ts'
import { aborted } from './wire-errors.ts'

/** Waits for `promise`, but not past `timeoutMs` (TIMEOUT) or `signal` (ABORTED); what it stands for goes on. */
export async function within<T>(
  promise: Promise<T>,
  { signal, timeoutMs }: RequestOptions & { timeoutMs: number },
): Promise<T> {
  const end = Promise.withResolvers<never>()
  const late = () => end.reject(new OpenPeerError('TIMEOUT', `Not done within ${Math.round(timeoutMs)} ms.`))
  const timer = setTimeout(late, timeoutMs)
  const onAbort = () => signal && end.reject(aborted(signal))
  signal?.addEventListener('abort', onAbort)
  if (signal?.aborted) onAbort()
  try {
    return await Promise.race([promise, end.promise])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
}
