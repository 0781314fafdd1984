import { identify } from '@libp2p/identify'
import type { Connection, PeerId, Stream } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'

type Components = Parameters<ReturnType<typeof identify>>[0]
type Identify = ReturnType<ReturnType<typeof identify>>
type Answer = (stream: Stream, connection: Pick<Connection, 'remoteAddr'>) => Promise<void>

/** What identify calls the software; one word, so that it tells nobody apart. */
export const AGENT_VERSION = 'openpeer'

/**
 * identify for an end peer: it asks nobody, and answers with the key, the relay addresses (the host's announce filter
 * leaves no others) and `shownProtocols`. Stock identify tells every stranger the direct addresses, the address that it
 * sees the stranger or the relay at, the runtime and its version, and all protocols. Spec: docs/spec/hello.md.
 */
export function restrainedIdentify(shownProtocols: string[]): (components: Components) => Identify {
  return (components) => {
    const service = identify({ runOnConnectionOpen: false })(restrain(components, shownProtocols))
    const internals = service as unknown as { handleProtocol: Answer }
    const answer = internals.handleProtocol
    // The library sends the connection's far address back unless it is no network address.
    internals.handleProtocol = (stream) => answer(stream, { remoteAddr: multiaddr('/memory/unsaid') })
    return service
  }
}

function restrain(components: Components, shownProtocols: string[]): Components {
  const { peerStore } = components
  const shownStore = {
    get: async (peer: PeerId) => {
      const { peerRecordEnvelope: _, ...shown } = await peerStore.get(peer)
      return { ...shown, protocols: shown.protocols.filter((protocol) => shownProtocols.includes(protocol)) }
    },
    merge: peerStore.merge.bind(peerStore),
  }
  return {
    peerId: components.peerId,
    privateKey: components.privateKey,
    peerStore: shownStore as unknown as typeof peerStore,
    registrar: components.registrar,
    addressManager: components.addressManager,
    logger: components.logger,
    nodeInfo: { ...components.nodeInfo, userAgent: AGENT_VERSION },
    events: components.events,
  }
}
