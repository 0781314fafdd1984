import type { OperatorNode } from '../../src/node/operator-node.ts'
import { createKeys } from '../../src/peer/create-keys.ts'
import { memoryKeyStore } from '../../src/peer/key-store.ts'
import { createPeer } from '../../src/peer/peer.node.ts'
import type { Peer } from '../../src/peer/peer.ts'
import type { PeerOptions } from '../../src/peer/peer-options.ts'
import { type Nodes, type NodesOptions, startNodes } from '../node/nodes.ts'
import { NETWORK } from './forge.ts'
import { type Websites, websites } from './websites.ts'

/** Real operator nodes, the websites that show their keys, and peers on loopback that stop with them. */
export interface PeerFederation extends AsyncDisposable {
  nodes: Nodes
  outside: Websites
  startPeer(home: string, options?: Partial<PeerOptions>): Promise<Peer>
  /** As `startPeer`, with this name at its home, and findable. */
  startNamed(name: string, options?: Partial<PeerOptions>): Promise<Peer>
  /** Stops the nodes of these domains, and their websites with them. */
  kill(...domains: string[]): Promise<void>
  /** Starts a node that was killed, at another port, and its website; only with `onDisk`. */
  revive(domain: string): Promise<void>
}

export async function startFederation(domains: string[], options: NodesOptions = {}): Promise<PeerFederation> {
  const nodes = await startNodes(domains, options)
  const outside = websites()
  const show = ({ domain, domainKey, libp2p }: OperatorNode) =>
    outside.sites.set(domain, { key: domainKey, nodes: libp2p.getMultiaddrs().map(String) })
  nodes.all.forEach(show)
  const peers: Peer[] = []

  async function startPeer(home: string, given: Partial<PeerOptions> = {}): Promise<Peer> {
    const keyStore = given.keyStore ?? memoryKeyStore((await createKeys({ network: NETWORK })).keys)
    const local = { listen: ['/ip4/127.0.0.1/tcp/0'], privacy: { privateAddresses: true }, outside }
    const peer = await createPeer({ home, ...local, ...given, keyStore })
    peers.push(peer)
    return peer
  }

  return {
    nodes,
    outside,
    startPeer,
    async startNamed(name, given) {
      const [local = '', home = ''] = name.split('@')
      const peer = await startPeer(home, given)
      await peer.register(local)
      await peer.ready()
      return peer
    },
    async kill(...killed) {
      for (const domain of killed) outside.sites.delete(domain)
      await Promise.all(killed.map((domain) => nodes.stop(domain)))
    },
    async revive(domain) {
      show(await nodes.restart(domain))
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(peers.map((peer) => peer.stop()))
      await nodes[Symbol.asyncDispose]()
    },
  }
}
