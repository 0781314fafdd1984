import type { Connection, PeerId } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../errors.ts'
import type { VerifiedIdentity } from '../records/verified-record.ts'
import { protocolIds } from '../wire/protocols.ts'
import type { Contact } from './contact.ts'
import { checkDevice } from './device.ts'
import { closePath } from './drain-path.ts'
import { goDirect } from './go-direct.ts'
import { callHello, type HelloContext, type HelloTold } from './hello.ts'
import { PeerLink } from './peer-link.ts'

export interface LinkBookOptions extends HelloContext {
  /** How long streams may stay on a relayed path after a direct one stands, in ms; 30 s unless given. */
  drainTimeoutMs?: number
}

/** The open links of one host: one for each device, however many paths it has (docs/spec/connect.md, "One link"). */
export interface LinkBook {
  all(): PeerLink[]
  withPeer(peer: PeerId): PeerLink | null
  withContact(id: Uint8Array): PeerLink[]
  /**
   * Makes a connection on which hello was accepted a path of the link to its device. Throws DISCONNECTED when it is over by
   * now, REFUSED, and ends the connection, when that link is with another identity.
   */
  join(connection: Connection, contact: Contact, told: HelloTold, tried?: Multiaddr[]): PeerLink
  /**
   * One path: dials `address`, says hello, joins. `tried` are the direct addresses that are dialled beside this one.
   * Throws what `Paths.dial` and `callHello` throw.
   */
  standUp(address: Multiaddr, contact: Contact, signal: AbortSignal, tried?: Multiaddr[]): Promise<PeerLink>
  /** Ends the links to devices that this record, the newest of its identity, does not list; the others go on under it. */
  review(identity: VerifiedIdentity): void
  stop(): Promise<void>
}

export function createLinkBook(options: LinkBookOptions): LinkBook {
  const { libp2p, policy } = options
  const helloProtocol = protocolIds(options.network).hello
  const links = new Map<string, PeerLink>()
  const stopping = new AbortController()

  function create(contact: Contact, remotePeer: PeerId): PeerLink {
    const { peerId: self, services } = libp2p
    const link = new PeerLink({ ...options, self, remotePeer, contact, helloProtocol, relayed: services.relayed })
    links.set(remotePeer.toString(), link)
    link.on('close', () => links.delete(remotePeer.toString()))
    return link
  }

  const book: LinkBook = {
    all: () => [...links.values()],
    withPeer: (peer) => links.get(peer.toString()) ?? null,
    withContact: (id) => [...links.values()].filter((link) => equals(link.contact.id, id)),
    join: (connection, contact, told, tried = []) => {
      if (connection.status !== 'open') {
        throw new OpenPeerError('DISCONNECTED', 'The other side hung up while it was being checked: connect again.')
      }
      const known = book.withPeer(connection.remotePeer)
      if (known !== null && !equals(known.contact.id, contact.id)) {
        // A device may be listed by two identities; who is at the other end of a link does not change under its streams.
        const error = new OpenPeerError('REFUSED', 'There is a link to this device under another identity.')
        connection.abort(error)
        throw error
      }
      const link = known ?? create(contact, connection.remotePeer)
      link.contact = contact
      link.addPath(connection)
      if (known === null) {
        const openPath = (address: Multiaddr, signal: AbortSignal) => book.standUp(address, link.contact, signal)
        void goDirect(link, { openPath, addresses: told.addresses, tried })
      }
      return link
    },
    standUp: async (address, contact, callerSignal, tried) => {
      const signal = AbortSignal.any([callerSignal, stopping.signal])
      const connection = await libp2p.services.paths.dial(address, signal)
      try {
        const told = await callHello(connection, contact, options, signal)
        // Called off while the answer was being checked: whoever did that wants no link.
        if (signal.aborted) throw new OpenPeerError('ABORTED', 'The call was called off.')
        const link = book.join(connection, contact, told, tried)
        policy.learn(contact, told, connection.remotePeer)
        return link
      } catch (error) {
        void closePath(connection)
        throw error
      }
    },
    review: (identity) => {
      for (const link of book.withContact(identity.payload.id)) {
        try {
          checkDevice(identity, link.remotePeer)
          link.contact = { ...link.contact, identity }
        } catch (error) {
          link.abort(error as Error)
        }
      }
    },
    stop: async () => {
      stopping.abort()
      await Promise.all(book.all().map((link) => link.close()))
    },
  }
  return book
}
