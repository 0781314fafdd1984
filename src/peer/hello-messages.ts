import type { Stream } from '@libp2p/interface'
import { lpStream } from '@libp2p/utils'
import { OpenPeerError } from '../errors.ts'
import { HELLO_MAC_BYTES } from '../records/capability.ts'
import { RAW_KEY_BYTES } from '../records/keys.ts'
import { RECORD_LIMITS } from '../records/kinds.ts'
import { HelloRequest, HelloResponse } from '../wire/messages.js'

/** Direct addresses told at hello, at most. */
export const MAX_HELLO_ADDRESSES = 8
export const MAX_HELLO_ADDRESS_BYTES = 256
export const MAX_HELLO_NAME_BYTES = 512
/** One message, either way: the three records at their largest, the name, the addresses and an invitation. */
export const MAX_HELLO_BYTES =
  RECORD_LIMITS.identity.maxBytes +
  RECORD_LIMITS.domain.maxBytes +
  RECORD_LIMITS.name.maxBytes +
  MAX_HELLO_NAME_BYTES +
  MAX_HELLO_ADDRESSES * (MAX_HELLO_ADDRESS_BYTES + 8) +
  RAW_KEY_BYTES +
  HELLO_MAC_BYTES +
  64

/** The one answer to everybody who is not accepted, whatever the reason (docs/spec/hello.md, "Refusal"). */
export const REFUSAL: Uint8Array = HelloResponse.encode({ accepted: false })

/** The two ends of one hello stream; one per stream, since it takes all that comes. */
export interface HelloStream {
  /** Throws FRAME_TOO_LARGE. */
  write(message: Uint8Array, signal: AbortSignal): Promise<void>
  /** Throws MALFORMED_MESSAGE, and what the stream throws. Nothing in the message is proven, only its limits hold. */
  readRequest(signal: AbortSignal): Promise<HelloRequest>
  /** The same for the answer. */
  readResponse(signal: AbortSignal): Promise<HelloResponse>
}

/** Frames of a hello: length-prefixed protobuf, one each way (docs/spec/hello.md). */
export function helloStream(stream: Stream): HelloStream {
  const framed = lpStream(stream, { maxDataLength: MAX_HELLO_BYTES })
  const limits = { addresses: MAX_HELLO_ADDRESSES }
  const read = async (signal: AbortSignal) => (await framed.read({ signal })).subarray()
  return {
    write: async (message, signal) => {
      if (message.byteLength > MAX_HELLO_BYTES) {
        throw new OpenPeerError('FRAME_TOO_LARGE', `A hello has at most ${MAX_HELLO_BYTES} bytes.`)
      }
      await framed.write(message, { signal })
    },
    readRequest: async (signal) => {
      const bytes = await read(signal)
      return decode(() => {
        const request = HelloRequest.decode(bytes, { limits })
        checkSizes(request.addresses, MAX_HELLO_ADDRESS_BYTES)
        checkSizes([new TextEncoder().encode(request.name)], MAX_HELLO_NAME_BYTES)
        checkSizes([request.capability, request.mac], RAW_KEY_BYTES)
        return request
      })
    },
    readResponse: async (signal) => {
      const bytes = await read(signal)
      return decode(() => {
        const response = HelloResponse.decode(bytes, { limits })
        checkSizes(response.addresses, MAX_HELLO_ADDRESS_BYTES)
        return response
      })
    },
  }
}

function decode<T>(work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw new OpenPeerError('MALFORMED_MESSAGE', 'The other side sent a hello that cannot be read.', { cause })
  }
}

function checkSizes(parts: Uint8Array[], maxBytes: number): void {
  if (parts.every((part) => part.byteLength <= maxBytes)) return
  throw new RangeError(`a part has more than ${maxBytes} bytes`)
}
