/**
 * The one door to the outside: every URL and every name that a stranger gave is opened through it and nowhere else.
 * Node.js and browsers have their own door (outside.node.ts, outside.browser.ts); tests can pass theirs.
 * docs/spec/domain-binding.md, "The guarded fetch".
 */
export interface Outside {
  /**
   * GET of an https URL. Any status is an answer, except a redirect, which is not followed.
   *
   * Throws INVALID_URI (not a URL), ADDRESS_REFUSED (not plain https on its default port, or an address that is not
   * public), FETCH_FAILED (no connection, bad certificate, redirect, more than `maxBytes`), TIMEOUT, ABORTED, STOPPED.
   */
  fetchText(url: string, options?: FetchTextOptions): Promise<FetchedText>
  /**
   * The TXT records of a name, each one joined from its parts; null when the name has none.
   *
   * Throws UNREACHABLE (no answer, or a failing one), LIMIT_EXCEEDED (more than 32 records, or one above 2048 characters),
   * ABORTED, STOPPED.
   */
  resolveTxt(name: string, options?: ResolveTxtOptions): Promise<string[] | null>
  /** False in browsers: `resolveTxt` then always throws UNREACHABLE. */
  readonly canResolveDns: boolean
  /** Cancels what is under way (STOPPED) and refuses all that comes after. */
  stop?(): Promise<void>
}

export interface FetchTextOptions {
  signal?: AbortSignal | undefined
  /** The media types to ask for. Default: anything. */
  accept?: string | undefined
  /** Bytes of the body after decompression. Default and most: 512 KiB. */
  maxBytes?: number | undefined
  /** For everything, from the name's resolution to the last byte. Default and most: 10 s. */
  timeoutMs?: number | undefined
}

export interface FetchedText {
  status: number
  contentType: string | null
  text: string
  /** `Access-Control-Allow-Origin`, where it was sent and can be read: which pages may read this too. */
  allowOrigin?: string
}

export interface ResolveTxtOptions {
  signal?: AbortSignal | undefined
  /** Default and most: 5 s. */
  timeoutMs?: number | undefined
}

export const MAX_FETCH_BYTES = 512 * 1024
export const FETCH_TIMEOUT_MS = 10_000
export const DNS_TIMEOUT_MS = 5_000
