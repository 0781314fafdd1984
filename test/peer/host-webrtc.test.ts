import assert from 'node:assert/strict'
import { getEventListeners, once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import type { Libp2p, Transport } from '@libp2p/interface'
import { RTCPeerConnection } from 'node-datachannel/polyfill'
import { nativeServers } from '../../src/peer/webrtc-workarounds.node.ts'
import { until } from '../node/until.ts'
import { contactAt, startPerson, startRelay } from './connect-people.ts'
import { startStock } from './host-stock.ts'

let relay: Libp2p
before(async () => {
  relay = await startRelay()
})
after(() => relay.stop())

describe('the listener that the library leaks for each WebRTC connection', () => {
  test('still waits for an event that no peer connection ever sends', async () => {
    const stock = await startStock()
    const { _closeOnShutdown } = webrtcOf(stock) as unknown as TransportInternals
    const peerConnection = new RTCPeerConnection({ iceServers: [] })
    _closeOnShutdown.call(webrtcOf(stock), peerConnection, new EventTarget())
    assert.equal(shutdownListeners(stock), 1)
    const closed = once(peerConnection, 'connectionstatechange')
    peerConnection.close()
    await closed
    assert.equal(peerConnection.connectionState, 'closed')
    await setImmediate()
    assert.equal(shutdownListeners(stock), 1)
    await stock.stop()
  })

  test('goes with the connection in ours', async () => {
    const callee = await startPerson({ relays: [relay], listen: [] })
    const caller = await startPerson({ relays: [relay], listen: [] })
    const link = await caller.connector.connect(await contactAt(callee, { relay: callee.keeper.addresses() }))
    await link.direct
    assert.equal(shutdownListeners(caller.host), 1)
    await link.close()
    await until('the callee saw the close', () => callee.connector.links().length === 0)
    assert.equal(shutdownListeners(caller.host), 0)
    assert.equal(shutdownListeners(callee.host), 0)
    await Promise.all([caller.stop(), callee.stop()])
  })
})

test('ICE servers are asked for at each connection, copied, and never those of third parties', async () => {
  const mine: RTCIceServer[] = []
  let asked = 0
  const iceServers = () => {
    asked++
    return mine
  }
  const person = await startPerson({ host: { iceServers } })
  const { init } = webrtcOf(person.host) as unknown as {
    init: { rtcConfiguration: () => { iceServers: RTCIceServer[] } }
  }
  assert.deepEqual(
    init.rtcConfiguration(),
    { iceServers: [] },
    'an empty list is kept: the library fills in others for none',
  )
  mine.push({ urls: ['stun:127.0.0.1:3478'] })
  const given = init.rtcConfiguration().iceServers
  assert.deepEqual(given, mine)
  assert.notEqual(given[0], mine[0])
  assert.equal(asked, 2)
  await person.stop()
})

test('credentials with a colon reach a TURN server whole', () => {
  const turn = { urls: ['turn:127.0.0.1:3478', 'turns:127.0.0.1'], username: '1795369846:alice', credential: 'a+b/c=' }
  assert.deepEqual(nativeServers([turn, { urls: 'stun:127.0.0.1:3478' }]), [
    'turn:1795369846%3Aalice:a%2Bb%2Fc%3D@127.0.0.1:3478',
    'turns:1795369846%3Aalice:a%2Bb%2Fc%3D@127.0.0.1',
    'stun:127.0.0.1:3478',
  ])
})

function webrtcOf(host: Libp2p): Transport {
  const { transportManager } = (
    host as unknown as { components: { transportManager: { getTransports(): Transport[] } } }
  ).components
  const found = transportManager.getTransports().find((transport) => transport[Symbol.toStringTag] === '@libp2p/webrtc')
  assert.ok(found !== undefined)
  return found
}

interface TransportInternals {
  shutdownController: AbortController
  _closeOnShutdown(peerConnection: RTCPeerConnection, connection: EventTarget): void
}

/** Listeners that would close a connection at shutdown. */
function shutdownListeners(host: Libp2p): number {
  const { shutdownController } = webrtcOf(host) as unknown as TransportInternals
  return getEventListeners(shutdownController.signal, 'abort').length
}
