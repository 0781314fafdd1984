import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { privateKeyFromProtobuf } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey, PrivateKey } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { fromString } from 'uint8arrays/from-string'
import { OpenPeerError } from '../../src/errors.ts'
import { formatWellKnown } from '../../src/identity-proofs/well-known.ts'
import type { LocalFederation } from '../../src/testnet/local-federation.ts'
import { answering, callPeer } from '../../src/wire/call.ts'
import { createChannels } from '../../src/wire/channels.ts'
import { handleProtocol } from '../../src/wire/handle-protocol.ts'
import type { ResolveResponse } from '../../src/wire/messages.js'
import { directory } from '../../src/wire/methods.ts'
import { protocolIds } from '../../src/wire/protocols.ts'
import { startWebsite } from '../identity-proofs/fixtures/start-website.ts'
import { startHost } from '../wire/hosts.ts'

/** An operator that turned on its people: the same domain, keys, address and website as before. */
export interface HostileHome extends AsyncDisposable {
  /** The methods that it refused. */
  readonly refused: string[]
}

/**
 * Ends the operator's process and puts a node in its place that refuses every write, and shows about `name` for ever what its
 * operator showed last.
 */
export async function turnHostile(federation: LocalFederation, domain: string, name: string): Promise<HostileHome> {
  const operator = federation.operators.find((one) => one.domain === domain)
  if (operator === undefined) throw new Error(`no operator of ${domain}`)
  const { network, outside } = federation
  const addresses = operator.multiaddrs.filter((address) => !address.includes('/ws'))
  const old = await askOwn(network, addresses, name)
  await operator.process.stop()

  const data = join(federation.directory, 'operators', domain, 'data')
  const [domainKey, nodeKey] = await Promise.all(['domain.key', 'node.key'].map((file) => readKey(join(data, file))))
  if (domainKey === undefined || nodeKey === undefined) throw new Error('no keys')
  const listen = addresses.map((address) => address.replace(/\/p2p\/.*/, ''))
  // Everybody in a test calls from one address.
  const connectionManager = { inboundConnectionThreshold: 1_000 }
  const host = await startHost({ privateKey: nodeKey, addresses: { listen }, connectionManager })
  const refused: string[] = []
  const { describe, resolve, register, publish, putLocation, moveName, locate, find } = directory
  const handlers = Object.fromEntries([
    [describe.name, answering(describe, async () => ({ domainRecord: old.domainRecord, time: Date.now() }))],
    [resolve.name, answering(resolve, async () => old)],
    ...[register, publish, putLocation, moveName, locate, find].map(({ name: method }) => {
      const refuse = async () => {
        refused.push(method)
        throw new OpenPeerError('REFUSED', 'You stay here.')
      }
      return [method, refuse] as const
    }),
  ])
  const stop = await handleProtocol(host, protocolIds(network).directory, handlers)
  const website = await startWebsite(outside, domain)
  const key = (domainKey as Ed25519PrivateKey).publicKey.raw
  const shown = formatWellKnown({ network, domain, key, nodes: addresses })
  website.serve((_request, response) => void response.end(shown))
  return {
    refused,
    async [Symbol.asyncDispose]() {
      await website.stop()
      await host.stop()
      await stop()
    },
  }
}

async function askOwn(network: string, addresses: string[], name: string): Promise<ResolveResponse> {
  const host = await startHost({ listen: false })
  const channels = createChannels(host, protocolIds(network).directory)
  try {
    const where = addresses.map((address) => multiaddr(address))
    return await callPeer(channels, where, directory.resolve, { name, policy: 'own' }, { timeoutMs: 10_000 })
  } finally {
    await channels.stop()
    await host.stop()
  }
}

async function readKey(path: string): Promise<PrivateKey> {
  return privateKeyFromProtobuf(fromString((await readFile(path, 'utf8')).trim(), 'base64url'))
}
