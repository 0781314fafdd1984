// Connects two peer connections of this process such that the answerer is ready long before the offerer.
import { setTimeout as delay } from 'node:timers/promises'
import { RTCPeerConnection } from 'node-datachannel/polyfill'
import { applyDatachannelFixes } from '../../src/peer/webrtc-workarounds.node.ts'

const MOST_TRIES = 40
/** Less than the second that the library waits, more than a connection takes on a busy machine. */
const STALL_MS = 700

if (process.argv[2] === 'fixed') applyDatachannelFixes()

async function connect(): Promise<{ connectedAfterMs: number | null; answerRole: string }> {
  const offerer = new RTCPeerConnection({ iceServers: [] })
  const answerer = new RTCPeerConnection({ iceServers: [] })
  const fromAnswerer: RTCIceCandidate[] = []
  const toAnswerer: RTCIceCandidate[] = []
  offerer.onicecandidate = ({ candidate }) => void (candidate && toAnswerer.push(candidate as never))
  answerer.onicecandidate = ({ candidate }) => void (candidate && fromAnswerer.push(candidate as never))
  offerer.createDataChannel('init')
  await answerer.setRemoteDescription(await offerer.createOffer())
  const answer = await answerer.createAnswer()
  const answerRole = /a=setup:(\w+)/.exec(answer.sdp ?? '')?.[1] ?? ''
  const isReady = Promise.withResolvers<void>()
  answerer.oniceconnectionstatechange = () => {
    if (answerer.iceConnectionState === 'connected') isReady.resolve()
  }
  await delay(20)
  for (const candidate of toAnswerer) await answerer.addIceCandidate(candidate)
  // The offerer answers the answerer's checks already; now its ClientHello, if it sends one, comes too early.
  await isReady.promise
  await delay(20)
  const start = performance.now()
  const connected = Promise.withResolvers<boolean>()
  offerer.onconnectionstatechange = () => {
    if (offerer.connectionState === 'connected') connected.resolve(true)
    if (offerer.connectionState === 'failed' || offerer.connectionState === 'closed') connected.resolve(false)
  }
  await offerer.setRemoteDescription(answer)
  for (const candidate of fromAnswerer) await offerer.addIceCandidate(candidate).catch(() => {})
  const isConnected = await connected.promise
  const connectedAfterMs = isConnected ? performance.now() - start : null
  offerer.close()
  answerer.close()
  return { connectedAfterMs, answerRole }
}

/** What a channel that is not open yet says when its connection ends. */
async function failedDial(): Promise<string> {
  const peerConnection = new RTCPeerConnection({ iceServers: [] })
  const channel = peerConnection.createDataChannel('init')
  const said = new Promise<string>((resolve) => channel.addEventListener('error', () => resolve('error')))
  peerConnection.close()
  return Promise.race([said, delay(300, 'no event')])
}

// Whether the ClientHello comes too early is a race that the arrangement above only makes likely, and a connection that
// fails at once is libdatachannel's other race: the fault is there when one of many connections shows it.
const tries = process.argv[2] === 'fixed' ? 1 : MOST_TRIES
let answerRole = ''
let slowestMs = 0
for (let i = 0; i < tries && slowestMs < STALL_MS; i++) {
  const tried = await connect()
  answerRole = tried.answerRole
  slowestMs = Math.max(slowestMs, tried.connectedAfterMs ?? 0)
}
process.send?.({ slowestMs, answerRole, failedDial: await failedDial() })
process.exit()
