import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { RTCPeerConnection } from 'node-datachannel/polyfill'
import { applyDatachannelFixes } from '../../src/peer/webrtc-workarounds.node.ts'

test('a connection that ends before its channel opened lets go of what libp2p hung on both', async () => {
  applyDatachannelFixes()
  const connection = new RTCPeerConnection()
  const channel = connection.createDataChannel('init')
  const ended = once(connection, 'connectionstatechange')
  channel.onmessage = () => {}
  channel.onopen = () => {}
  connection.onicecandidate = () => {}
  connection.ondatachannel = () => {}
  connection.close()
  await ended
  // The handlers are taken off behind the event that told of the end.
  await new Promise((resolve) => setTimeout(resolve))
  assert.equal(connection.connectionState, 'closed')
  assert.deepEqual(
    [channel.onmessage, channel.onopen, connection.onicecandidate, connection.ondatachannel],
    [null, null, null, null],
  )
})
