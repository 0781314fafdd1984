/** A domain record is public: showing it makes nobody that domain's node. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { OperatorNode } from '../../src/node/operator-node.ts'
import { createKeys } from '../../src/peer/create-keys.ts'
import { signIdentity } from '../../src/peer/sign-identity.ts'
import { replay } from '../../src/records/key-log.ts'
import { domainRoutingKey } from '../../src/records/routing-key.ts'
import { records } from '../../src/wire/methods.ts'
import { domainRecord } from '../federation/domain-records.ts'
import { type Nodes, startNodes } from '../node/nodes.ts'
import { type Attacker, startAttacker } from './attacker.ts'

describe('a node with the domain record of somebody else', () => {
  let nodes: Nodes
  let attacker: Attacker
  let victim: OperatorNode
  let asked: OperatorNode
  let wasMember = false

  before(async () => {
    nodes = await startNodes(['a.test', 'b.test', 'c.test'], { onDisk: true })
    victim = nodes.of('b.test')
    asked = nodes.of('a.test')
    attacker = await startAttacker()
    const { operators } = asked.federation
    operators.onChange(({ after }) => {
      wasMember ||= operators.seatOf(attacker.host.peerId) !== null
      wasMember ||= after.some(({ peerId }) => peerId.equals(attacker.host.peerId))
    })
  })
  after(async () => {
    await attacker[Symbol.asyncDispose]()
    await nodes[Symbol.asyncDispose]()
  })

  const introduce = (domainRecord: Uint8Array) =>
    attacker.ask(asked, 'records', records.introduce, { domainRecord: Uint8Array.from(domainRecord) })

  /** Whoever came before a node that is admitted by now was judged as well. */
  async function untilOthersAreAdmitted(): Promise<void> {
    await nodes.stop('c.test')
    await nodes.restart('c.test')
  }

  it('has no seat by it: the record lists other nodes', async () => {
    await introduce(victim.domainRecord().bytes)
    await untilOthersAreAdmitted()
    const { nodes: named } = await attacker.ask(asked, 'records', records.operators, {})
    assert.ok(named.length >= 3)
    assert.ok(!named.some(({ peerId }) => Buffer.from(peerId).equals(attacker.id)))
    assert.equal(asked.federation.operators.seatOf(attacker.host.peerId), null)
    assert.ok(!wasMember, 'not for a moment')
  })

  it('has none by a record of its own making either, and takes the seat of the domain from nobody', async () => {
    const forged = await domainRecord('b.test', attacker.nodeKey, { nodes: [attacker.id], seq: Date.now() + 60_000 })
    await introduce(forged.bytes)
    await untilOthersAreAdmitted()
    assert.equal(asked.federation.operators.seatOf(attacker.host.peerId), null)
    assert.ok(!wasMember, 'not for a moment')
    assert.equal(asked.federation.operators.seatOf(victim.peerId)?.domain, 'b.test')
  })

  it('cannot put that record in the place of the true one, however high its seq', async () => {
    const forged = await domainRecord('b.test', attacker.nodeKey, { nodes: [attacker.id], seq: Date.now() + 120_000 })
    for (const node of nodes.all) {
      const entry = {
        routingKey: domainRoutingKey('test', 'b.test'),
        envelope: Uint8Array.from(forged.bytes),
        view: new Uint8Array(8),
      }
      const { results } = await attacker.ask(node, 'records', records.put, { entries: [entry] })
      assert.deepEqual(
        results.map(({ outcome, code }) => [outcome, code]),
        [['', 'BINDING_MISMATCH']],
        node.domain,
      )
    }
    const { record } = await asked.federation.lookup(domainRoutingKey('test', 'b.test'), { policy: 'quorum' })
    assert.deepEqual(record?.bytes, victim.domainRecord().bytes)
  })

  it('brings no new keys: nobody would pay for them', async () => {
    const { keys } = await createKeys({ network: 'test' })
    const { id } = await replay(keys.keyLog)
    const now = Date.now()
    const identity = await signIdentity({
      keys,
      id,
      home: 'b.test',
      base: null,
      change: {},
      seq: now,
      lifetimeMs: 3_600_000,
      now,
    })
    const entry = {
      routingKey: Uint8Array.from(identity.routingKey),
      envelope: Uint8Array.from(identity.bytes),
      view: new Uint8Array(8),
    }
    const { results } = await attacker.ask(asked, 'records', records.put, { entries: [entry] })
    assert.deepEqual(
      results.map(({ code }) => code),
      ['NOT_ADMITTED'],
    )
    assert.equal(await asked.federation.store.get(identity.routingKey), null)
  })
})
