import type { ErrorCode } from '../errors.ts'

/** Exit statuses that scripts can use; docs/guides/peers.md lists them. */
export const EXIT = { ok: 0, failed: 1, usage: 2, absent: 3, notVerified: 4, unreachable: 5, stopped: 130 } as const

const usage: readonly ErrorCode[] = [
  'INVALID_NAME',
  'INVALID_URI',
  'INVALID_CONFIG',
  'INVALID_ARGUMENT',
  'KEY_STORE_LOCKED',
  'KEY_STORE_MISSING',
  'NOT_PUBLISHER',
]
/** Something was found, and one of the checks says no; or somebody does. */
const notVerified: readonly ErrorCode[] = [
  'RECORD_TOO_LARGE',
  'RECORD_MALFORMED',
  'RECORD_NOT_CANONICAL',
  'WRONG_KEY_TYPE',
  'BAD_SIGNATURE',
  'WRONG_NETWORK',
  'WRONG_KIND',
  'WRONG_ROUTING_KEY',
  'WRONG_SIGNER',
  'SEQ_IN_FUTURE',
  'LIFETIME_TOO_LONG',
  'RECORD_EXPIRED',
  'KEY_LOG_INVALID',
  'KEY_LOG_CONFLICT',
  'IDENTITY_REVOKED',
  'NAME_NOT_LISTED',
  'WRONG_DOMAIN',
  'BINDING_MISMATCH',
  'DEVICE_NOT_LISTED',
  'KEY_CHANGED',
  'NOT_VERIFIED',
  'REFUSED',
]
const unreachable: readonly ErrorCode[] = [
  'UNREACHABLE',
  'TIMEOUT',
  'DISCONNECTED',
  'NO_QUORUM',
  'TOO_MANY_REQUESTS',
  'RATE_LIMITED',
  'STOPPED',
]

/** The exit status for an error code. */
export function exitStatus(code: ErrorCode): number {
  if (usage.includes(code)) return EXIT.usage
  if (unreachable.includes(code)) return EXIT.unreachable
  if (notVerified.includes(code)) return EXIT.notVerified
  return EXIT.failed
}
