// package.json overrides the protons-runtime of @chainsafe/libp2p-noise 17 (which asks for ^5) with the version of all
// other parts, so this goes once through everything that its handshake encodes and decodes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noise, pureJsCrypto } from '@chainsafe/libp2p-noise'
import { generateKeyPair } from '@libp2p/crypto/keys'
import type { Libp2p } from '@libp2p/interface'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { createChannels } from '../../src/wire/channels.ts'
import { handleProtocol } from '../../src/wire/handle-protocol.ts'
import { startHost, TEST_PROTOCOL } from './hosts.ts'

type NoiseInit = NonNullable<Parameters<typeof noise>[0]>
type Extensions = { streamMuxers: string[]; webtransportCerthashes: Uint8Array[] }

/** Noise that keeps what the other side's handshake payload said. */
function recordingNoise(init: NoiseInit, seen: Extensions[]) {
  return (components: Parameters<ReturnType<typeof noise>>[0]) => {
    const made = noise(init)(components)
    const inbound = made.secureInbound.bind(made)
    const outbound = made.secureOutbound.bind(made)
    const record = <T extends { remoteExtensions?: unknown }>(secured: T) => {
      seen.push(secured.remoteExtensions as Extensions)
      return secured
    }
    made.secureInbound = async (connection, options) => record(await inbound(connection, options))
    made.secureOutbound = async (connection, options) => record(await outbound(connection, options))
    return made
  }
}

async function connect(dialer: NoiseInit, listener: NoiseInit, work: (from: Libp2p, to: Libp2p) => Promise<void>) {
  const seen: { dialer: Extensions[]; listener: Extensions[] } = { dialer: [], listener: [] }
  const from = await startHost({ listen: false, connectionEncrypters: [recordingNoise(dialer, seen.dialer)] })
  const to = await startHost({ connectionEncrypters: [recordingNoise(listener, seen.listener)] })
  try {
    await work(from, to)
    return { dialer: seen.dialer[0], listener: seen.listener[0] }
  } finally {
    await Promise.all([from.stop(), to.stop()])
  }
}

async function echoThrough(from: Libp2p, to: Libp2p) {
  const stop = await handleProtocol(to, TEST_PROTOCOL, { echo: async (body) => body })
  const channels = createChannels(from, TEST_PROTOCOL)
  const body = new Uint8Array(200_000).map((_, i) => i)
  assert.deepEqual(await channels.request(to.getMultiaddrs(), 'echo', body), body)
  const [connection] = from.getConnections(to.peerId)
  assert.equal(connection?.encryption, '/noise')
  assert.equal(connection?.multiplexer, '/yamux/1.0.0')
  await channels.stop()
  await stop()
}

test('extensions: muxers and certificate hashes arrive on both sides, the muxer is chosen early', async () => {
  const hashes = { dialer: [Uint8Array.of(1), new Uint8Array(34).fill(2)], listener: [new Uint8Array(34).fill(3)] }
  const { dialer, listener } = await connect(
    { extensions: { webtransportCerthashes: hashes.dialer } },
    { extensions: { webtransportCerthashes: hashes.listener } },
    echoThrough,
  )
  const bytes = (extensions: Extensions | undefined) => extensions?.webtransportCerthashes.map((hash) => [...hash])
  assert.deepEqual(dialer?.streamMuxers, ['/yamux/1.0.0'])
  assert.deepEqual(listener?.streamMuxers, ['/yamux/1.0.0'])
  assert.deepEqual(
    bytes(dialer),
    hashes.listener.map((hash) => [...hash]),
  )
  assert.deepEqual(
    bytes(listener),
    hashes.dialer.map((hash) => [...hash]),
  )
})

test('a static key, a prologue, and the pure JavaScript crypto of browsers', async () => {
  const prologueBytes = Uint8Array.of(1, 2, 3)
  await connect({ staticNoiseKey: new Uint8Array(32).fill(7), prologueBytes }, { prologueBytes }, echoThrough)
  await connect({ crypto: pureJsCrypto }, {}, echoThrough)
  await connect({}, { crypto: pureJsCrypto }, echoThrough)
})

test('refused: another prologue, and another peer than the one that was dialled', async () => {
  await connect({ prologueBytes: Uint8Array.of(1) }, { prologueBytes: Uint8Array.of(2) }, async (from, to) => {
    await assert.rejects(from.dial(to.getMultiaddrs()))
  })
  await connect({}, {}, async (from, to) => {
    const other = peerIdFromPrivateKey(await generateKeyPair('Ed25519'))
    const addresses = to.getMultiaddrs().map((address) => address.decapsulate('/p2p').encapsulate(`/p2p/${other}`))
    await assert.rejects(from.dial(addresses))
    assert.deepEqual(from.getConnections(), [])
  })
})
