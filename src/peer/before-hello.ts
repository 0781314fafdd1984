import type { Connection, Libp2pEvents, PeerId, Stream, StreamMiddleware, TypedEventTarget } from '@libp2p/interface'
import { OpenPeerError } from '../errors.ts'
import { isRelayed } from './addresses.ts'
import type { KnownDevices } from './known-devices.ts'
import type { Standings } from './standing.ts'
import { StrangerPlaces } from './stranger-places.ts'

export const IDENTIFY_PROTOCOL = '/ipfs/id/1.0.0'
export const STOP_PROTOCOL = '/libp2p/circuit/relay/0.2.0/stop'
export const SIGNALING_PROTOCOL = '/webrtc-signaling/0.0.1'

/** All that a stranger can ask an unlisted peer for: not even who it is. */
export function hiddenProtocols(helloProtocol: string): string[] {
  return [SIGNALING_PROTOCOL, helloProtocol]
}

/** All that a connection on which no hello was accepted can ask for. */
export function openProtocols(helloProtocol: string): string[] {
  return [IDENTIFY_PROTOCOL, STOP_PROTOCOL, SIGNALING_PROTOCOL, helloProtocol]
}

/** A stranger that was not accepted this long after it connected is disconnected, in ms. */
export const HELLO_DEADLINE_MS = 15_000

interface Registrar {
  getProtocols(): string[]
  getMiddleware(protocol: string): StreamMiddleware[]
}

interface GuardComponents {
  events: TypedEventTarget<Libp2pEvents>
  registrar: Registrar
}

export interface GuardOptions {
  helloProtocol: string
  standings: Standings
  /** The relays that this peer chose; nobody else may bring relayed connections. Asked at each use. */
  chosenRelays: () => PeerId[]
  /** Devices of contacts, which need no stranger's place. */
  known: KnownDevices
  /** An unlisted peer: whoever comes uncalled is shown `hiddenProtocols`. */
  hidden: boolean
  /** HELLO_DEADLINE_MS unless given. */
  deadlineMs: number | undefined
}

/**
 * Keeps strangers out: before hello was accepted on a connection, the other side can ask for identify and hello, may
 * queue a signalling stream, and nothing else; it cannot even list what else there is. Outgoing signalling waits in
 * the same way, so that no ICE candidate leaves before hello. Spec: docs/spec/hello.md.
 */
export function guardBeforeHello(options: GuardOptions): (components: GuardComponents) => Record<never, never> {
  const shown = openProtocols(options.helloProtocol)
  const hidden = hiddenProtocols(options.helloProtocol)
  return ({ events, registrar }) => {
    // Not `libp2p.use`: the library appends the protocol's handler to the registered list at every incoming stream, so
    // that the second stream is handled twice (test/peer/host-guard.test.ts fails when it no longer does). A fresh
    // list per stream has no such memory, and this way protocols that nobody thought of are guarded too.
    registrar.getMiddleware = (protocol) => [(stream, connection, next) => check(stream, connection, protocol, next)]

    async function check(stream: Stream, connection: Connection, protocol: string, next: NextStream): Promise<void> {
      await mayPass(stream, connection, protocol)
      next(stream, connection)
    }

    /** Throws REFUSED, for every reason alike; libp2p then resets the stream. */
    async function mayPass(stream: Stream, connection: Connection, protocol: string): Promise<void> {
      const standing = options.standings.of(connection)
      if (standing === 'accepted' || protocol === options.helloProtocol) return
      if (protocol === IDENTIFY_PROTOCOL && !isHiddenFrom(connection)) return
      if (protocol === STOP_PROTOCOL) {
        if (isChosenRelay(connection)) return
      } else if (protocol === SIGNALING_PROTOCOL || (stream.direction === 'inbound' && standing === 'calling')) {
        return options.standings.whenAccepted(connection)
      } else if (stream.direction === 'outbound') {
        return
      }
      throw new OpenPeerError('REFUSED', 'No hello was accepted on this connection.')
    }

    const places = new StrangerPlaces()

    events.addEventListener('connection:open', ({ detail: connection }) => {
      showOnlyOpenProtocols(connection, registrar, isHiddenFrom(connection) ? hidden : shown, options.standings)
      if (connection.direction === 'outbound' || isChosenRelay(connection)) return
      const leave = options.known.has(connection.remotePeer) ? () => {} : places.take(connection)
      if (leave === null) {
        connection.abort(new OpenPeerError('REFUSED', 'Too many strangers are connected.'))
        return
      }
      const timer = setTimeout(() => {
        leave()
        if (options.standings.of(connection) === 'accepted') return
        connection.abort(new OpenPeerError('REFUSED', 'No hello was accepted on this connection.'))
      }, options.deadlineMs ?? HELLO_DEADLINE_MS)
      connection.addEventListener('close', () => {
        clearTimeout(timer)
        leave()
      })
    })

    /** Those whom we dialled, and our relays, know us. */
    function isHiddenFrom(connection: Connection): boolean {
      return options.hidden && connection.direction === 'inbound' && !isChosenRelay(connection)
    }

    function isChosenRelay(connection: Connection): boolean {
      if (isRelayed(connection.remoteAddr)) return false
      return options.chosenRelays().some((relay) => relay.equals(connection.remotePeer))
    }

    return {}
  }
}

type NextStream = Parameters<StreamMiddleware>[2]

/**
 * multistream-select answers `ls` with every registered protocol, and `na` only for those that are not: a stranger
 * could list a person's apps. A connection asks its own view of the registrar, which has no place in the public
 * interface; if it moves, connections are refused rather than left open.
 */
function showOnlyOpenProtocols(
  connection: Connection,
  registrar: Registrar,
  shown: string[],
  standings: Standings,
): void {
  const internals = connection as unknown as { components?: Record<string, unknown> & { registrar?: Registrar } }
  if (internals.components?.registrar === undefined) {
    connection.abort(new OpenPeerError('INTERNAL', 'This version of libp2p cannot hide protocols from strangers.'))
    return
  }
  const { peerStore, metrics } = internals.components
  const view = Object.create(registrar, {
    getProtocols: {
      value: () => {
        const protocols = registrar.getProtocols()
        if (standings.of(connection) !== 'stranger') return protocols
        return protocols.filter((protocol) => shown.includes(protocol))
      },
    },
  })
  internals.components = { peerStore, metrics, registrar: view }
}
