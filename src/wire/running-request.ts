import type { Connection, PeerId } from '@libp2p/interface'
import { OpenPeerError } from '../errors.ts'

/** What a handler knows about the request beside its body. */
export interface RequestContext {
  remotePeer: PeerId
  connection: Connection
  /** Aborts when the asker cancelled (ABORTED) or went away (DISCONNECTED): then nobody reads the answer. */
  signal: AbortSignal
}

/** A request whose handler runs. Its signal is made on first use: most handlers never ask for it. */
export class RunningRequest {
  readonly context: RequestContext
  isCancelled = false
  #reason: OpenPeerError | undefined
  #controller: AbortController | null = null

  constructor(connection: Connection) {
    const signal = () => this.#signal()
    this.context = {
      connection,
      remotePeer: connection.remotePeer,
      get signal() {
        return signal()
      },
    }
  }

  cancel(reason = new OpenPeerError('ABORTED', 'The asker no longer wants the answer.')): void {
    if (this.isCancelled) return
    this.isCancelled = true
    this.#reason = reason
    this.#controller?.abort(reason)
  }

  #signal(): AbortSignal {
    if (this.#controller === null) {
      this.#controller = new AbortController()
      if (this.isCancelled) this.#controller.abort(this.#reason)
    }
    return this.#controller.signal
  }
}
