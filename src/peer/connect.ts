import type { Connection, Stream } from '@libp2p/interface'
import { type ErrorCode, OpenPeerError } from '../errors.ts'
import type { VerifiedIdentity } from '../records/verified-record.ts'
import { isRelayed } from './addresses.ts'
import { answerHello } from './answer-hello.ts'
import { type Candidates, candidatesFor } from './candidates.ts'
import { type Contact, type ContactStatus, isTrusted } from './contact.ts'
import type { Link } from './link.ts'
import { createLinkBook, type LinkBookOptions } from './link-book.ts'
import { createListeners } from './listeners.ts'
import type { PeerLink } from './peer-link.ts'
import { racePaths } from './race-paths.ts'
import { ringDevices } from './ring-devices.ts'
import { sharedAttempts } from './shared-attempt.ts'

/** What is known to be wrong has a code of its own; all else is not verified. */
const DOUBTS: Partial<Record<ContactStatus, ErrorCode>> = { mismatch: 'BINDING_MISMATCH', 'key-changed': 'KEY_CHANGED' }

/** How long `connect` tries, in ms, unless told otherwise. */
export const CONNECT_TIMEOUT_MS = 30_000

export interface ConnectorOptions extends LinkBookOptions {
  /** ms */
  now: () => number
  /** Strangers are answered nothing: `AnswerOptions`. */
  silent?: boolean
  /** Told of each connection on which a caller was let in; nothing unless given. */
  onAccepted?: (connection: Connection) => void
}

export interface ConnectOptions {
  /** Connect although the contact is not verified: its owner was asked. */
  accept?: boolean
  signal?: AbortSignal
  timeoutMs?: number
}

/** `connection` is the path that the stream came on. */
export type StreamHandler = (stream: Stream, link: Link, connection: Connection) => void | Promise<void>

/** Links to other people's devices, made here or by them. Spec: docs/spec/connect.md. */
export interface Connector {
  /**
   * The link to a contact: one that is open and gave a sign of life just now, else a new one as soon as its first path
   * stands. Throws INVALID_ARGUMENT (it is oneself), NOT_VERIFIED, BINDING_MISMATCH, KEY_CHANGED, UNREACHABLE, REFUSED, DEVICE_NOT_LISTED, IDENTITY_REVOKED, WRONG_ROUTING_KEY,
   * TIMEOUT (30 s unless given), ABORTED, STOPPED.
   */
  connect(contact: Contact, options?: ConnectOptions): Promise<Link>
  /** The open links. */
  links(): Link[]
  /** Called for each link that the other side made. The result ends it. What a handler throws: `createListeners`. */
  onLink(handler: (link: Link) => void): () => void
  /**
   * Serves a protocol on links, on relayed paths only with `onRelay`; before hello nobody can ask for it. A stream
   * whose handler throws is reset. The result ends it. Throws INVALID_ARGUMENT when the protocol is served already.
   */
  handle(protocol: string, handler: StreamHandler, options?: { onRelay?: boolean }): Promise<() => Promise<void>>
  /** A record, the newest of its identity, was learnt: links to devices that it does not list end at once. */
  review(identity: VerifiedIdentity): void
  /** Closes all links and answers no more hello. */
  stop(): Promise<void>
}

/** Starts answering hello on the host, and makes links. The host stays the caller's to stop. */
export async function startConnector(options: ConnectorOptions): Promise<Connector> {
  const { libp2p } = options
  const book = createLinkBook(options)
  const attempts = sharedAttempts<PeerLink>()
  const incoming = createListeners<Link>()
  let isStopped = false

  const stopAnswering = await answerHello({
    ...options,
    onAccepted: (connection, contact, told) => {
      const isNew = book.withPeer(connection.remotePeer) === null
      const link = book.join(connection, contact, told)
      libp2p.services.known.add(contact)
      options.onAccepted?.(connection)
      if (isNew) incoming.tell(link)
    },
  })

  /** Another device of the contact answered first. One that called us meanwhile is talked with all the same. */
  function hangUp(link: PeerLink): void {
    const called = libp2p.getConnections(link.remotePeer).some(({ direction }) => direction === 'inbound')
    if (!called) void link.close()
  }

  async function connectNow(contact: Contact, signal: AbortSignal): Promise<PeerLink> {
    for (const link of book.withContact(contact.id)) {
      try {
        await link.probe()
        return link
      } catch {
        // It was dead, and is closed now.
      }
    }
    const ring = (device: Candidates, own: AbortSignal) =>
      racePaths(device, (address, path) => book.standUp(address, contact, path, device.direct), own)
    try {
      return await ringDevices(candidatesFor(contact, libp2p.peerId), ring, hangUp, signal)
    } catch (error) {
      // They called us meanwhile.
      const [theirs] = book.withContact(contact.id)
      if (theirs === undefined || signal.aborted) throw error
      return theirs
    }
  }

  return {
    connect: async (contact, { accept = false, signal, timeoutMs = CONNECT_TIMEOUT_MS } = {}) => {
      if (isStopped) throw new OpenPeerError('STOPPED', 'This peer was stopped.')
      if (!accept && !isTrusted(contact)) {
        const who = contact.name?.text ?? contact.idText
        const text = `${who} is '${contact.status}', not verified: look at its checks, and accept it explicitly to connect.`
        throw new OpenPeerError(DOUBTS[contact.status] ?? 'NOT_VERIFIED', text)
      }
      return attempts.run(contact.idText, (own) => connectNow(contact, own), { signal, timeoutMs })
    },
    links: () => book.all(),
    onLink: (handler) => incoming.on(handler),
    handle: async (protocol, handler, { onRelay = false } = {}) => {
      if (libp2p.getProtocols().includes(protocol)) {
        throw new OpenPeerError('INVALID_ARGUMENT', `${protocol} is served already: stop the other handler first.`)
      }
      await libp2p.handle(
        protocol,
        async (stream, connection) => {
          const link = book.withPeer(connection.remotePeer)
          try {
            if (link === null || (isRelayed(connection.remoteAddr) && !onRelay)) {
              throw new OpenPeerError('REFUSED', `${protocol} is not served here.`)
            }
            await handler(stream, link, connection)
          } catch (error) {
            stream.abort(error as Error)
          }
        },
        { runOnLimitedConnection: onRelay },
      )
      return async () => libp2p.unhandle(protocol)
    },
    review: (identity) => book.review(identity),
    stop: async () => {
      isStopped = true
      await stopAnswering()
      await book.stop()
    },
  }
}
