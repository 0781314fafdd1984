import { OpenPeerError } from '../errors.ts'

const NETWORK_NAME = /^[a-z0-9-]{1,32}$/

/** The protocol ids of one network; each carries the network's name, so that two networks never merge by mistake. */
export interface ProtocolIds {
  /** Operator nodes: membership, routing, stock PUT/GET (`@libp2p/kad-dht`). */
  kad: string
  /** Operator node ↔ operator node: put and get records. */
  records: string
  /** Peer ↔ operator node, operator node ↔ operator node: resolve, register, publish, locations. */
  directory: string
  /** Peer ↔ peer, first on every connection: who is calling. */
  hello: string
  /** Peer ↔ peer: signalling for an app's own RTCPeerConnection. */
  signal: string
  /** Peer ↔ peer: messages with receipts. */
  chat: string
  /** Peer ↔ peer: files. */
  file: string
}

/**
 * The protocol ids of `network` (docs/spec/protocols.md).
 * Throws INVALID_ARGUMENT when the name is not 1 to 32 characters of a-z, 0-9 and '-'.
 */
export function protocolIds(network: string): ProtocolIds {
  checkNetworkName(network)
  const id = (name: string) => `/openpeer/${network}/${name}/1.0.0`
  return {
    kad: id('kad'),
    records: id('records'),
    directory: id('directory'),
    hello: id('hello'),
    signal: id('signal'),
    chat: id('chat'),
    file: id('file'),
  }
}

/** Throws INVALID_ARGUMENT when `network` is not 1 to 32 characters of a-z, 0-9 and '-' (docs/spec/protocols.md). */
export function checkNetworkName(network: string): void {
  if (NETWORK_NAME.test(network)) return
  throw new OpenPeerError(
    'INVALID_ARGUMENT',
    `'${String(network).slice(0, 64)}' cannot name a network: use 1 to 32 characters of a-z, 0-9 and '-', such as 'main'.`,
  )
}
