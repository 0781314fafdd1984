/** How long one request may take (docs/spec/channel.md). */
export interface RequestOptions {
  /** Ends the request with ABORTED, also on the other side. */
  signal?: AbortSignal | undefined
  /** From the call to the answer, waiting for a turn included; `requestTimeoutMs` of the limits unless given. */
  timeoutMs?: number | undefined
}
