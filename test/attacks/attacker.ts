import { noise } from '@chainsafe/libp2p-noise'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { identify } from '@libp2p/identify'
import type { Ed25519PrivateKey, Libp2p } from '@libp2p/interface'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import type { OperatorNode } from '../../src/node/operator-node.ts'
import { callPeer, type Method } from '../../src/wire/call.ts'
import { type Channels, createChannels } from '../../src/wire/channels.ts'
import { protocolIds } from '../../src/wire/protocols.ts'

const NETWORK = 'test'

/** A node that says to operators what it likes, and has no domain that anybody believes in. */
export interface Attacker extends AsyncDisposable {
  host: Libp2p
  /** multihash bytes */
  id: Uint8Array<ArrayBuffer>
  nodeKey: Ed25519PrivateKey
  /** Asks one operator on the records or the directory protocol. */
  ask<Q, A>(
    node: OperatorNode,
    protocol: 'records' | 'directory',
    method: Method<Q, A>,
    message: Partial<Q>,
  ): Promise<A>
}

export async function startAttacker(): Promise<Attacker> {
  const nodeKey = await generateKeyPair('Ed25519')
  const host = await createLibp2p({
    privateKey: nodeKey,
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    services: { identify: identify() },
  })
  const channels: Record<'records' | 'directory', Channels> = {
    records: createChannels(host, protocolIds(NETWORK).records),
    directory: createChannels(host, protocolIds(NETWORK).directory),
  }
  return {
    host,
    id: Uint8Array.from(host.peerId.toMultihash().bytes),
    nodeKey,
    ask: (node, protocol, method, message) =>
      callPeer(channels[protocol], node.libp2p.getMultiaddrs(), method, message, { timeoutMs: 10_000 }),
    async [Symbol.asyncDispose]() {
      await Promise.all(Object.values(channels).map((kept) => kept.stop()))
      await host.stop()
    },
  }
}
