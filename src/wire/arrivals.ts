import type { Stream, StreamCloseEvent, StreamMessageEvent } from '@libp2p/interface'
import type { Uint8ArrayList } from 'uint8arraylist'

/**
 * What arrives on a stream, until the other side closes its end; throws what the stream was aborted or reset with.
 * The stream's own iterator (@libp2p/utils 7.4.1) ends at the other side's close even when data waits behind `pause()`,
 * and loses it.
 */
export async function* arrivals(stream: Stream): AsyncGenerator<Uint8Array | Uint8ArrayList> {
  let chunks: (Uint8Array | Uint8ArrayList)[] = []
  let isEnded = stream.status !== 'open' || stream.readableEnded
  let failure: Error | undefined
  let wake = () => {}
  const onMessage = (event: StreamMessageEvent) => {
    chunks.push(event.data)
    wake()
  }
  const onEnd = () => {
    isEnded = true
    wake()
  }
  const onClose = (event: StreamCloseEvent) => {
    failure = event.error
    onEnd()
  }
  stream.addEventListener('message', onMessage)
  stream.addEventListener('end', onEnd)
  stream.addEventListener('close', onClose)
  try {
    while (true) {
      const arrived = chunks
      chunks = []
      yield* arrived
      if (chunks.length > 0) continue
      if (failure !== undefined) throw failure
      if (isEnded) return
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  } finally {
    stream.removeEventListener('message', onMessage)
    stream.removeEventListener('end', onEnd)
    stream.removeEventListener('close', onClose)
  }
}
