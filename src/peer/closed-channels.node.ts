import { type DataChannel, type DataChannelInitConfig, PeerConnection } from 'node-datachannel'

/** How long after it was closed a channel waits for the word that it is, in ms. It comes within a few, if it comes. */
const CLOSED_TIMEOUT_MS = 1_000

/** The part of a native channel that is mended. */
export type ClosableChannel = Pick<DataChannel, 'onClosed' | 'close'>

/** Until they are collected. */
const untold = new Set<WeakRef<ClosableChannel>>()

/** The native half of a peer connection, whose channels all say when they are closed. `urls`: `stun:…`, `turn:user:password@…`. */
export function nativeConnection(urls: string[]): PeerConnection {
  const native = new PeerConnection('peer', { iceServers: urls })
  const { createDataChannel, onDataChannel } = native
  return Object.defineProperties(native, {
    createDataChannel: {
      value: (label: string, options?: DataChannelInitConfig) =>
        sayWhenClosed(createDataChannel.call(native, label, options)),
    },
    onDataChannel: {
      value: (listener: (channel: DataChannel) => void) =>
        onDataChannel.call(native, (channel) => listener(sayWhenClosed(channel))),
    },
  })
}

/**
 * A channel that is closed by us while libdatachannel's own thread closes its connection may never be told so: letting go of
 * it takes the listener away before it was called. Then whoever waits for the channel's end waits for ever, and node-datachannel
 * keeps the listener, and by it the channel, its connection and all that libp2p hung on both, for good: a person whom only a
 * relay reaches grew by that with every dial that was called off. Here the listener is called in any case, once, and the native
 * half holds it weakly, so that all of it can be collected. test/peer/closed-channels.test.ts.
 */
export function sayWhenClosed<T extends ClosableChannel>(channel: T, timeoutMs: number = CLOSED_TIMEOUT_MS): T {
  const { onClosed, close } = channel
  let listener: (() => void) | null = null
  const tell = () => {
    const told = listener
    listener = null
    told?.()
  }
  return Object.defineProperties(channel, {
    onClosed: {
      value(given: () => void) {
        listener = given
        onClosed.call(channel, weakly(tell))
      },
    },
    close: {
      value() {
        close.call(channel)
        setTimeout(() => {
          if (listener === null) return
          addUntold(channel)
          tell()
        }, timeoutMs).unref()
      },
    },
  })
}

/** Apart from all else, since a function keeps whatever is in sight where it was made. */
function weakly(tell: () => void): () => void {
  const weak = new WeakRef(tell)
  return () => weak.deref()?.()
}

function addUntold(channel: ClosableChannel): void {
  hasUntoldChannels()
  untold.add(new WeakRef(channel))
}

/** Whether there are channels that were never told: their native halves keep the process from ending. */
export function hasUntoldChannels(): boolean {
  for (const one of untold) if (one.deref() === undefined) untold.delete(one)
  return untold.size > 0
}
