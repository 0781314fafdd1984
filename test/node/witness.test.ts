import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type ErrorCode, isOpenPeerError, OpenPeerError } from '../../src/errors.ts'
import type { Outside } from '../../src/identity-proofs/outside.ts'
import { domainRoutingKey } from '../../src/records/routing-key.ts'
import { validateDomain } from '../../src/records/validate.ts'
import { openWitness } from '../../src/records/witness-statement.ts'
import { directory } from '../../src/wire/methods.ts'
import { type Nodes, startNodes } from './nodes.ts'
import { createPerson, type Person } from './people.ts'
import { until } from './until.ts'
import { NODE_WEBSITES } from './websites.ts'

const NETWORK = 'test'
const code = (expected: ErrorCode) => (error: unknown) => isOpenPeerError(error, expected)
const keyOf = (domain: string) => Uint8Array.from(domainRoutingKey(NETWORK, domain))

let nodes: Nodes
let asker: Person
/** Domains whose website was asked for. */
const asked: string[] = []

const outside: Outside = {
  ...NODE_WEBSITES,
  async fetchText(url, options) {
    asked.push(new URL(url).hostname)
    return NODE_WEBSITES.fetchText(url, options)
  },
  resolveTxt: async () => {
    throw new OpenPeerError('UNREACHABLE', 'No DNS here.')
  },
}

before(async () => {
  nodes = await startNodes(['a.test', 'b.test', 'c.test'], { outside })
  asker = await createPerson()
  // Records of domains are put to their holders right after the start.
  await until('the domain record of b.test is held', async () => {
    return (await nodes.of('a.test').federation.store.get(keyOf('b.test'))) !== null
  })
})
after(async () => {
  await asker[Symbol.asyncDispose]()
  await nodes[Symbol.asyncDispose]()
})

const statements = async (of: string, domain: string) => {
  const { statements } = await asker.ask(nodes.of(of), directory.witness, { domain })
  return Promise.all(statements.map((bytes) => openWitness(bytes, NETWORK)))
}

describe('a node as a witness', () => {
  it('says what it saw, under its own domain’s key, the same bytes to everybody', async () => {
    const [said, ...others] = await statements('a.test', 'b.test')
    assert.deepEqual(others, [])
    const { payload, signer } = said ?? assert.fail()
    assert.deepEqual([payload.witness, payload.domain, payload.website, payload.dns], ['a.test', 'b.test', true, false])
    assert.deepEqual(payload.key, Uint8Array.from(nodes.of('b.test').domainKey))
    assert.deepEqual(signer, Uint8Array.from(nodes.of('a.test').domainKey))
    assert.ok(Date.now() - payload.seenAt < 60_000)
    assert.deepEqual((await statements('a.test', 'b.test'))[0]?.bytes, said?.bytes)
  })

  it('fetches nothing for names that it does not hold, and says nothing of its own', async () => {
    const before = asked.length
    assert.deepEqual(await statements('a.test', 'stranger.test'), [])
    assert.deepEqual(await statements('a.test', 'a.test'), [])
    assert.deepEqual(await statements('a.test', 'sub.a.test'), [])
    assert.equal(asked.length, before)
    await assert.rejects(statements('a.test', 'not a domain'), code('INVALID_NAME'))
  })
})

describe('holders', () => {
  it('are named with the domain records by which they were admitted', async () => {
    const { nodes: named } = await asker.ask(nodes.of('a.test'), directory.holders, { routingKey: keyOf('b.test') })
    const now = Date.now()
    const domains = await Promise.all(
      named.map(async ({ peerId, domainRecord, multiaddrs }) => {
        const owner = nodes.all.find((node) => Buffer.from(node.peerId.toMultihash().bytes).equals(peerId))
        const record = await validateDomain(domainRecord, owner?.domain ?? '', { network: NETWORK, now })
        assert.ok(record.payload.nodes.some((node) => Buffer.from(node.peerId).equals(peerId)))
        assert.ok(multiaddrs.length > 0)
        return record.payload.domain
      }),
    )
    assert.deepEqual(domains.sort(), ['a.test', 'b.test', 'c.test'])
    const { holders } = nodes.of('a.test').federation.operators.view(keyOf('b.test'))
    assert.deepEqual(
      named.map(({ peerId }) => Buffer.from(peerId)),
      holders.map(({ id }) => Buffer.from(id)),
    )
  })

  it('of what is no routing key are not asked for', async () => {
    const short = asker.ask(nodes.of('a.test'), directory.holders, { routingKey: new Uint8Array(31) })
    await assert.rejects(short, code('INVALID_ARGUMENT'))
  })
})
