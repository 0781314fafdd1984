import { type ErrorCode, errorCode, isOpenPeerError } from '../errors.ts'

/**
 * The HTTP status of each error code; the only place where one is chosen. 4xx is about the question, 502 about an answer
 * that another node gave and that does not hold, 503 and 504 about us, now.
 */
const STATUS: Record<ErrorCode, number> = {
  INVALID_NAME: 400,
  INVALID_URI: 400,
  INVALID_ARGUMENT: 400,
  INVALID_CONFIG: 500,
  // records, as another node gave them
  RECORD_TOO_LARGE: 502,
  RECORD_MALFORMED: 502,
  RECORD_NOT_CANONICAL: 502,
  WRONG_KEY_TYPE: 502,
  BAD_SIGNATURE: 502,
  WRONG_NETWORK: 502,
  WRONG_KIND: 502,
  WRONG_ROUTING_KEY: 502,
  WRONG_SIGNER: 502,
  SEQ_IN_FUTURE: 502,
  LIFETIME_TOO_LONG: 502,
  RECORD_EXPIRED: 502,
  LIMIT_EXCEEDED: 502,
  KEY_LOG_INVALID: 502,
  // who may use a name
  NAME_NOT_LISTED: 502,
  NAME_OWNED_BY_ANOTHER: 502,
  WRONG_DOMAIN: 502,
  BINDING_MISMATCH: 502,
  DEVICE_NOT_LISTED: 502,
  KEY_CHANGED: 502,
  NOT_VERIFIED: 502,
  // there are two truths, or the owner ended it: asking again changes nothing
  KEY_LOG_CONFLICT: 409,
  NOT_NEWEST: 409,
  CONFLICT: 409,
  IDENTITY_REVOKED: 410,
  // stores and replication
  NO_QUORUM: 503,
  STORE_FULL: 503,
  NOT_ADMITTED: 502,
  BINDING_UNCONFIRMED: 503,
  // the channel and the network
  FRAME_TOO_LARGE: 502,
  MALFORMED_MESSAGE: 502,
  UNKNOWN_METHOD: 502,
  DISCONNECTED: 502,
  UNREACHABLE: 502,
  REFUSED: 502,
  ADDRESS_REFUSED: 502,
  FETCH_FAILED: 502,
  NOT_REGISTERED: 404,
  REGISTRATION_CLOSED: 403,
  // 429 is about the caller's own budget, TOO_MANY_REQUESTS is said when the node as a whole is busy
  RATE_LIMITED: 429,
  TOO_MANY_REQUESTS: 503,
  TIMEOUT: 504,
  ABORTED: 503,
  STOPPED: 503,
  // a peer's own state, which an operator node does not have
  KEY_STORE_LOCKED: 500,
  KEY_STORE_MISSING: 500,
  KEY_STORE_DAMAGED: 500,
  NOT_PUBLISHER: 500,
  INTERNAL: 500,
}

/** What only HTTP has to say. With the error codes these are all that `code` in an answer can be. */
const HTTP_STATUS = {
  BAD_REQUEST: 400,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TIMEOUT: 408,
  BODY_NOT_ALLOWED: 413,
  URL_TOO_LONG: 414,
  HEADERS_TOO_LARGE: 431,
  NOT_READY: 503,
} as const satisfies Record<string, number>

export type HttpCode = ErrorCode | keyof typeof HTTP_STATUS

const RETRY_AFTER_MS = 5_000

/** The status of a code. docs/spec/http.md has the table. */
export function statusOf(code: HttpCode): number {
  return code in HTTP_STATUS ? HTTP_STATUS[code as keyof typeof HTTP_STATUS] : STATUS[code as ErrorCode]
}

/** The body of every answer that is not what was asked for. */
export function errorBody(code: HttpCode, message: string): string {
  return JSON.stringify({ code, message })
}

/** An answer of that kind: {code, message} as JSON, never kept by a cache unless `headers` says so. */
export function errorResponse(code: HttpCode, message: string, headers: Record<string, string> = {}): Response {
  return new Response(errorBody(code, message), {
    status: statusOf(code),
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  })
}

/**
 * The answer for a thrown error: its code, its status and, for 429 and 503, when to come back. What is not ours tells
 * nothing about itself: its text may hold paths or keys.
 */
export function thrownResponse(error: unknown): Response {
  const code = errorCode(error)
  const message = isOpenPeerError(error) && code !== 'INTERNAL' ? error.message : 'The node failed; its log says how.'
  const retryAfterMs = isOpenPeerError(error) ? error.retryAfterMs : undefined
  const isTemporary = [429, 503].includes(statusOf(code))
  const seconds = Math.max(1, Math.ceil((retryAfterMs ?? RETRY_AFTER_MS) / 1000))
  // Whoever goes on all the same has to connect again, and is cut off sooner there.
  const ending: Record<string, string> = code === 'RATE_LIMITED' ? { connection: 'close' } : {}
  return errorResponse(code, message, isTemporary ? { 'retry-after': String(seconds), ...ending } : {})
}
