import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Connection, Libp2p } from '@libp2p/interface'
import { RTCPeerConnection } from 'node-datachannel/polyfill'
import { fromString } from 'uint8arrays/from-string'
import { toString as textOf } from 'uint8arrays/to-string'
import { SIGNALING_PROTOCOL, STOP_PROTOCOL } from '../../src/peer/before-hello.ts'
import { until } from '../node/until.ts'
import { type Person, startPerson, startRelay } from './connect-people.ts'
import { askIdentify, type Framed, openFramed, type StockHost, startStock } from './host-stock.ts'

// Each test shows first that a stock host gives the thing away, then that ours does not.
describe('before hello', () => {
  let relay: Libp2p
  let stranger: StockHost
  let stock: StockHost
  let ours: Person
  let toStock: Connection
  let toOurs: Connection

  before(async () => {
    relay = await startRelay()
    const [relayAddress] = relay.getMultiaddrs()
    stock = await startStock(['/ip4/127.0.0.1/tcp/0', `${relayAddress}/p2p-circuit`, '/webrtc'])
    ours = await startPerson({ relays: [relay] })
    await ours.connector.handle('/secret-app/1.0.0', () => {}, { onRelay: true })
    stranger = await startStock()
    toStock = await stranger.dial(
      stock.getMultiaddrs().filter((address) => address.toString().endsWith(`p2p-circuit/p2p/${stock.peerId}`)),
    )
    toOurs = await stranger.dial(ours.keeper.addresses())
  })
  after(() => Promise.all([stranger.stop(), stock.stop(), ours.stop(), relay.stop()]))

  test('identify tells no direct and no observed address', async () => {
    const told = await askIdentify(stranger, toStock)
    assert.ok(
      told.listenAddrs.some((address) => !address.toString().includes('p2p-circuit')),
      'stock tells where it listens',
    )
    assert.ok(told.observedAddr !== undefined, 'stock tells how it reaches its relay')

    const said = await askIdentify(stranger, toOurs)
    assert.ok(said.listenAddrs.length > 0)
    const signed = said.signedPeerRecord?.addresses ?? []
    for (const address of [...said.listenAddrs, ...signed]) assert.match(address.toString(), /\/p2p-circuit$/)
    assert.equal(said.observedAddr, undefined)
  })

  test('identify tells no software version, platform or protocol', async () => {
    const told = await askIdentify(stranger, toStock)
    assert.match(told.agentVersion ?? '', /node\/\d+/)

    const said = await askIdentify(stranger, toOurs)
    assert.equal(said.agentVersion, 'openpeer')
    assert.deepEqual(
      said.protocols.filter((protocol) => protocol.includes('secret')),
      [],
    )
  })

  test('no ICE candidate leaves', async () => {
    const leaked = await offer(toStock)
    await readCandidate(leaked.framed)
    leaked.close()

    const held = await offer(toOurs)
    await assert.rejects(held.framed.read(150), 'held: neither answer nor candidate')
    held.close()
  })

  test('once hello is accepted on that connection, what was held goes on', async () => {
    const fresh = await startStock()
    const connection = await fresh.dial(ours.keeper.addresses())
    const held = await offer(connection)
    await assert.rejects(held.framed.read(150))
    const again = await offer(connection)
    const [theirs] = ours.host.getConnections(fresh.peerId)
    assert.ok(theirs !== undefined)
    ours.host.services.standings.setAccepted(theirs)
    await readCandidate(again.framed)
    held.close()
    again.close()
    await fresh.stop()
  })

  test('what is held too long is refused, and who says no hello is disconnected', async () => {
    const impatient = await startPerson({ host: { holdTimeoutMs: 20, helloDeadlineMs: 60 } })
    const connection = await stranger.dial(impatient.host.services.paths.ownAddresses())
    const gone = new Promise((resolve) => connection.addEventListener('close', resolve))
    const { framed, close } = await offer(connection)
    await assert.rejects(framed.read())
    assert.equal(connection.status, 'open')
    await gone
    close()
    await impatient.stop()
  })

  test('a relay that was not chosen brings nobody', async () => {
    const uninvited = await startStock()
    const stop = async (victim: Libp2p) => {
      const [address] = victim === stock ? stock.getMultiaddrs() : ours.host.services.paths.ownAddresses()
      assert.ok(address !== undefined)
      const framed = await openFramed(await uninvited.dial(address), STOP_PROTOCOL)
      await framed.write(connectMessage(stranger.peerId.toMultihash().bytes))
      return framed.read()
    }
    assert.deepEqual([...(await stop(stock))], STATUS_OK, 'stock takes a relayed connection from anybody')
    await assert.rejects(stop(ours.host))
    await uninvited.stop()
  })

  test('the protocols that are served cannot be listed or opened', async () => {
    await stock.handle('/secret-app/1.0.0', () => {}, { runOnLimitedConnection: true })
    const opened = await toStock.newStream('/secret-app/1.0.0', { runOnLimitedConnection: true })
    opened.abort(new Error('enough'))
    await assert.rejects(
      toOurs.newStream('/secret-app/1.0.0', { runOnLimitedConnection: true }),
      (error: Error) => error.name === 'UnsupportedProtocolError',
    )
    await assert.rejects(
      toOurs.newStream('/ipfs/ping/1.0.0', { runOnLimitedConnection: true }),
      (error: Error) => error.name === 'UnsupportedProtocolError',
    )
  })
})

test('the library still needs our own middleware: with its own a second stream is handled twice', async () => {
  const server = await startStock(['/ip4/127.0.0.1/tcp/0'])
  const client = await startStock()
  let handled = 0
  server.use('/count/1.0.0', (stream, connection, next) => next(stream, connection))
  await server.handle('/count/1.0.0', (stream) => {
    handled++
    stream.addEventListener('remoteCloseWrite', () => void stream.close())
  })
  for (let streams = 0; streams < 2; streams++) {
    const stream = await client.dialProtocol(server.getMultiaddrs(), '/count/1.0.0')
    await stream.close()
  }
  await until('the second stream was handled', () => handled >= 3)
  assert.equal(handled, 3)
  await Promise.all([client.stop(), server.stop()])
})

/** StopMessage { type: CONNECT, peer: { id } } */
function connectMessage(peerId: Uint8Array): Uint8Array {
  return Uint8Array.of(0x08, 0, 0x12, peerId.byteLength + 2, 0x0a, peerId.byteLength, ...peerId)
}

/** StopMessage { type: STATUS, status: OK } */
const STATUS_OK = [0x08, 1, 0x20, 100]

/** Sends a WebRTC offer as the signalling protocol wants it: Message { type: SDP_OFFER, data }. */
async function offer(connection: Connection) {
  const peerConnection = new RTCPeerConnection({ iceServers: [] })
  peerConnection.createDataChannel('init')
  const data = fromString((await peerConnection.createOffer()).sdp ?? '')
  const framed = await openFramed(connection, SIGNALING_PROTOCOL)
  await framed.write(Uint8Array.of(0x08, 0, 0x12, (data.byteLength & 0x7f) | 0x80, data.byteLength >> 7, ...data))
  return {
    framed,
    close: () => {
      framed.stream.abort(new Error('enough'))
      peerConnection.close()
    },
  }
}

/** Reads until an ICE candidate came. */
async function readCandidate(framed: Framed): Promise<void> {
  while (!textOf(await framed.read()).includes('candidate:'));
}
