import { encodingLength, decode as readVarint } from 'uint8-varint'

/** What came on one stream of a connection. */
export interface StreamBytes {
  /** The last protocol id that its beginning speaks of; empty for none. */
  protocol: string
  bytes: Uint8Array
}

const HEADER_BYTES = 12
const DATA = 0

/**
 * Takes apart what a yamux connection brought (https://github.com/hashicorp/yamux/blob/master/spec.md): a message that
 * came in several frames is whole again. What comes before the first frame, the choice of yamux itself, is passed over.
 */
export function yamuxStreams(connection: Uint8Array): StreamBytes[] {
  const streams = new Map<number, Uint8Array[]>()
  const view = new DataView(connection.buffer, connection.byteOffset, connection.byteLength)
  let at = skipNegotiation(connection)
  while (at + HEADER_BYTES <= connection.byteLength) {
    const [version, type, streamId, length] = [
      view.getUint8(at),
      view.getUint8(at + 1),
      view.getUint32(at + 4),
      view.getUint32(at + 8),
    ]
    if (version !== 0 || type > 3) throw new Error(`no yamux frame at byte ${at}`)
    at += HEADER_BYTES
    if (type !== DATA) continue
    streams.set(streamId, [...(streams.get(streamId) ?? []), connection.subarray(at, at + length)])
    at += length
  }
  return [...streams.values()].map((pieces) => {
    const bytes = Buffer.concat(pieces)
    return { protocol: lastProtocol(bytes), bytes }
  })
}

/** multistream-select's lines, each behind its length, before the first yamux frame, which begins with 0. */
function skipNegotiation(connection: Uint8Array): number {
  let at = 0
  while (at < connection.byteLength && connection[at] !== 0) {
    const length = readVarint(connection, at)
    at += encodingLength(length) + length
  }
  return at
}

function lastProtocol(stream: Uint8Array): string {
  const lines = [
    ...Buffer.from(stream.subarray(0, 512))
      .toString('latin1')
      .matchAll(/(\/[\w./-]+)\n/g),
  ]
  return lines.map(([, line = '']) => line).findLast((line) => !line.startsWith('/multistream/')) ?? ''
}
