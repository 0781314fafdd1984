import { cleanup } from 'node-datachannel'
import { RTCPeerConnection } from 'node-datachannel/polyfill'

interface Polyfill {
  setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void>
  createDataChannel(label: string, options?: RTCDataChannelInit): RTCDataChannel
  addEventListener(type: string, listener: (event: Event & { channel: RTCDataChannel }) => void): void
  readonly connectionState: string
  onconnectionstatechange: unknown
  ondatachannel: unknown
  onicecandidate: unknown
  oniceconnectionstatechange: unknown
}

let isApplied = false
let runningHosts = 0
const unclosedChannels = new Set<WeakRef<RTCDataChannel>>()

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
  letGoWhenOver(connection, channel)
  const unclosed = new WeakRef(channel)
  unclosedChannels.add(unclosed)
  channel.addEventListener('close', () => unclosedChannels.delete(unclosed))
}

const HANDLERS = {
  connection: ['onconnectionstatechange', 'ondatachannel', 'onicecandidate', 'oniceconnectionstatechange'],
  channel: ['onbufferedamountlow', 'onclose', 'onclosing', 'onerror', 'onmessage', 'onopen'],
} as const

/**
 * A channel that never opened, as that of a dial which was called off, is never told that it is closed: its native half
 * then keeps it for good, with the connection, and by their handlers all that libp2p had on them, 0.2 MB a dial. What no
 * event can reach any more is taken off; test/peer/host-datachannel.test.ts holds it.
 */
function letGoWhenOver(connection: Polyfill, channel: RTCDataChannel): void {
  const letGo = () => {
    if (connection.connectionState !== 'closed' || channel.readyState === 'open' || channel.readyState === 'closing')
      return
    // Later, because their handlers are called by the very event that told us.
    setTimeout(() => {
      for (const name of HANDLERS.connection) connection[name] = null
      for (const name of HANDLERS.channel) channel[name] = null
    })
  }
  connection.addEventListener('connectionstatechange', letGo)
  channel.addEventListener('close', letGo)
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
      if (runningHosts === 0 && isUnclosed) cleanup()
    }, CLOSE_TIMEOUT_MS)
    timer.unref()
  }
}

/**
 * ICE servers as node-datachannel can use them: it writes user and password into one URL without escaping, so that
 * coturn's time-limited users (`1795369846:alice`) would arrive cut in two.
 */
export function escapeCredentials(servers: RTCIceServer[]): RTCIceServer[] {
  return servers.map((server) => {
    if (server.username === undefined || server.credential === undefined) return server
    return {
      ...server,
      username: encodeURIComponent(server.username),
      credential: encodeURIComponent(server.credential),
    }
  })
}
