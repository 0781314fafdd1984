/**
 * Every code an Open Peer operation can fail with. The union is closed: a code is added here, in
 * docs/spec/errors.md and beside the check that gives it, or it does not exist.
 * Absence (no such name, nobody home) is a value, never one of these.
 */
export const ERROR_CODES = [
  // input
  'INVALID_NAME',
  'INVALID_URI',
  'INVALID_CONFIG',
  'INVALID_ARGUMENT',
  // records: docs/spec/records.md gives the order of the checks
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
  'LIMIT_EXCEEDED',
  'KEY_LOG_INVALID',
  'KEY_LOG_CONFLICT',
  'IDENTITY_REVOKED',
  // who may use a name: docs/spec/verification.md
  'NAME_NOT_LISTED',
  'NAME_OWNED_BY_ANOTHER',
  'WRONG_DOMAIN',
  'BINDING_MISMATCH',
  'DEVICE_NOT_LISTED',
  'KEY_CHANGED',
  'NOT_VERIFIED',
  // stores and replication
  'NOT_NEWEST',
  'CONFLICT',
  'NO_QUORUM',
  'STORE_FULL',
  'NOT_ADMITTED',
  'BINDING_UNCONFIRMED',
  // the channel and the network
  'FRAME_TOO_LARGE',
  'MALFORMED_MESSAGE',
  'UNKNOWN_METHOD',
  'TOO_MANY_REQUESTS',
  'RATE_LIMITED',
  'TIMEOUT',
  'ABORTED',
  'DISCONNECTED',
  'UNREACHABLE',
  'REFUSED',
  'NOT_REGISTERED',
  'REGISTRATION_CLOSED',
  // the outside
  'ADDRESS_REFUSED',
  'FETCH_FAILED',
  // a peer's own state
  'KEY_STORE_LOCKED',
  'KEY_STORE_MISSING',
  'KEY_STORE_DAMAGED',
  'NOT_PUBLISHER',
  'STOPPED',
  'INTERNAL',
] as const

export type ErrorCode = (typeof ERROR_CODES)[number]

export interface OpenPeerErrorOptions {
  cause?: unknown
  /** For RATE_LIMITED, TOO_MANY_REQUESTS and BINDING_UNCONFIRMED: when to come back. */
  retryAfterMs?: number
}

/** The one error class: `code` for programs, `message` for people, saying what happened and what to do next. */
export class OpenPeerError extends Error {
  override readonly name = 'OpenPeerError'
  readonly code: ErrorCode
  readonly retryAfterMs: number | undefined

  constructor(code: ErrorCode, message: string, options: OpenPeerErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.retryAfterMs = options.retryAfterMs
  }
}

/** True for an error of ours, also one from another copy of this package; with `code`, only for that code. */
export function isOpenPeerError(error: unknown, code?: ErrorCode): error is OpenPeerError {
  if (!(error instanceof Error) || error.name !== 'OpenPeerError') return false
  return code === undefined || (error as OpenPeerError).code === code
}

/** The code of any error: what crosses the wire, a JSON answer or an exit status. Unknown errors are INTERNAL. */
export function errorCode(error: unknown): ErrorCode {
  return isOpenPeerError(error) ? error.code : 'INTERNAL'
}

/** A code that came over the wire: known ones pass, all others become INTERNAL. */
export function knownCode(code: string): ErrorCode {
  return (ERROR_CODES as readonly string[]).includes(code) ? (code as ErrorCode) : 'INTERNAL'
}
