import type { PeerId } from '@libp2p/interface'
import { peerIdFromMultihash } from '@libp2p/peer-id'
import { decode as decodeDigest } from 'multiformats/hashes/digest'
import { OpenPeerError } from '../../errors.ts'
import { answering } from '../../wire/call.ts'
import { directory } from '../../wire/methods.ts'
import type { Handler } from '../../wire/serve-channel.ts'
import type { Circuits } from '../circuits.ts'

/**
 * `raiseCircuit`: the device that was called lets the circuits of one caller carry more, from its own budget
 * (docs/spec/directory.md, "Raise a circuit"). Only the called end is asked for: the connection says who that is.
 *
 * Codes: INVALID_ARGUMENT, REFUSED (no such circuit), RATE_LIMITED.
 */
export function raiseCircuitHandler({ circuits }: { circuits: Pick<Circuits, 'raise'> }): Handler {
  return answering(directory.raiseCircuit, async ({ caller }, { remotePeer }) =>
    circuits.raise(remotePeer, peerOf(caller)),
  )
}

function peerOf(caller: Uint8Array): PeerId {
  try {
    return peerIdFromMultihash(decodeDigest(caller))
  } catch (cause) {
    throw new OpenPeerError('INVALID_ARGUMENT', 'The caller is named by its peer id, as a multihash', { cause })
  }
}
