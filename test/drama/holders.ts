import { noise } from '@chainsafe/libp2p-noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { toString as bytesToText } from 'uint8arrays'
import { identityRoutingKey } from '../../src/records/routing-key.ts'
import { openRecord } from '../../src/records/validate.ts'
import type { VerifiedIdentity } from '../../src/records/verified-record.ts'
import type { LocalFederation } from '../../src/testnet/local-federation.ts'
import { callPeer } from '../../src/wire/call.ts'
import { createChannels } from '../../src/wire/channels.ts'
import { records } from '../../src/wire/methods.ts'
import { protocolIds } from '../../src/wire/protocols.ts'

/** Asks each operator process what it holds itself, as another operator would: nobody answers for it. */
export interface Holders extends AsyncDisposable {
  /** The identity record in the operator's own store; null where it holds none. */
  held(domain: string, id: Uint8Array): Promise<VerifiedIdentity | null>
  /** The same of all, as what tells them apart: `<domain>: <signing key>` or `revoked`. */
  all(id: Uint8Array): Promise<string[]>
  /** Puts a record there as anybody may; answers the outcome, or the code. */
  put(domain: string, record: VerifiedIdentity): Promise<string>
}

export async function askHolders(federation: LocalFederation, network: string): Promise<Holders> {
  const host = await createLibp2p({ transports: [tcp()], connectionEncrypters: [noise()], streamMuxers: [yamux()] })
  const channels = createChannels(host, protocolIds(network).records)
  const limits = { timeoutMs: 10_000 }
  const view = new Uint8Array(0)
  const at = (domain: string) => {
    const operator = federation.operators.find((one) => one.domain === domain)
    if (operator === undefined) throw new Error(`no operator of ${domain}`)
    return operator.multiaddrs.filter((address) => !address.includes('/ws')).map((address) => multiaddr(address))
  }
  const holders: Holders = {
    async held(domain, id) {
      const routingKey = Uint8Array.from(identityRoutingKey(network, id))
      const entries = [{ routingKey, view, digestOnly: false }]
      const { results } = await callPeer(channels, at(domain), records.get, { entries }, limits)
      const envelope = results[0]?.envelope ?? view
      if (envelope.length === 0) return null
      return (await openRecord(envelope, routingKey, { network })) as VerifiedIdentity
    },
    all: (id) =>
      Promise.all(
        federation.operators.map(async ({ domain }) => {
          const record = await holders.held(domain, id)
          if (record === null) return `${domain}: nothing`
          return `${domain}: ${record.keyState.tombstoned ? 'revoked' : keyText(record.keyState.signingKey)}`
        }),
      ),
    async put(domain, { routingKey, bytes }) {
      const entries = [{ routingKey: Uint8Array.from(routingKey), envelope: Uint8Array.from(bytes), view }]
      const { results } = await callPeer(channels, at(domain), records.put, { entries }, limits)
      return results[0]?.code || results[0]?.outcome || ''
    },
    async [Symbol.asyncDispose]() {
      await channels.stop()
      await host.stop()
    },
  }
  return holders
}

export function keyText(key: Uint8Array): string {
  return bytesToText(key, 'base64url')
}
