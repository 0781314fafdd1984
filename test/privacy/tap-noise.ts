import { noise } from '@chainsafe/libp2p-noise'
import type { PeerId } from '@libp2p/interface'
import { AbstractMessageStream } from '@libp2p/utils'
import { Pieces, type Recording } from './recording.ts'
import { replaceMethod } from './replace-method.ts'
import { yamuxStreams } from './yamux-streams.ts'

interface Secured {
  connection: object
  remotePeer: PeerId
}

interface NoiseClass {
  prototype: Record<'secureInbound' | 'secureOutbound', (...given: unknown[]) => Promise<Secured>>
}

/** What came on one connection, and between whom it is, once the handshake has shown that. */
interface Decrypted {
  party: PeerId | null
  from: PeerId | null
  pieces: Pieces
}

/**
 * Records what noise decrypts. Every connection of libp2p goes through it, also the inner one of a circuit, and its
 * instance knows whose it is. The result ends it, and puts the streams together.
 */
export function tapNoise(recording: Recording): () => void {
  const connections = new Map<object, Decrypted>()
  const of = (connection: object) => {
    const known = connections.get(connection) ?? { party: null, from: null, pieces: new Pieces() }
    connections.set(connection, known)
    return known
  }

  type Securing = (...given: unknown[]) => Promise<Secured>
  function recorded(secure: Securing): Securing {
    return async function (this: { components: { peerId: PeerId } }, ...given) {
      const secured = await secure.apply(this, given)
      const { peerId: party } = this.components
      const from = secured.remotePeer
      Object.assign(of(secured.connection), { party, from })
      const bytes = Buffer.from(String(from))
      recording.add({ party: String(party), from: String(from), how: 'connection', protocol: '/noise', bytes })
      return secured
    }
  }

  type OnData = (data: { subarray(): Uint8Array }) => void
  const onData = (original: OnData): OnData =>
    function (this: object, data) {
      // All streams of libp2p come by here; this one is noise's.
      if ('handshake' in this) of(this).pieces.add(data.subarray())
      original.call(this, data)
    }

  // The class itself is not exported.
  const logger = { forComponent: () => () => {} }
  const { prototype } = (noise()({ logger } as never) as unknown as object).constructor as NoiseClass
  const undo = [
    replaceMethod(prototype, 'secureInbound', recorded),
    replaceMethod(prototype, 'secureOutbound', recorded),
    replaceMethod(AbstractMessageStream.prototype as unknown as { onData: OnData }, 'onData', onData),
  ]
  return () => {
    for (const end of undo) end()
    for (const { party, from, pieces } of connections.values()) {
      const bytes = pieces.bytes()
      const ends = { party: String(party), from: String(from) }
      recording.add({ ...ends, how: 'libp2p', protocol: '', bytes })
      for (const stream of yamuxStreams(bytes)) recording.add({ ...ends, how: 'stream', ...stream })
    }
  }
}
