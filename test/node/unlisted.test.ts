import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { SEALED_AT_ONCE } from '../../src/node/unlisted-locations.ts'
import { sealedRoutingKey } from '../../src/records/routing-key.ts'
import { sealRecord } from '../../src/records/seal-record.ts'
import { directory } from '../../src/wire/methods.ts'
import { type Nodes, startNode, startNodes } from './nodes.ts'
import { createPerson, NETWORK, type Person } from './people.ts'

/** A sealed record of a new capability, as holders see it. */
async function sealed() {
  const key = await generateKeyPair('Ed25519')
  const capability = Uint8Array.from(key.publicKey.raw)
  const [nonce, ciphertext] = [new Uint8Array(24), new Uint8Array(1024)]
  const payload = { capability, seq: Date.now(), expiresAt: Date.now() + 3_600_000, nonce, ciphertext }
  const routingKey = Uint8Array.from(sealedRoutingKey(NETWORK, capability))
  return { routingKey, envelope: await sealRecord('sealed', payload, key, NETWORK) }
}

describe('unlisted identities at their home', () => {
  let nodes: Nodes
  let hidden: Person

  before(async () => {
    nodes = await startNodes(['a.test', 'b.test'])
    hidden = await createPerson()
  })
  after(async () => {
    await hidden[Symbol.asyncDispose]()
    await nodes[Symbol.asyncDispose]()
  })

  const home = () => nodes.of('a.test')
  const put = async (person: Person, identityRecord: Uint8Array<ArrayBuffer>, envelope?: Uint8Array<ArrayBuffer>) =>
    person.ask(home(), directory.putLocation, { envelope: envelope ?? (await person.location()), identityRecord })
  const locate = async (person: Person) =>
    (await hidden.ask(home(), directory.locate, { identityId: person.id })).locations.length
  const publish = async (person: Person, count = 1) => {
    const records = await Promise.all(Array.from({ length: count }, sealed))
    const { results } = await person.ask(home(), directory.publish, { records })
    return results.map(({ outcome, code }) => outcome || code)
  }

  it('a home takes new sealed records of nobody whose device it does not keep', async () => {
    assert.deepEqual(await publish(hidden), ['REFUSED'])
  })

  it('keeps where they are for who knows the id, and puts them into no other answer', async () => {
    await put(hidden, await hidden.record())
    assert.equal(await locate(hidden), 1)
    for (const policy of ['own', 'network', 'quorum']) {
      const bundle = await hidden.ask(home(), directory.resolve, { id: hidden.id, policy })
      assert.deepEqual([bundle.identityRecord.byteLength, bundle.locations.length], [0, 0], policy)
    }
    const question = { routingKeys: [hidden.routingKey()], policy: 'quorum' }
    assert.equal((await hidden.ask(home(), directory.find, question)).records[0]?.envelope.byteLength, 0)
    for (const node of nodes.all) assert.equal(await node.federation.store.get(hidden.routingKey()), null)
  })

  it('then takes their sealed records, and puts them to the holders', async () => {
    const record = await sealed()
    const { results } = await hidden.ask(home(), directory.publish, { records: [record] })
    assert.equal(results[0]?.outcome, 'stored')
    assert.ok(await nodes.of('b.test').federation.store.get(record.routingKey))
  })

  it('takes no record but by the device itself, which the record lists, at a home that it names', async () => {
    await using other = await createPerson()
    const refusedWith = async (code: string, work: Promise<unknown>) => assert.rejects(work, { code })
    await refusedWith('DEVICE_NOT_LISTED', put(other, await hidden.record(), await hidden.location()))
    await refusedWith('NOT_REGISTERED', put(other, await other.record({ homes: ['b.test'] })))
    await refusedWith('DEVICE_NOT_LISTED', put(other, await other.record({ withoutDevice: true })))
    await refusedWith('WRONG_ROUTING_KEY', put(other, await hidden.record()))
    await refusedWith('NOT_REGISTERED', put(other, await other.tombstone()))
    assert.equal(await locate(other), 0)
  })

  it('an older identity record than one that was brought before is refused', async () => {
    await using person = await createPerson()
    const seq = Date.now()
    await put(person, await person.record({ seq }))
    const location = await person.location()
    await assert.rejects(put(person, await person.record({ seq: seq - 1_000 }), location), { code: 'NOT_NEWEST' })
    assert.equal(await locate(person), 1)
  })

  it('takes 64 new ones of an identity at once, then asks for patience; newer versions are free', async () => {
    await using person = await createPerson()
    await put(person, await person.record())
    const outcomes: string[] = []
    for (let done = 0; done < SEALED_AT_ONCE + 16; done += 16) outcomes.push(...(await publish(person, 16)))
    assert.deepEqual(outcomes.slice(0, SEALED_AT_ONCE), Array(SEALED_AT_ONCE).fill('stored'))
    assert.deepEqual(outcomes.slice(SEALED_AT_ONCE), Array(16).fill('RATE_LIMITED'))
  })

  it('a domain that gives no names to strangers is no home to them', async () => {
    await using closed = await startNode('z.test', { registration: { mode: 'closed', tokens: [] } })
    await using person = await createPerson()
    const message = { envelope: await person.location(), identityRecord: await person.record({ homes: ['z.test'] }) }
    await assert.rejects(person.ask(closed, directory.putLocation, message), { code: 'REGISTRATION_CLOSED' })
  })
})
