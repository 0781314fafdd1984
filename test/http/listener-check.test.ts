import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { noise } from '@chainsafe/libp2p-noise'
import type { Libp2p } from '@libp2p/interface'
import { tcp } from '@libp2p/tcp'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { createListenerCheck } from '../../src/http/listener-check.ts'

const check = (...addresses: (Multiaddr | undefined)[]) =>
  createListenerCheck(
    () => addresses.filter((address) => address !== undefined),
    () => 0,
  ).run()

describe('checking the listeners', () => {
  let libp2p: Libp2p
  before(async () => {
    libp2p = await createLibp2p({
      addresses: { listen: ['/ip4/0.0.0.0/tcp/0', '/ip4/127.0.0.1/tcp/0/ws'] },
      transports: [tcp(), webSockets()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
    })
  })
  after(() => libp2p.stop())

  it('hears a libp2p node over TCP and over WebSocket', async () => {
    const own = libp2p.getMultiaddrs()
    const plain = own.find((address) => address.toString().includes('127.0.0.1') && !address.toString().includes('/ws'))
    const ws = own.find((address) => address.toString().includes('/ws'))
    assert.ok(plain && ws)
    assert.deepEqual(await check(plain, ws), [
      { address: plain.toString(), answers: true },
      { address: ws.toString(), answers: true },
    ])
  })

  it('reaches a listener on every interface through loopback', async () => {
    const port = libp2p.getMultiaddrs()[0]?.getComponents()[1]?.value
    const [answer] = await check(multiaddr(`/ip4/0.0.0.0/tcp/${port}`))
    assert.equal(answer?.answers, true)
  })

  it('asks no address that it cannot speak to', async () => {
    assert.deepEqual(await check(multiaddr('/dns4/a.test/tcp/443/wss'), multiaddr('/ip4/127.0.0.1/udp/1/quic-v1')), [])
  })
})

describe('a listener that is no libp2p node', () => {
  let server: Server
  let connections = 0
  let address: Multiaddr
  before(async () => {
    server = createServer((socket) => {
      connections += 1
      socket.on('error', () => {}).end('hello')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    address = multiaddr(`/ip4/127.0.0.1/tcp/${(server.address() as { port: number }).port}`)
  })
  after(() => server.close())

  it('does not answer, nor does a closed port', async () => {
    const closed = multiaddr('/ip4/127.0.0.1/tcp/1')
    assert.deepEqual(
      (await check(address, closed)).map(({ answers }) => answers),
      [false, false],
    )
  })

  it('is dialled once in ten seconds, however often one asks', async () => {
    let now = 1_000_000
    connections = 0
    const { run } = createListenerCheck(
      () => [address],
      () => now,
    )
    await Promise.all([run(), run(), run()])
    now += 9_999
    await run()
    assert.equal(connections, 1)
    now += 1
    await run()
    assert.equal(connections, 2)
  })
})
