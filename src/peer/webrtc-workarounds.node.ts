import { RTCPeerConnection } from 'node-datachannel/polyfill'

interface Polyfill {
  setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void>
  createDataChannel(label: string, options?: RTCDataChannelInit): RTCDataChannel
  addEventListener: RTCPeerConnection['addEventListener']
  readonly connectionState: string
}

let isApplied = false

/** Mends node-datachannel for this process, once; test/peer/host-dtls.test.ts fails when it no longer needs it. */
export function applyDatachannelFixes(): void {
  if (isApplied) return
  isApplied = true
  const prototype = RTCPeerConnection.prototype as unknown as Polyfill
  offererIsDtlsClient(prototype)
  failureReachesTheDialler(prototype)
}

/**
 * libdatachannel loses a DTLS ClientHello that comes before its own ICE is done, and then waits a second for the
 * retransmission. The offerer's ICE is done last, so it is the one that must speak first. Without this a third of the
 * connections between two Node.js peers on one network take a second longer.
 */
function offererIsDtlsClient(prototype: Polyfill): void {
  const { setRemoteDescription } = prototype
  prototype.setRemoteDescription = function (description) {
    return setRemoteDescription.call(this, description.type === 'offer' ? answerPassively(description) : description)
  }
}

function answerPassively({ type, sdp }: RTCSessionDescriptionInit): RTCSessionDescriptionInit {
  return { type, sdp: (sdp ?? '').replace('a=setup:actpass', 'a=setup:active') }
}

/**
 * On a very short path DTLS may be done before libdatachannel has taken up the answer's fingerprint: the verification
 * fails and the connection closes. @libp2p/webrtc then goes on waiting for its first channel until the dial times out,
 * and only an error of that channel ends the wait. With it the dial fails at once, and can be made again. The channel is
 * closed as well: one that never opened would keep the process from ending.
 */
function failureReachesTheDialler(prototype: Polyfill): void {
  const { createDataChannel } = prototype
  prototype.createDataChannel = function (label, options) {
    const channel = createDataChannel.call(this, label, options)
    this.addEventListener('connectionstatechange', () => {
      const isOver = this.connectionState === 'failed' || this.connectionState === 'closed'
      if (!isOver || channel.readyState !== 'connecting') return
      // Later, because libp2p starts to wait for the channel when it sees this very event.
      setTimeout(() => {
        channel.dispatchEvent(new Event('error'))
        channel.close()
      })
    })
    return channel
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
