import { isOpenPeerError, OpenPeerError } from '../errors.ts'

/** Codes that say more than that nobody answered. */
const TELLING = [
  'REFUSED',
  'IDENTITY_REVOKED',
  'DEVICE_NOT_LISTED',
  'WRONG_ROUTING_KEY',
  'WRONG_KEY_TYPE',
  'RATE_LIMITED',
] as const

/** What a call is said to have failed for, of what became of each path, or device: the most telling, or who called it off. */
export function callFailure(failures: unknown[], signal: AbortSignal): Error {
  if (signal.aborted) return signal.reason instanceof OpenPeerError ? signal.reason : aborted(signal.reason)
  for (const code of TELLING) {
    const telling = failures.find((failure) => isOpenPeerError(failure, code))
    if (telling !== undefined) return telling as Error
  }
  const reasons = failures.map((failure) => (failure instanceof Error ? failure.message : String(failure)))
  const text = `No path to the contact stands. ${reasons.join(' ')}`
  return new OpenPeerError('UNREACHABLE', text, { cause: new AggregateError(failures) })
}

function aborted(cause: unknown): OpenPeerError {
  return new OpenPeerError('ABORTED', 'Connecting was called off.', { cause })
}
