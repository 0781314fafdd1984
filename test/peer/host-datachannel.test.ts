import assert from 'node:assert/strict'
import { getEventListeners, once } from 'node:events'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { RTCPeerConnection } from 'node-datachannel/polyfill'
import { nativeConnection } from '../../src/peer/closed-channels.node.ts'
import { applyDatachannelFixes } from '../../src/peer/webrtc-workarounds.node.ts'
import { until } from '../node/until.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
const DIALS = 10
applyDatachannelFixes()

function start(): RTCPeerConnection {
  return new RTCPeerConnection({ iceServers: [], peerConnection: nativeConnection([]) } as RTCConfiguration)
}

/** Two that reach each other; candidates go their way as they are found. */
async function connectedPair(): Promise<{
  caller: RTCPeerConnection
  callee: RTCPeerConnection
  first: RTCDataChannel
}> {
  const [caller, callee] = [start(), start()]
  caller.onicecandidate = ({ candidate }) => void (candidate && callee.addIceCandidate(candidate).catch(() => {}))
  callee.onicecandidate = ({ candidate }) => void (candidate && caller.addIceCandidate(candidate).catch(() => {}))
  const first = caller.createDataChannel('first')
  const offer = await caller.createOffer()
  await caller.setLocalDescription(offer)
  await callee.setRemoteDescription(offer as RTCSessionDescriptionInit)
  const answer = await callee.createAnswer()
  await callee.setLocalDescription(answer)
  await caller.setRemoteDescription(answer as RTCSessionDescriptionInit)
  if (first.readyState !== 'open') await once(first, 'open')
  return { caller, callee, first }
}

test('a connection that ends before its channel opened leaves nothing behind', async () => {
  const dials: WeakRef<object>[] = []
  for (let i = 0; i < DIALS; i++) {
    const connection = start()
    const channel = connection.createDataChannel('init')
    dials.push(new WeakRef(connection), new WeakRef(channel))
    const closed = once(channel, 'close')
    connection.close()
    await closed
  }
  await until('all is collected', async () => {
    collectGarbage()
    await delay(5)
    return dials.filter((one) => one.deref() !== undefined).length <= 2
  })
})

test('a channel that is closed leaves nothing on its connection, on either side', async () => {
  const { caller, callee, first } = await connectedPair()
  const listeners = () =>
    [caller, callee].map((one) => getEventListeners(one as unknown as EventTarget, 'connectionstatechange').length)
  const before = listeners()
  const opened = once(callee, 'datachannel') as unknown as Promise<[RTCDataChannelEvent]>
  const channel = caller.createDataChannel('stream')
  const [{ channel: theirs }] = await opened
  theirs.onmessage = () => {}
  assert.deepEqual(
    listeners(),
    before.map((count) => count + 1),
  )
  const closed = Promise.all([once(channel, 'close'), once(theirs, 'close')])
  channel.close()
  await closed
  // The handlers are taken off behind the event.
  await delay(0)
  assert.deepEqual(listeners(), before)
  assert.equal(theirs.onmessage, null)
  assert.equal(first.readyState, 'open')
  caller.close()
  callee.close()
})
