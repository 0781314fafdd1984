import type { Connection, PeerId, Stream } from '@libp2p/interface'
import { OpenPeerError } from '../errors.ts'
import { timeoutSignal } from '../timeout-signal.ts'
import type { RequestOptions } from '../wire/request-options.ts'
import { within } from '../wire/within.ts'
import type { Contact } from './contact.ts'
import { directPromise } from './direct-promise.ts'
import { closePath, DRAIN_TIMEOUT_MS, drainPath } from './drain-path.ts'
import type { Link, LinkEvents, OpenStreamOptions } from './link.ts'
import { createListeners } from './listeners.ts'
import { isSmaller, kindOf, type PathKind, pathOrder } from './path-order.ts'
import { answers } from './probe.ts'
import type { RelayedBytes } from './relayed-bytes.ts'
import { openOn } from './stream-on.ts'

const OPEN_TIMEOUT_MS = 10_000
/** How long one attempt at a direct path may take, in ms; slow ICE needs more than libp2p's six seconds. */
export const DIRECT_TIMEOUT_MS = 15_000
const PROBE_TIMEOUT_MS = 2_000
/**
 * The side that dialled a path knows last that hello was accepted on it. It lets go of a path as soon as it may; the
 * other side waits this long, in ms, so that nothing is cut under a hello or before the better path is known.
 */
const CALLEE_GRACE_MS = 2_000

export interface PeerLinkOptions {
  self: PeerId
  remotePeer: PeerId
  contact: Contact
  helloProtocol: string
  drainTimeoutMs?: number
  relayed: RelayedBytes
}

