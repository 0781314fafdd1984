import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { noise } from '@chainsafe/libp2p-noise'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { identify } from '@libp2p/identify'
import type { Libp2p } from '@libp2p/interface'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { operatorGater } from '../../src/node/gater.ts'
import { type Nodes, startNodes } from './nodes.ts'
import { until } from './until.ts'

const OPEN_DOOR = { takes: () => true, entered: () => {} }

async function startStranger(keyType: 'Ed25519' | 'secp256k1' | 'RSA'): Promise<Libp2p> {
  return await createLibp2p({
    privateKey: await generateKeyPair(keyType as 'Ed25519'),
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    services: { identify: identify() },
  })
}

describe('whom an operator node talks to', () => {
  let nodes: Nodes
  before(async () => {
    nodes = await startNodes(['a.test'])
  })
  after(() => nodes[Symbol.asyncDispose]())

  it('an Ed25519 peer', async () => {
    await using stranger = disposable(await startStranger('Ed25519'))
    const connection = await stranger.host.dial(nodes.of('a.test').libp2p.getMultiaddrs())
    assert.equal(connection.status, 'open')
  })

  for (const keyType of ['secp256k1', 'RSA'] as const) {
    it(`no ${keyType} peer that dials it`, async () => {
      await using stranger = disposable(await startStranger(keyType))
      const { libp2p } = nodes.of('a.test')
      const opened: string[] = []
      libp2p.addEventListener('connection:open', ({ detail }) => opened.push(String(detail.remotePeer)))
      // The dialler's half may stand for a moment: noise ends before the other side has decided.
      const connection = await stranger.host.dial(libp2p.getMultiaddrs()).catch(() => null)
      await until('the connection is closed again', () => connection === null || connection.status !== 'open')
      assert.ok(!opened.includes(String(stranger.host.peerId)))
      assert.deepEqual(libp2p.getConnections(stranger.host.peerId), [])
    })

    it(`no ${keyType} peer that it would dial`, async () => {
      await using stranger = disposable(await startStranger(keyType))
      await assert.rejects(nodes.of('a.test').libp2p.dial(stranger.host.getMultiaddrs()))
      const [address] = stranger.host.getMultiaddrs()
      const unnamed = multiaddr(String(address).replace(/\/p2p\/.*/, ''))
      await assert.rejects(nodes.of('a.test').libp2p.dial(unnamed), 'also when the address does not say who is there')
    })
  }

  it('private addresses only where that is configured', async () => {
    const deny = async (allowPrivateAddresses: boolean, address: string) =>
      await operatorGater({ allowPrivateAddresses, door: OPEN_DOOR }).denyDialMultiaddr?.(multiaddr(address))
    for (const address of [
      '/ip4/127.0.0.1/tcp/1',
      '/ip4/10.0.0.1/tcp/1',
      '/ip4/169.254.169.254/tcp/80',
      '/ip6/::1/tcp/1',
    ]) {
      assert.equal(await deny(false, address), true, address)
      assert.equal(await deny(true, address), false, address)
    }
    assert.equal(await deny(false, '/ip4/8.8.8.8/tcp/4001'), false)
    assert.equal(await deny(false, '/dns4/node.b.example/tcp/4001'), false)
  })
})

function disposable(host: Libp2p) {
  return { host, [Symbol.asyncDispose]: () => host.stop() as Promise<void> }
}
