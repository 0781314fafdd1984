import assert from 'node:assert/strict'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { cleanup } from 'node-datachannel'
import { RTCPeerConnection } from 'node-datachannel/polyfill'
import { isOpenPeerError } from '../../src/errors.ts'
import { MAX_STUN_REQUEST_BYTES, type StunResponder, startStun, stunResponse } from '../../src/node/stun.ts'
import { until } from './until.ts'

const TRANSACTION = Uint8Array.from({ length: 12 }, (_, index) => index + 1)

function bindingRequest(options: { type?: number; length?: number; cookie?: number; attributes?: Uint8Array } = {}) {
  const attributes = options.attributes ?? new Uint8Array()
  const request = new Uint8Array(20 + attributes.byteLength)
  const view = new DataView(request.buffer)
  view.setUint16(0, options.type ?? 0x0001)
  view.setUint16(2, options.length ?? attributes.byteLength)
  view.setUint32(4, options.cookie ?? 0x2112a442)
  request.set(TRANSACTION, 8)
  request.set(attributes, 20)
  return request
}

/** Reads XOR-MAPPED-ADDRESS the way a client does, without the code under test. */
function mappedAddress(response: Uint8Array): { host: string; port: number } {
  const view = new DataView(response.buffer, response.byteOffset, response.byteLength)
  const pad = response.subarray(4, 20)
  const port = view.getUint16(26) ^ 0x2112
  const bytes = response.subarray(28).map((byte, index) => byte ^ (pad[index] ?? 0))
  if (view.getUint8(25) === 1) return { host: bytes.join('.'), port }
  const words = Array.from({ length: 8 }, (_, index) =>
    (((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16),
  )
  return { host: words.join(':'), port }
}

describe('the answer to one STUN datagram', () => {
  it('carries the address of an IPv4 sender, 32 bytes, and the transaction id', () => {
    const response = stunResponse(bindingRequest(), { host: '203.0.113.7', port: 50_123 })
    assert.ok(response)
    assert.equal(response.byteLength, 32)
    assert.deepEqual([...response.subarray(0, 4)], [0x01, 0x01, 0, 12])
    assert.deepEqual(response.subarray(8, 20), TRANSACTION)
    assert.deepEqual(mappedAddress(response), { host: '203.0.113.7', port: 50_123 })
  })

  it('carries the address of an IPv6 sender, hidden with cookie and transaction id', () => {
    const response = stunResponse(bindingRequest(), { host: '2001:db8::1', port: 443 })
    assert.ok(response)
    assert.equal(response.byteLength, 44)
    assert.deepEqual(mappedAddress(response), { host: '2001:db8:0:0:0:0:0:1', port: 443 })
  })

  it('is none for a datagram that names no port to answer to: sending there would throw, and end the process', () => {
    assert.equal(stunResponse(bindingRequest(), { host: '203.0.113.7', port: 0 }), null)
  })

  it('answers an IPv4 sender on a dual-stack socket as IPv4', () => {
    const response = stunResponse(bindingRequest(), { host: '::ffff:203.0.113.7', port: 1 })
    assert.ok(response)
    assert.deepEqual(mappedAddress(response), { host: '203.0.113.7', port: 1 })
  })

  it('says nothing about the software that answers', () => {
    const response = stunResponse(bindingRequest(), { host: '203.0.113.7', port: 1 })
    assert.equal(response?.byteLength, 20 + 12, 'one attribute and no more')
  })

  const dropped: [string, Uint8Array][] = [
    ['a datagram shorter than a header', bindingRequest().subarray(0, 19)],
    ['another magic cookie (RFC 3489)', bindingRequest({ cookie: 0x12345678 })],
    ['a binding indication', bindingRequest({ type: 0x0011 })],
    ['an allocate request', bindingRequest({ type: 0x0003 })],
    ['a success response', bindingRequest({ type: 0x0101 })],
    ['a length that is not the datagram’s', bindingRequest({ length: 4 })],
    ['a length that is no multiple of four', bindingRequest({ attributes: new Uint8Array(3) })],
    ['an oversized request', bindingRequest({ attributes: new Uint8Array(MAX_STUN_REQUEST_BYTES) })],
  ]
  for (const [what, request] of dropped) {
    it(`drops ${what}`, () => assert.equal(stunResponse(request, { host: '203.0.113.7', port: 1 }), null))
  }

  it('never throws and never sends more than twice the header, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700 }), (datagram) => {
        const response = stunResponse(datagram, { host: '203.0.113.7', port: 1 })
        assert.ok(response === null || response.byteLength <= 44)
      }),
    )
  })
})

