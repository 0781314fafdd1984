import { generateKeyPair } from '@libp2p/crypto/keys'
import { fromString } from 'uint8arrays'
import type { LookupPolicy } from '../../src/federation/lookup-policy.ts'
import type { OperatorNode } from '../../src/node/operator-node.ts'
import type { Contact } from '../../src/peer/contact.ts'
import { createKeys } from '../../src/peer/create-keys.ts'
import { createDeviceEntry } from '../../src/records/device-entry.ts'
import { replay } from '../../src/records/key-log.ts'
import { identityRoutingKey } from '../../src/records/routing-key.ts'
import { sealRecord } from '../../src/records/seal-record.ts'
import { createTestnet } from '../../src/testnet/testnet.ts'
import { type Contender, timed } from '../contender.ts'

const NETWORK = 'bench'
const ECHO = '/bench/echo/1.0.0'
const LIFETIME_MS = 3_600_000

interface Prepared {
  bytes: Uint8Array
  routingKey: Uint8Array
}

/** Whole operator nodes and two people. What is looked up are identity records (≈ 400 B), each by a node that holds no copy. */
export async function start(nodes: number, records: number): Promise<Contender> {
  const testnet = await createTestnet({ operators: nodes, network: NETWORK })
  const [alice, bob] = await Promise.all([testnet.addPeer('alice@a.test'), testnet.addPeer('bob@b.test')])
  await bob.handle(
    ECHO,
    async (stream) => {
      for await (const bytes of stream) stream.send(bytes)
      await stream.close()
    },
    { onRelay: true },
  )
  const contact = (await alice.resolve('bob@b.test', { policy: 'quorum' })) as Contact
  const node = (index: number) => testnet.operators[index % nodes] as OperatorNode
  const published: Uint8Array[] = []
  const publish = async (from: OperatorNode, { bytes, routingKey }: Prepared) => {
    await from.federation.publish(bytes, routingKey)
    return routingKey
  }
  for (let i = 0; i < records; i++) published.push(await publish(node(i), await prepare()))
  let turn = 0
  const stranger = async (key: Uint8Array) => {
    for (;;) {
      const asker = node(turn++)
      if ((await asker.federation.store.get(key)) === null) return asker
    }
  }
  const get = async (policy: LookupPolicy) => {
    const key = published[turn % published.length] as Uint8Array
    const asker = await stranger(key)
    return timed(async () => {
      if ((await asker.federation.lookup(key, { policy })).record === null) throw new Error('we lost a record')
    })
  }
  return {
    works: {
      'resolve network': () => get('network'),
      'resolve quorum': () => get('quorum'),
      'resolve cached': () =>
        timed(async () => {
          if ((await alice.resolve('bob@b.test', { policy: 'cache-first' }))?.source !== 'cache')
            throw new Error('not cached')
        }),
      'publish to quorum': async () => {
        const record = await prepare()
        const from = node(turn++)
        return timed(() => publish(from, record))
      },
      'connect + echo': async () => {
        const start = performance.now()
        const link = await alice.connect(contact)
        const stream = await link.openStream(ECHO, { onRelay: true })
        stream.send(fromString('echo'))
        for await (const _ of stream) break
        const ms = performance.now() - start
        stream.abort(new Error('done'))
        await link.close()
        return ms
      },
    },
    stop: () => testnet.stop(),
  }
}

/** A fresh identity record, as a peer makes it. Not timed: the competitors' values are made outside, too. */
async function prepare(): Promise<Prepared> {
  const [{ keys }, deviceKey] = await Promise.all([createKeys({ network: NETWORK }), generateKeyPair('Ed25519')])
  const { id } = await replay(keys.keyLog)
  const now = Date.now()
  const sealingKey = keys.sealingKey.publicKey
  const device = await createDeviceEntry({ deviceKey, identityId: id, network: NETWORK, sealingKey, publisher: true })
  const payload = {
    id,
    keyLog: keys.keyLog,
    seq: now,
    expiresAt: now + LIFETIME_MS,
    homes: ['a.test'],
    devices: [device],
    listedNames: [],
  }
  const bytes = await sealRecord('identity', payload, keys.identityKey, NETWORK)
  return { bytes, routingKey: identityRoutingKey(NETWORK, id) }
}