/** The link of docs/spec/connect.md, "One link": a set of connections on which hello was accepted, best first. */
export class PeerLink implements Link {
  readonly remotePeer: PeerId
  contact: Contact
  #options: PeerLinkOptions
  #paths: Connection[] = []
  #order: (a: Connection, b: Connection) => number
  #kind: PathKind = 'relayed'
  #best: Connection | null = null
  #direct = directPromise()
  #closed = new AbortController()
  #listeners = {
    path: createListeners<PathKind>(),
    'relay-limit': createListeners<PathKind>(),
    close: createListeners<PathKind>(),
  }
  /** of paths that are gone */
  #relayBytesBefore = 0
  #draining = new Map<Connection, AbortController>()

  constructor(options: PeerLinkOptions) {
    this.#options = options
    this.remotePeer = options.remotePeer
    this.contact = options.contact
    this.#order = pathOrder(options.self, options.remotePeer)
  }

  get path(): PathKind {
    return this.#kind
  }

  get direct(): Promise<void> {
    return this.#direct.promise
  }

  get isOpen(): boolean {
    return !this.#closed.signal.aborted
  }

  get relayBytes(): number {
    const { relayed } = this.#options
    return this.#paths.reduce((sum, path) => sum + relayed.of(path), this.#relayBytesBefore)
  }

  /** Aborts when the link closes. */
  get closed(): AbortSignal {
    return this.#closed.signal
  }

  isBest(path: Connection): boolean {
    return this.#best === path
  }

  /** The best path, once it is a relayed one that this side dialled; null when `signal` aborts first. */
  relayToOfferOver(signal: AbortSignal): Promise<Connection | null> {
    return new Promise((resolve) => {
      const check = () => {
        const isOurs = this.#kind === 'relayed' && this.#best?.direction === 'outbound'
        if (!isOurs && !signal.aborted) return
        off()
        signal.removeEventListener('abort', check)
        resolve(isOurs ? this.#best : null)
      }
      const off = this.#listeners.path.on(check)
      signal.addEventListener('abort', check)
      check()
    })
  }

  /** Adds a connection to this device on which hello was accepted just now. */
  addPath(connection: Connection): void {
    if (this.#paths.includes(connection)) return
    this.#paths.push(connection)
    connection.addEventListener('close', () => this.#removePath(connection), { once: true })
    if (connection.status !== 'open') this.#removePath(connection)
    else this.#settle()
    if (this.#best === connection) this.#drainOthers()
    else void this.#doubtBest()
  }

  /** A device that connects again may have lost the path that still looks best here: it must answer before others go. */
  async #doubtBest(): Promise<void> {
    try {
      await this.probe()
      this.#drainOthers()
    } catch {
      // No path was left, and the link is closed.
    }
  }

  /** A new attempt to go direct is under way. */
  directAttempted(): void {
    if (this.#direct.isSettled && this.#kind === 'relayed' && this.isOpen) this.#direct = directPromise()
  }

  /** The attempt found no direct path. */
  directFailed(cause: unknown): void {
    const text = 'No direct path to the other side was found: the link stays relayed and tries again later.'
    this.#direct.reject(new OpenPeerError('UNREACHABLE', text, { cause }))
  }

  async openStream(protocol: string, options: OpenStreamOptions = {}): Promise<Stream> {
    const { onRelay = false } = options
    // The attempt under way comes to its end first: that there is no direct path says more than that it took long.
    const timeoutMs = options.timeoutMs ?? (onRelay ? OPEN_TIMEOUT_MS : DIRECT_TIMEOUT_MS + OPEN_TIMEOUT_MS)
    const timeout = timeoutSignal(timeoutMs)
    const signal = AbortSignal.any([timeout, ...(options.signal === undefined ? [] : [options.signal])])
    for (;;) {
      const path = await this.#pathFor(onRelay, { signal: options.signal, timeoutMs })
      try {
        return await openOn(path, protocol, signal, options.signal)
      } catch (error) {
        // It went away while it was asked, and nothing was sent on the stream: the next path serves as well.
        if (signal.aborted || (path.status === 'open' && path === this.#best)) throw error
        if (path.status !== 'open') this.#removePath(path)
      }
    }
  }

  async probe({ timeoutMs = PROBE_TIMEOUT_MS }: { timeoutMs?: number } = {}): Promise<void> {
    for (;;) {
      const path = this.#best
      if (path === null) throw disconnected()
      if (await answers(path, timeoutSignal(timeoutMs))) return
      path.abort(disconnected())
      this.#removePath(path)
    }
  }

  on<Name extends keyof LinkEvents>(name: Name, handler: LinkEvents[Name]): () => void {
    return this.#listeners[name].on(handler)
  }

  async close(): Promise<void> {
    const paths = this.#paths
    this.#end()
    await Promise.all(paths.map(closePath))
  }

  /** Ends it at once, with all that is on its way: whoever is at the other end is not to be talked with any more. */
  abort(reason: Error): void {
    const paths = this.#paths
    this.#end()
    for (const path of paths) path.abort(reason)
  }

  async #pathFor(onRelay: boolean, wait: RequestOptions & { timeoutMs: number }): Promise<Connection> {
    for (;;) {
      if (this.#best === null) throw disconnected()
      if (onRelay || this.#kind === 'direct') return this.#best
      await within(this.direct, wait)
    }
  }

  #removePath(connection: Connection): void {
    this.#stopDraining(connection)
    if (!this.#paths.includes(connection)) return
    const { relayed } = this.#options
    this.#relayBytesBefore += relayed.of(connection)
    this.#paths = this.#paths.filter((path) => path !== connection)
    if (relayed.isUsedUp(connection)) this.#listeners['relay-limit'].tell(this.#kind)
    if (this.#paths.length === 0) this.#end()
    else this.#settle()
  }

  /** Finds the best path again, and tells of it. */
  #settle(): void {
    this.#paths.sort(this.#order)
    const [best] = this.#paths
    if (best === undefined) return
    const before = this.#best
    this.#best = best
    this.#kind = kindOf(best)
    if (this.#kind === 'direct') this.#direct.resolve()
    else this.directAttempted()
    this.#stopDraining(best)
    if (before !== null && before !== best) this.#listeners.path.tell(this.#kind)
  }

  /** Lets go of the paths that are no longer needed beside the best one, which has just shown that it works. */
  #drainOthers(): void {
    const best = this.#best
    if (best === null) return
    const { helloProtocol, drainTimeoutMs = DRAIN_TIMEOUT_MS } = this.#options
    for (const path of this.#paths) {
      if (path === best || this.#draining.has(path)) continue
      const isRelayNoMore = kindOf(best) === 'direct' && kindOf(path) === 'relayed'
      if (!isRelayNoMore && !isSmaller(this.#options.self, this.remotePeer)) continue
      const controller = new AbortController()
      this.#draining.set(path, controller)
      const timeoutMs = isRelayNoMore ? drainTimeoutMs : null
      const dialledBoth = best.direction === 'outbound' && path.direction === 'outbound'
      const graceMs = dialledBoth ? 0 : CALLEE_GRACE_MS
      void drainPath(path, { helloProtocol, timeoutMs, graceMs, signal: controller.signal })
    }
  }

  #stopDraining(path: Connection): void {
    this.#draining.get(path)?.abort()
    this.#draining.delete(path)
  }

  #end(): void {
    if (!this.isOpen) return
    this.#relayBytesBefore = this.relayBytes
    this.#paths = []
    this.#best = null
    this.#direct.reject(disconnected())
    this.#closed.abort()
    this.#listeners.close.tell(this.#kind)
  }
}

function disconnected(): OpenPeerError {
  return new OpenPeerError('DISCONNECTED', 'The link is closed: connect again.')
}
