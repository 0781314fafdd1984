import type { Connection, Stream } from '@libp2p/interface'
import { isOpenPeerError, OpenPeerError } from '../errors.ts'

/** What libp2p throws when the other side is there and does not want this stream. */
const REFUSALS = new Set(['UnsupportedProtocolError', 'TooManyOutboundProtocolStreamsError', 'StreamResetError'])

/**
 * Opens a stream on one connection, limited or not. Throws REFUSED, DISCONNECTED, ABORTED (`callerSignal`), TIMEOUT
 * (`signal`, which includes the other).
 */
export async function openOn(
  connection: Connection,
  protocol: string,
  signal: AbortSignal,
  callerSignal: AbortSignal | undefined,
): Promise<Stream> {
  try {
    return await connection.newStream(protocol, { signal, runOnLimitedConnection: true })
  } catch (cause) {
    if (isOpenPeerError(cause)) throw cause
    if (callerSignal?.aborted) throw new OpenPeerError('ABORTED', 'Opening a stream was called off.', { cause })
    if (signal.aborted) throw new OpenPeerError('TIMEOUT', `${protocol} did not open in time.`, { cause })
    if (cause instanceof Error && REFUSALS.has(cause.name)) {
      throw new OpenPeerError('REFUSED', `${connection.remotePeer} does not let us open ${protocol}.`, { cause })
    }
    throw new OpenPeerError('DISCONNECTED', `The connection broke before ${protocol} was open.`, { cause })
  }
}
