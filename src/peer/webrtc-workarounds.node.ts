import { cleanup } from 'node-datachannel'
import { RTCPeerConnection } from 'node-datachannel/polyfill'
import { hasUntoldChannels } from './closed-channels.node.ts'

interface Polyfill {
  setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void>
  createDataChannel(label: string, options?: RTCDataChannelInit): RTCDataChannel
  addEventListener(type: string, listener: (event: Event & { channel: RTCDataChannel }) => void): void
  removeEventListener(type: string, listener: () => void): void
  readonly connectionState: string
}

let isApplied = false
let runningHosts = 0
const unclosedChannels = new Set<WeakRef<RTCDataChannel>>()
const HANDLERS = ['onbufferedamountlow', 'onclose', 'onclosing', 'onerror', 'onmessage', 'onopen'] as const

/** Mends node-datachannel for this process, once; test/peer/host-dtls.test.ts fails when it no longer needs it. */
export function applyDatachannelFixes(): void {
  if (isApplied) return
  isApplied = true
  const prototype = RTCPeerConnection.prototype as unknown as Polyfill
  const { setRemoteDescription, createDataChannel } = prototype
  prototype.setRemoteDescription = function (description) {
    this.addEventListener('datachannel', ({ channel }) => endWithConnection(this, channel))
    return setRemoteDescription.call(this, description.type === 'offer' ? answerPassively(description) : description)
  }
  prototype.createDataChannel = function (label, options) {
    const channel = createDataChannel.call(this, label, options)
    endWithConnection(this, channel)
    return channel
  }
}

/**
 * Makes the offerer the DTLS client. libdatachannel loses a ClientHello that comes before its own ICE is done, and then
 * waits a second for the retransmission; the offerer's ICE is done last, so it is the one that must speak first.
 * Without this a third of the connections between two Node.js peers on one network take a second longer.
 */
function answerPassively({ type, sdp }: RTCSessionDescriptionInit): RTCSessionDescriptionInit {
  return { type, sdp: (sdp ?? '').replace('a=setup:actpass', 'a=setup:active') }
}

/**
 * On a very short path DTLS may be done before libdatachannel has taken up the answer's fingerprint: the verification
 * fails and the connection closes. @libp2p/webrtc then goes on waiting for its first channel until the dial times out,
 * and only an error of that channel ends the wait. With it the dial fails at once, and can be made again. The channel is
 * closed as well, on both sides: as long as it is not, it keeps the process from ending.
 */
function endWithConnection(connection: Polyfill, channel: RTCDataChannel): void {
  const check = () => {
    const isOver = connection.connectionState === 'failed' || connection.connectionState === 'closed'
    if (!isOver || channel.readyState !== 'connecting') return
    // Later, because libp2p starts to wait for the channel when it sees this very event.
    setTimeout(() => {
      channel.dispatchEvent(new Event('error'))
      channel.close()
    })
  }
  connection.addEventListener('connectionstatechange', check)
  check()
  const unclosed = new WeakRef(channel)
  unclosedChannels.add(unclosed)
  channel.addEventListener('close', () => {
    unclosedChannels.delete(unclosed)
    connection.removeEventListener('connectionstatechange', check)
    // A channel that the other side opened is kept until its connection ends; what libp2p hung on it need not be.
    setTimeout(() => {
      for (const name of HANDLERS) channel[name] = null
    })
  })
}

/** How long channels may take to close after the last host stopped, in ms. */
const CLOSE_TIMEOUT_MS = 200

/**
 * Counts a host that runs; the result counts it off. Some channels never hear that their connection is gone, and what
 * libdatachannel holds for them would keep the process from ending; once no host is left it is released. That closes
 * every peer connection of the process, also an app's own, which is why it is done only when there is such a channel.
 */
export function countHost(): () => void {
  runningHosts++
  return () => {
    runningHosts--
    // Not waited for by a process that can end without it.
    const timer = setTimeout(() => {
      const isUnclosed = [...unclosedChannels].some((channel) => channel.deref() !== undefined)
      if (runningHosts === 0 && (isUnclosed || hasUntoldChannels())) cleanup()
    }, CLOSE_TIMEOUT_MS)
    timer.unref()
  }
}

/**
 * ICE servers as libdatachannel takes them: one URL for each, with user and password escaped in it, so that coturn's
 * time-limited users (`1795369846:alice`), which node-datachannel would write there as they are, do not arrive cut in two.
 */
export function nativeServers(servers: RTCIceServer[]): string[] {
  return servers.flatMap(({ urls, username, credential }) =>
    [urls].flat().map((url) => {
      if (username === undefined || credential === undefined) return url
      const [scheme, rest] = url.split(/:(.*)/)
      return `${scheme}:${encodeURIComponent(username)}:${encodeURIComponent(credential)}@${rest}`
    }),
  )
}
