import type { PeerId, Stream } from '@libp2p/interface'
import type { Contact } from './contact.ts'
import type { PathKind } from './path-order.ts'

export interface OpenStreamOptions {
  /** Take a relayed path too while there is no direct one; otherwise the stream waits for the direct path. */
  onRelay?: boolean
  signal?: AbortSignal
  /** In ms; 10 s unless given, and 15 s more without `onRelay`: as long as an attempt at a direct path may take. */
  timeoutMs?: number
}

export interface LinkEvents {
  /** Data goes another way from now on: `link.path` says which kind. Streams stay where they were opened. */
  path: (path: PathKind) => void
  /**
   * A relayed path has ended because its relay lets a circuit carry or last no more; where it was the last one, `close`
   * follows: connect again. docs/spec/connect.md, "On a relay".
   */
  'relay-limit': () => void
  /** The last path is gone; the link stays closed. */
  close: () => void
}

/**
 * One conversation with one device of a contact, over whatever paths there are. Spec: docs/spec/connect.md.
 * Streams on a relayed path that is no longer needed get an event `path-changed`, and end 30 s later.
 */
export interface Link {
  readonly contact: Contact
  readonly remotePeer: PeerId
  /** The kind of path that new streams take; after the close, of the last one. */
  readonly path: PathKind
  /**
   * Resolves when a direct path stands. Rejects with UNREACHABLE when the attempt that is under way found none: the
   * link then stays relayed and tries again from time to time, with a new promise here each time (and a `path` event
   * when it works), and with DISCONNECTED when the link closes first.
   */
  readonly direct: Promise<void>
  readonly isOpen: boolean
  /** What this link has carried over relays, in bytes both ways, with all that encryption adds. */
  readonly relayBytes: number
  /**
   * Opens a stream on the best path. Throws UNREACHABLE (no direct path can be had and `onRelay` was not given),
   * REFUSED (the other side does not serve the protocol), DISCONNECTED, TIMEOUT, ABORTED. One that
   * is served on direct paths only is reset right after it was opened on a relayed one.
   */
  openStream(protocol: string, options?: OpenStreamOptions): Promise<Stream>
  /**
   * Asks for a sign of life on the present path, drops the path if there is none in `timeoutMs` (2 s), and goes on to
   * the next. Throws DISCONNECTED when no path is left.
   */
  probe(options?: { timeoutMs?: number }): Promise<void>
  /** The result ends it. */
  on<Name extends keyof LinkEvents>(name: Name, handler: LinkEvents[Name]): () => void
  close(): Promise<void>
}
