import type { Connection, ConnectionGater, PeerId } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import { OpenPeerError } from '../errors.ts'
import { isRelayed, peerOf } from './addresses.ts'

/** A relay does not say when it takes calls again; budgets of calls refill at about one a second. */
const RELAY_RETRY_AFTER_MS = 5_000

interface PathComponents {
  peerId: PeerId
  connectionGater: ConnectionGater
  transportManager: {
    dial(address: Multiaddr, options: { signal: AbortSignal }): Promise<Connection>
    getAddrs(): Multiaddr[]
  }
}

/** Opens single paths. `libp2p.dial` tries addresses one after another and makes one job of two dials to one peer. */
export interface Paths {
  /**
   * Opens a connection to exactly this address, which must name its peer; the caller owns it.
   * Throws WRONG_KEY_TYPE, ADDRESS_REFUSED (the gater), RATE_LIMITED (a relay takes no more calls of ours), UNREACHABLE,
   * ABORTED.
   */
  dial(address: Multiaddr, signal: AbortSignal): Promise<Connection>
  /** The addresses at which this host listens directly, with its own `/p2p/…`; never announced by identify. */
  ownAddresses(): Multiaddr[]
}

/** The service behind every connect (docs/spec/connect.md). */
export function pathsService(): (components: PathComponents) => Paths {
  return ({ peerId, connectionGater, transportManager }) => ({
    dial: async (address, signal) => {
      await checkAddress(address, connectionGater)
      // TCP keeps the signal of its dial for as long as the socket lives: the caller's must not cut an open connection.
      const dialling = new AbortController()
      const callOff = () => dialling.abort(signal.reason)
      signal.addEventListener('abort', callOff, { once: true })
      try {
        signal.throwIfAborted()
        return await transportManager.dial(address, { signal: dialling.signal })
      } catch (cause) {
        if (signal.aborted) throw new OpenPeerError('ABORTED', `Dialling ${address} was called off.`, { cause })
        throw (
          relayRefusal(address, cause) ?? new OpenPeerError('UNREACHABLE', `Nobody answered at ${address}.`, { cause })
        )
      } finally {
        signal.removeEventListener('abort', callOff)
      }
    },
    ownAddresses: () =>
      transportManager
        .getAddrs()
        .filter((address) => !isRelayed(address) && !address.toString().includes('/webrtc'))
        .map((address) => (peerOf(address) === null ? address.encapsulate(`/p2p/${peerId}`) : address)),
  })
}

/** A relay that said no to a call, by its status; the library gives that as text only. Null for any other failure. */
function relayRefusal(address: Multiaddr, cause: unknown): OpenPeerError | null {
  const status = cause instanceof Error ? /via relay with status (\w+)/.exec(cause.message)?.[1] : undefined
  if (status === undefined) return null
  if (status === 'RESOURCE_LIMIT_EXCEEDED') {
    const text = `The relay takes no more calls of yours for now: try again in a moment, or on another way than ${address}.`
    return new OpenPeerError('RATE_LIMITED', text, { retryAfterMs: RELAY_RETRY_AFTER_MS, cause })
  }
  const why =
    status === 'NO_RESERVATION' ? 'does not wait at its relay now' : `was not reached by its relay (${status})`
  return new OpenPeerError('UNREACHABLE', `The device at ${address} ${why}.`, { cause })
}

/** The checks of libp2p's dial queue, which a direct dial passes by. */
async function checkAddress(address: Multiaddr, gater: ConnectionGater): Promise<void> {
  const peer = peerOf(address)
  if (peer === null) throw new OpenPeerError('INVALID_ARGUMENT', `${address} does not say whom it leads to.`)
  if (peer.type !== 'Ed25519') throw new OpenPeerError('WRONG_KEY_TYPE', `${peer} is not an Ed25519 peer.`)
  const isDenied = (await gater.denyDialPeer?.(peer)) === true || (await gater.denyDialMultiaddr?.(address)) === true
  if (isDenied)
    throw new OpenPeerError('ADDRESS_REFUSED', `${address} is not dialled: it is private or not allowed here.`)
}
