import { identify } from '@libp2p/identify'
import type { Libp2p } from '@libp2p/interface'
import { type KadDHT, kadDHT, passthroughMapper, type QueryEvent } from '@libp2p/kad-dht'
import { ping } from '@libp2p/ping'
import { createLibp2p } from 'libp2p'
import { protocolIds } from '../../src/wire/protocols.ts'
import { type TestOperators, testHost } from './operators.ts'
import { NETWORK } from './sealed-records.ts'

/** A libp2p node that knows nothing of Open Peer: only kad-dht, as a client, and a validator that passes everything. */
export interface StockClient extends AsyncDisposable {
  libp2p: Libp2p<{ dht: KadDHT }>
  dht: KadDHT
}

export async function startStockClient(operators: TestOperators): Promise<StockClient> {
  const libp2p = await createLibp2p({
    ...testHost,
    addresses: { listen: [] },
    services: {
      identify: identify(),
      ping: ping(),
      dht: kadDHT({
        protocol: protocolIds(NETWORK).kad,
        clientMode: true,
        peerInfoMapper: passthroughMapper,
        allowQueryWithZeroPeers: true,
        validators: { [NETWORK]: async () => {} },
        selectors: { [NETWORK]: () => 0 },
      }),
    },
  })
  for (const operator of operators.all) {
    const isIdentified = new Promise((resolve) => libp2p.addEventListener('peer:identify', resolve, { once: true }))
    await libp2p.dial(operator.libp2p.getMultiaddrs())
    await isIdentified
  }
  return { libp2p, dht: libp2p.services.dht, [Symbol.asyncDispose]: async () => libp2p.stop() }
}

/** What a put came to: operators that said they stored it, and those that refused. */
export async function stockPut(dht: KadDHT, key: Uint8Array, value: Uint8Array) {
  const outcome = { stored: 0, refused: 0 }
  const events = dht.put(key, value) as AsyncIterable<QueryEvent>
  let hasAsked = false
  for await (const event of events) {
    if (event.name === 'SEND_QUERY' && event.messageName === 'PUT_VALUE') hasAsked = true
    if (event.name === 'PEER_RESPONSE' && event.messageName === 'PUT_VALUE') outcome.stored++
    if (event.name === 'QUERY_ERROR' && hasAsked) outcome.refused++
  }
  return outcome
}

/** The value that a stock `dht.get` ends with; null when there is none. */
export async function stockGet(dht: KadDHT, key: Uint8Array): Promise<Uint8Array | null> {
  for await (const event of dht.get(key)) if (event.name === 'VALUE') return event.value
  return null
}
