import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import type { OperatorNode } from '../../src/node/operator-node.ts'
import { rawPublicKey } from '../../src/records/keys.ts'
import { parseName } from '../../src/records/names.ts'
import { domainRoutingKey } from '../../src/records/routing-key.ts'
import { sealRecord } from '../../src/records/seal-record.ts'
import { openRecord } from '../../src/records/validate.ts'
import { answering } from '../../src/wire/call.ts'
import { handleProtocol } from '../../src/wire/handle-protocol.ts'
import type { GetResult } from '../../src/wire/messages.js'
import { records } from '../../src/wire/methods.ts'
import { protocolIds } from '../../src/wire/protocols.ts'
import { type Nodes, startNodes } from './nodes.ts'
import { createPerson, NETWORK, type Person } from './people.ts'

const DOMAINS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((letter) => `${letter}.test`)
/** What liars may cost at most, beside what the same question takes among honest holders. */
const MAX_COST_MS = 500
const HOUR_MS = 3_600_000

describe('seven of eight holders that lie, where the home is honest', () => {
  let nodes: Nodes
  let bob: Person
  let asker: OperatorNode
  let home: OperatorNode
  const lies = new Map<string, Uint8Array>()

  before(async () => {
    nodes = await startNodes(DOMAINS)
    const found = pairWithoutHolding(nodes)
    asker = found.asker
    home = found.home
    bob = await createPerson()
  })
  after(async () => {
    await bob[Symbol.asyncDispose]()
    await nodes[Symbol.asyncDispose]()
  })

  /** A home, and an asker that is the only one that does not hold its domain's record. */
  function pairWithoutHolding({ all }: Nodes) {
    for (const home of all) {
      const key = domainRoutingKey(NETWORK, home.domain)
      const { holders } = home.federation.operators.view(key)
      const asker = all.find(({ peerId }) => !holders.some((holder) => holder.key === String(peerId)))
      if (asker !== undefined && asker !== home) return { asker, home }
    }
    throw new Error('every node is the only one that does not hold its own record')
  }

  async function lie(node: OperatorNode): Promise<void> {
    await node.federation.stop()
    const get = async (routingKey: Uint8Array): Promise<GetResult> => {
      const envelope = lies.get(String(routingKey)) as Uint8Array<ArrayBuffer> | undefined
      const nothing = { envelope: new Uint8Array(), seq: 0, payloadHash: new Uint8Array(), closer: [] }
      if (envelope === undefined) return nothing
      const { seq, payloadHash } = await openRecord(envelope, routingKey, { network: NETWORK })
      return { ...nothing, envelope, seq, payloadHash: payloadHash as Uint8Array<ArrayBuffer> }
    }
    await handleProtocol(node.libp2p, protocolIds(NETWORK).records, {
      get: answering(records.get, async ({ entries }) => ({
        results: await Promise.all(entries.map(({ routingKey }) => get(routingKey))),
      })),
    })
  }

  it('change no `network` answer and cost at most 500 ms', async () => {
    const name = parseName(`bob@${home.domain}`)
    const address = { type: 'name' as const, name }
    const before = await bob.record({ homes: [home.domain], names: [name.text], seq: Date.now() - HOUR_MS })
    await bob.register(home, 'bob')
    const startedAt = performance.now()
    const truth = await asker.resolve(address, { policy: 'network' })
    const honestMs = performance.now() - startedAt
    assert.ok(truth.domain && truth.name && truth.identity)

    const key = await generateKeyPair('Ed25519')
    const seq = Date.now() + 60_000
    const payload = { ...truth.domain.payload, key: rawPublicKey(key.publicKey), seq, expiresAt: seq + HOUR_MS }
    lies.set(String(truth.domain.routingKey), await sealRecord('domain', payload, key, NETWORK))
    lies.set(String(truth.identity.routingKey), before)
    await Promise.all(nodes.all.filter((node) => node !== asker && node !== home).map(lie))

    const liedAt = performance.now()
    const bundle = await asker.resolve(address, { policy: 'network' })
    const tookMs = performance.now() - liedAt
    assert.deepEqual(bundle.domain?.bytes, truth.domain.bytes)
    assert.deepEqual(bundle.name?.bytes, truth.name.bytes)
    assert.deepEqual(bundle.identity?.bytes, truth.identity.bytes)
    assert.ok(tookMs <= honestMs + MAX_COST_MS, `${tookMs} ms, ${honestMs} ms before they lied`)

    // Without the home's word the domain's record is still the right one: this node has seen its website.
    const held = await asker.federation.lookup(truth.domain.routingKey, { policy: 'network' })
    assert.deepEqual(held.record?.bytes, truth.domain.bytes)
  })
})
