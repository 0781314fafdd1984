import type { Connection } from '@libp2p/interface'

/** Peers do not serve it: their "no" is the sign of life. */
export const PING_PROTOCOL = '/ipfs/ping/1.0.0'

/** Whether the other end of a connection answers before `signal` aborts. */
export async function answers(connection: Connection, signal: AbortSignal): Promise<boolean> {
  try {
    const stream = await connection.newStream(PING_PROTOCOL, { signal, runOnLimitedConnection: true })
    stream.abort(new Error('only asked for a sign of life'))
    return true
  } catch (error) {
    return error instanceof Error && error.name === 'UnsupportedProtocolError'
  }
}
