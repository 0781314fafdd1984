import type { Multiaddr } from '@multiformats/multiaddr'
import { isOpenPeerError } from '../errors.ts'
import { timeoutSignal } from '../timeout-signal.ts'
import { callFailure } from './call-failure.ts'
import type { Candidates } from './candidates.ts'

/** How long one path may take from the dial to the accepted hello, in ms. */
export const PATH_TIMEOUT_MS = 20_000

/**
 * Opens all paths to one device at once and gives what the first that stands gives. When that one is direct the others are called
 * off; when it is relayed, other relayed ones are, while direct ones may still join until what was opened closes.
 * Throws REFUSED as soon as the other side refuses on any path, else UNREACHABLE or a more telling code when all have
 * failed, ABORTED when `signal` did it. Spec: docs/spec/connect.md, "The race".
 */
export async function racePaths<T extends { readonly closed: AbortSignal }>(
  { direct, relayed }: Candidates,
  open: (address: Multiaddr, signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const noMoreDirect = new AbortController()
  const noMoreRelayed = new AbortController()
  const callOff = () => {
    noMoreDirect.abort()
    noMoreRelayed.abort()
  }
  const first = Promise.withResolvers<T>()
  const failures: unknown[] = []
  const total = direct.length + relayed.length
  let isWon = false

  const run = async (address: Multiaddr, own: AbortController, won: () => void) => {
    try {
      const opened = await open(address, AbortSignal.any([own.signal, timeoutSignal(PATH_TIMEOUT_MS)]))
      isWon = true
      won()
      // Paths that are still being opened were for this one: they must not make another.
      opened.closed.addEventListener('abort', callOff)
      first.resolve(opened)
    } catch (error) {
      failures.push(error)
      if (isWon) return
      if (isOpenPeerError(error, 'REFUSED')) callOff()
      if (isOpenPeerError(error, 'REFUSED') || failures.length === total) first.reject(callFailure(failures, signal))
    }
  }

  const onAbort = () => {
    callOff()
    first.reject(callFailure(failures, signal))
  }
  signal.addEventListener('abort', onAbort)
  if (signal.aborted) onAbort()
  for (const address of direct) void run(address, noMoreDirect, callOff)
  for (const address of relayed) void run(address, noMoreRelayed, () => noMoreRelayed.abort())
  try {
    return await first.promise
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
