// An address in somebody's record must not make us knock on machines of our own network.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { multiaddr } from '@multiformats/multiaddr'
import { guardedLookup, leadsInside } from '../../src/identity-proofs/guarded-lookup.node.ts'
import { isLocalAddress } from '../../src/identity-proofs/local-address.ts'
import { createHost } from '../../src/peer/host.node.ts'
import type { PeerHost } from '../../src/peer/host.ts'

describe('an address that leads inside by its own words', () => {
  for (const text of [
    '/ip4/10.0.0.1/tcp/1',
    '/ip6/::1/tcp/1',
    '/unix/%2fvar%2frun%2fdocker.sock',
    '/memory/x',
    '/dns4/127.0.0.1/tcp/1',
    '/dns/127.1/tcp/1',
    '/dns4/0x7f000001/tcp/1',
    '/dns6/::1/tcp/1',
    '/dns4/localhost./tcp/1',
    '/dns4/printer/tcp/1',
    '/dns4/x.localhost/tcp/1/ws',
  ]) {
    test(text, () => assert.equal(isLocalAddress(multiaddr(text)), true))
  }

  test('public addresses and names are none', () => {
    const relay = '12D3KooWQ6h4oZr2RPvS8RQmYQNSzMSgCcNk7sg2kNX4sBsJrYGb'
    for (const text of ['/ip4/8.8.8.8/tcp/1', '/dns4/node.b.example/tcp/1', '/dnsaddr/b.example', `/p2p/${relay}`]) {
      assert.equal(isLocalAddress(multiaddr(text)), false, text)
    }
  })
})

describe('a name that leads inside', () => {
  // The one such name that every machine knows without asking anybody.
  const name = 'localhost'
  let host: PeerHost
  const knocks: string[] = []
  const inside = createServer((socket) => {
    knocks.push('knock')
    socket.destroy()
  })

  before(async () => {
    inside.listen(0, '127.0.0.1')
    await once(inside, 'listening')
    host = await createHost({
      network: 'test',
      deviceKey: await generateKeyPair('Ed25519'),
      listen: [],
      iceServers: () => [],
      chosenRelays: () => [],
      allowPrivateAddresses: false,
    })
  })
  after(async () => {
    await host.stop()
    inside.close()
  })

  test('is refused where the socket is made, whatever was known of it before', async () => {
    const found = await new Promise<{ error: unknown }>((resolve) =>
      guardedLookup(name, { all: true }, (error) => resolve({ error })),
    )
    assert.match(String(found.error), /leads to (127\.0\.0\.1|::1)/)
    assert.equal(await leadsInside(multiaddr(`/dns4/${name}/tcp/80/ws`)), true)
    assert.equal(await leadsInside(multiaddr(`/dns4/${name}/tcp/80`)), false, 'TCP decides at the socket')
  })

  test('no TCP transport of a peer connects to it, past the gater', async () => {
    const { port } = inside.address() as { port: number }
    const transports = (host as unknown as { components: { transportManager: { dial: Dial } } }).components
    const address = multiaddr(`/dns4/${name}/tcp/${port}/p2p/${host.peerId}`)
    const signal = AbortSignal.timeout(5_000)
    await assert.rejects(transports.transportManager.dial(address, { signal }), /is not dialled/)
    assert.deepEqual(knocks, [])
  })
})

type Dial = (address: ReturnType<typeof multiaddr>, options: { signal: AbortSignal }) => Promise<unknown>
