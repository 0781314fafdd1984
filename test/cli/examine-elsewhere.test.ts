// What doctor learns of a domain from other operators, which say whatever a test prepared.
import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { type ElsewhereOptions, examineElsewhere } from '../../src/cli/doctor/examine-elsewhere.ts'
import { createHost } from '../../src/peer/host.node.ts'
import type { PeerHost } from '../../src/peer/host.ts'
import { parseNodeAddresses } from '../../src/peer/operator-nodes.ts'
import { sealWitness } from '../../src/records/witness-statement.ts'
import { type Directory, startDirectory } from '../peer/directory.ts'
import { bytesOf, type Domain, NETWORK, newDomain, rawOf, START } from '../peer/forge.ts'
import { type Websites, websites } from '../peer/websites.ts'

let host: PeerHost
let a: Directory
let b: Directory
let c: Directory
let outside: Websites

before(async () => {
  host = await createHost({
    ...{ network: NETWORK, deviceKey: await generateKeyPair('Ed25519'), listen: [], allowPrivateAddresses: true },
    iceServers: () => [],
    chosenRelays: () => [],
  })
})
after(() => host.stop())

beforeEach(async () => {
  const directories = await Promise.all(['a.test', 'b.test', 'c.test'].map((domain) => startDirectory(domain)))
  const [first, second, third] = directories
  assert.ok(first && second && third)
  a = first
  b = second
  c = third
  outside = websites()
  for (const { owner, addresses } of directories) outside.sites.set(owner.domain, { key: owner.key, nodes: addresses })
  b.answers.holders = () => ({ nodes: [a, b, c].map(seated) })
  b.answers.find = () => ({ records: [{ envelope: Uint8Array.from(a.record), answers: 3, needed: 2 }] })
  for (const one of [b, c]) one.answers.witness = async () => ({ statements: [await saw(one.owner)] })
})
afterEach(async () => {
  await Promise.all([a, b, c].map((directory) => directory[Symbol.asyncDispose]()))
})

const seated = ({ host, addresses, record }: Directory) => ({
  peerId: Uint8Array.from(host.peerId.toMultihash().bytes),
  multiaddrs: addresses.map(bytesOf),
  domainRecord: Uint8Array.from(record),
})

/** A statement of this witness that it saw the key of a.test, or whatever else. */
const saw = (witness: Domain, changed: { key?: Uint8Array; domain?: string } = {}, signer = witness) =>
  sealWitness(
    {
      ...{ witness: witness.domain, domain: 'a.test', website: true, dns: false, seenAt: START - 1000 },
      key: rawOf(a.owner.key),
      ...(changed as object),
    },
    signer.key,
    NETWORK,
  )

const look = (changed: Partial<ElsewhereOptions> = {}) =>
  examineElsewhere({
    ...{ domain: 'a.test', network: NETWORK, nodes: parseNodeAddresses(a.addresses), via: ['b.test'], outside, host },
    ...{ now: () => START, signal: new AbortController().signal },
    ...changed,
  })

describe('doctor elsewhere', () => {
  it('learns through another operator what holders have, who has a seat, and what witnesses saw', async () => {
    const { via, held, seat, witnesses, trouble } = await look()
    assert.deepEqual([via, trouble], ['b.test', null])
    assert.deepEqual(held?.record?.bytes, Uint8Array.from(a.record))
    assert.equal(seat?.seated, true)
    assert.deepEqual(
      witnesses.map(({ witness, statements }) => [witness, statements.length]),
      [
        ['b.test', 1],
        ['c.test', 1],
      ],
    )
  })

  it('finds that other operator through the domain’s own node, when nobody names one', async () => {
    a.answers.holders = () => ({ nodes: [seated(b)] })
    assert.equal((await look({ via: [] })).via, 'b.test')
    a.answers.holders = () => ({ nodes: [seated(a)] })
    const alone = await look({ via: [] })
    assert.deepEqual([alone.via, alone.held, alone.seat, alone.witnesses], [null, null, null, []])
  })

  it('sees that there is no seat', async () => {
    b.answers.holders = () => ({ nodes: [b, c].map(seated) })
    assert.equal((await look()).seat?.seated, false)
  })

  it('counts no statement by another key than the witness’s, of another domain, nor of a witness that nobody vouches for', async () => {
    const mallory = await newDomain('b.test')
    b.answers.witness = async () => ({
      statements: [await saw(b.owner, {}, mallory), await saw(b.owner, { domain: 'x.test' })],
    })
    outside.sites.set('c.test', { key: mallory.key, nodes: c.addresses })
    const { witnesses } = await look()
    assert.deepEqual(
      witnesses.map(({ statements }) => statements),
      [[], []],
    )
    assert.match(witnesses[1]?.trouble ?? '', /website of c\.test does not show/)
  })

  it('goes on with what others say when one of them talks nonsense', async () => {
    const nonsense = Uint8Array.of(1, 2, 3)
    b.answers.holders = () => ({
      nodes: [
        { peerId: nonsense, multiaddrs: [nonsense], domainRecord: nonsense },
        { ...seated(c), peerId: nonsense },
        seated(b),
      ],
    })
    b.answers.find = () => ({ records: [{ envelope: nonsense, answers: 1, needed: 1 }] })
    const { held, witnesses } = await look()
    assert.notEqual(held?.trouble, null)
    assert.deepEqual(
      witnesses.map(({ witness, trouble }) => [witness, trouble === null]),
      [
        ['c.test', false],
        ['b.test', true],
      ],
    )
  })

  it('does not wait for ever for one that never answers', { timeout: 30_000 }, async () => {
    b.answers.find = () => new Promise(() => {})
    const facts = await look()
    assert.equal(facts.via, null)
    assert.match(facts.trouble ?? '', /b\.test cannot be asked/)
  })
})