describe('a STUN responder', () => {
  let stun: StunResponder
  before(async () => {
    stun = await startStun({ host: '127.0.0.1', port: 0 })
  })
  after(() => stun.stop())

  it('answers over UDP, and junk before the request changes nothing', async () => {
    const socket = createSocket('udp4')
    try {
      socket.bind(0, '127.0.0.1')
      await once(socket, 'listening')
      const answer = once(socket, 'message')
      socket.send('junk', stun.address.port, '127.0.0.1')
      socket.send(bindingRequest(), stun.address.port, '127.0.0.1')
      const [response] = (await answer) as [Uint8Array]
      assert.deepEqual(mappedAddress(response), { host: '127.0.0.1', port: socket.address().port })
    } finally {
      socket.close()
    }
  })

  it('answers an address as often as its budget allows, and is silent then, until it may ask again', async () => {
    let at = 0
    const rationed = await startStun({ host: '0.0.0.0', port: 0 }, { perAddress: 2, now: () => at })
    const sockets = ['127.0.0.1', '127.0.0.2'].map((host) => ({ host, socket: createSocket('udp4') }))
    try {
      for (const { host, socket } of sockets) {
        socket.bind(0, host)
        await once(socket, 'listening')
      }
      const [flooder, other] = sockets.map(({ socket }) => socket)
      assert.ok(flooder && other)
      const ask = (socket: Socket) => socket.send(bindingRequest(), rationed.address.port, '127.0.0.1')
      for (let count = 0; count < 4; count++) {
        const answer = once(flooder, 'message')
        ask(flooder)
        await answer
      }
      flooder.once('message', () => assert.fail('an answer over the budget'))
      ask(flooder)
      const othersAnswer = once(other, 'message')
      ask(other)
      await othersAnswer
      await until('the fifth was dropped', () => rationed.dropped() === 1)
      assert.equal(rationed.answered(), 5)
      flooder.removeAllListeners('message')
      at = 1_000
      const answer = once(flooder, 'message')
      ask(flooder)
      await answer
    } finally {
      for (const { socket } of sockets) socket.close()
      await rationed.stop()
    }
  })

  it('is understood by the ICE agent that peers use', async () => {
    const before = stun.answered()
    const connection = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${stun.address.port}` }] })
    try {
      connection.createDataChannel('probe')
      const gathered = new Promise<void>((resolve) => {
        connection.onicegatheringstatechange = () => {
          if (connection.iceGatheringState === 'complete') resolve()
        }
      })
      await connection.setLocalDescription(await connection.createOffer())
      await gathered
      assert.ok(stun.answered() > before, 'the agent asked and was answered')
    } finally {
      connection.close()
      // Its native threads would keep the process alive.
      cleanup()
    }
  })

  it('names the key to change when its port is taken', async () => {
    await assert.rejects(
      startStun(stun.address),
      (error) => isOpenPeerError(error, 'INVALID_CONFIG') && error.message.includes('stun.port'),
    )
  })

  it('stops once, however often it is told to', async () => {
    const other = await startStun({ host: '127.0.0.1', port: 0 })
    await Promise.all([other.stop(), other.stop()])
    await (await startStun(other.address)).stop()
  })
})
