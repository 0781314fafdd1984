import type { Connection } from '@libp2p/interface'
import { OpenPeerError } from '../errors.ts'

/**
 * What the other end of a connection is to us: a stranger until a hello was accepted; somebody that we are calling
 * while our own hello is on its way; accepted from then on.
 */
export type Standing = 'stranger' | 'calling' | 'accepted'

/** How long a stream that came before its hello waits for it, in ms. */
export const HOLD_TIMEOUT_MS = 5_000

interface Entry {
  standing: Standing
  accepted: PromiseWithResolvers<void>
}

/** The standing of every connection of one host (docs/spec/hello.md). */
export class Standings {
  #entries = new WeakMap<Connection, Entry>()
  #holdTimeoutMs: number

  constructor(holdTimeoutMs = HOLD_TIMEOUT_MS) {
    this.#holdTimeoutMs = holdTimeoutMs
  }

  of(connection: Connection): Standing {
    return this.#entries.get(connection)?.standing ?? 'stranger'
  }

  setCalling(connection: Connection): void {
    const entry = this.#entry(connection)
    if (entry.standing === 'stranger') entry.standing = 'calling'
  }

  setAccepted(connection: Connection): void {
    const entry = this.#entry(connection)
    entry.standing = 'accepted'
    entry.accepted.resolve()
  }

  /** Resolves when hello is accepted. Throws REFUSED when the connection ends first, or after the hold time. */
  async whenAccepted(connection: Connection): Promise<void> {
    const entry = this.#entry(connection)
    if (entry.standing === 'accepted') return
    const failed = Promise.withResolvers<never>()
    const refuse = () => failed.reject(new OpenPeerError('REFUSED', 'No hello was accepted on this connection.'))
    const timer = setTimeout(refuse, this.#holdTimeoutMs)
    connection.addEventListener('close', refuse, { once: true })
    if (connection.status !== 'open') refuse()
    try {
      await Promise.race([entry.accepted.promise, failed.promise])
    } finally {
      clearTimeout(timer)
      connection.removeEventListener('close', refuse)
    }
  }

  #entry(connection: Connection): Entry {
    const known = this.#entries.get(connection)
    if (known !== undefined) return known
    const entry: Entry = { standing: 'stranger', accepted: Promise.withResolvers<void>() }
    this.#entries.set(connection, entry)
    return entry
  }
}
