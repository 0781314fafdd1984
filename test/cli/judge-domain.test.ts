import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import type { DomainFacts } from '../../src/cli/doctor/examine-domain.ts'
import { type Check, type Finding, worst } from '../../src/cli/doctor/finding.ts'
import { judgeDomain } from '../../src/cli/doctor/judge-domain.ts'
import { domainRoutingKey } from '../../src/records/routing-key.ts'
import { sealRecord } from '../../src/records/seal-record.ts'
import { openRecord } from '../../src/records/validate.ts'
import type { VerifiedDomain } from '../../src/records/verified-record.ts'

const NOW = 1_800_000_000_000
const DAY_MS = 86_400_000
const network = 'main'
const domain = 'a.example'
const domainKey = await generateKeyPairFromSeed('Ed25519', new Uint8Array(32).fill(1))
const node = peerIdFromPrivateKey(await generateKeyPairFromSeed('Ed25519', new Uint8Array(32).fill(2)))
const peerId = node.toString()
const address = `/dns4/a.example/tcp/4001/p2p/${peerId}`
const key = Uint8Array.from(domainKey.publicKey.raw)
const otherKey = new Uint8Array(32).fill(9)

async function domainRecord(seq = NOW - DAY_MS): Promise<VerifiedDomain> {
  const payload = {
    ...{ domain, seq, key, expiresAt: seq + 90 * DAY_MS, previousKeys: [], services: [], policy: [] },
    nodes: [{ peerId: node.toMultihash().bytes, multiaddrs: [multiaddr(address).bytes] }],
  }
  const bytes = await sealRecord('domain', payload, domainKey, network)
  return (await openRecord(bytes, domainRoutingKey(network, domain), { network })) as VerifiedDomain
}

const url = 'https://a.example/.well-known/openpeer.json'
const good: DomainFacts = {
  ...{ domain, network, now: NOW, recordTroubles: [], record: await domainRecord() },
  website: {
    ...{ url, trouble: null, otherNetwork: null, allowOrigin: '*' },
    document: { network, domain, key, nodes: [address] },
  },
  nodes: [
    {
      peerId,
      addresses: [{ address, result: 'reached', detail: 'reached in 5 ms' }],
      description: { domainRecord: new Uint8Array(), clockAheadMs: -200 },
      trouble: null,
    },
  ],
  binding: {
    ...{ domain, key, status: 'verified', detail: '', checkedAt: NOW, lastSuccessAt: NOW },
    website: { result: 'match', detail: 'The website shows this key.' },
    dns: { result: 'match', detail: 'The TXT record shows this key.' },
  },
  stun: [{ uri: 'stun:a.example:3478', answers: true, detail: 'It answers.' }],
  gateway: { url: 'https://a.example/healthz', healthy: true, detail: 'It answers.' },
}
const [goodNode] = good.nodes
assert.ok(goodNode && good.binding)

/** What is found of these facts, all others being good. */
function findings(changed: Partial<DomainFacts>): Finding[] {
  return judgeDomain({ ...good, ...changed })
}

/** Expects this one finding to be the only one that is not ok, with a mend that `mend` matches. */
function expectOne(
  changed: Partial<DomainFacts>,
  check: Check,
  result: Finding['result'],
  mend: RegExp | null,
): Finding {
  const [found, ...more] = findings(changed).filter((finding) => finding.result !== 'ok')
  assert.ok(found)
  assert.deepEqual(more, [])
  assert.deepEqual([found.check, found.result], [check, result], found.detail)
  if (mend === null) assert.equal(found.mend, null)
  else assert.match(found.mend ?? '', mend)
  return found
}

describe('what doctor finds', () => {
  it('is nothing in a domain that is well', () => {
    const found = findings({})
    assert.deepEqual([...new Set(found.map(({ result }) => result))], ['ok'])
    assert.equal(worst(found), 'ok')
    const checks: Check[] = [
      'website',
      'pages',
      'dns',
      'address',
      'directory',
      'clock',
      'record',
      'key',
      'lifetime',
      'lists',
      'stun',
      'gateway',
    ]
    assert.deepEqual(
      found.map(({ check }) => check),
      checks,
    )
  })

  it('gives a mend to all that is wrong, and to nothing else', () => {
    const bad: DomainFacts = {
      ...good,
      website: { ...good.website, document: null, trouble: 'No.' },
      record: null,
      nodes: [],
      binding: null,
      gateway: null,
    }
    for (const { result, mend } of [...findings({}), ...judgeDomain(bad)])
      assert.equal(mend !== null, result === 'failed' || result === 'warning')
  })

  it('follows from a website that does not answer: one failure, the rest left out', () => {
    const found = findings({
      website: { ...good.website, document: null, trouble: 'It was not fetched.' },
      ...{ nodes: [], record: null, binding: null, stun: [], gateway: null },
    })
    assert.equal(found[0]?.result, 'failed')
    assert.deepEqual([...new Set(found.slice(1).map(({ result }) => result))], ['skipped'])
  })

  it('tells another network from no document', () => {
    const [website] = findings({ website: { ...good.website, document: null, otherNetwork: 'dev' } })
    assert.match(website?.mend ?? '', /openpeer doctor a\.example --network dev$/)
  })

  it('warns when web pages cannot read the document', () => {
    const website = (allowOrigin: string | null) => ({ website: { ...good.website, allowOrigin } })
    expectOne(website(null), 'pages', 'warning', /Access-Control-Allow-Origin/)
    expectOne(website('https://a.example'), 'pages', 'warning', /Access-Control-Allow-Origin/)
  })

  it('takes a TXT record for optional, but not for wrong', () => {
    const dns = (result: 'missing' | 'mismatch' | 'unreachable') => ({
      binding: good.binding && { ...good.binding, dns: { result, detail: '.' } },
    })
    const txt = /_openpeer\.a\.example TXT "openpeer=1; key=[\w-]{43}"/
    expectOne(dns('missing'), 'dns', 'warning', txt)
    expectOne(dns('mismatch'), 'dns', 'failed', txt)
    expectOne(dns('unreachable'), 'dns', 'warning', /name servers/)
  })

  it('is a failure where an address is not reached, and nothing where we have no transport for it', () => {
    const addresses = (result: 'failed' | 'unsupported') => ({
      nodes: [{ ...goodNode, addresses: [...goodNode.addresses, { address: '/x', result, detail: 'no answer' }] }],
    })
    expectOne(addresses('failed'), 'address', 'failed', /port/)
    expectOne(addresses('unsupported'), 'address', 'skipped', null)
  })

  it('is a failure where the website names no node', () => {
    const website = { ...good.website, document: { network, domain, key, nodes: [] } }
    const found = findings({ website, nodes: [], record: null, stun: [] })
    assert.equal(found.find(({ check }) => check === 'address')?.result, 'failed')
  })

  it('is a failure where a node does not describe itself, or is not of this domain', () => {
    const silent = { ...goodNode, description: null, trouble: 'no such protocol' }
    expectOne({ nodes: [silent] }, 'directory', 'failed', /network "main"/)
    const stranger = '12D3KooWBhvsf7Wp1Ai8nNBWQ2BRG42UMUdKqYUyYNfpZ2LLjp7H'
    expectOne(
      { nodes: [{ ...goodNode, peerId: stranger }] },
      'directory',
      'failed',
      /only the nodes of its domain record/,
    )
  })

  it('judges clocks: up to a minute, up to five, more', () => {
    const ahead = (clockAheadMs: number) => ({
      nodes: [{ ...goodNode, description: { domainRecord: new Uint8Array(), clockAheadMs } }],
    })
    assert.equal(worst(findings(ahead(60_000))), 'ok')
    expectOne(ahead(60_001), 'clock', 'warning', /NTP/)
    expectOne(ahead(-300_000), 'clock', 'warning', /NTP/)
    assert.match(expectOne(ahead(-300_001), 'clock', 'failed', /NTP/).detail, /5 min behind/)
  })

  it('is a failure where the website shows another key than the one that signs', () => {
    const website = { result: 'mismatch' as const, detail: 'The website shows another key.' }
    const binding = good.binding && { ...good.binding, key: otherKey, website }
    assert.match(expectOne({ binding }, 'key', 'failed', /data directory/).detail, /Nobody can verify/)
    const unsteady = good.binding && { ...good.binding, website: { result: 'unreachable' as const, detail: '.' } }
    expectOne({ binding: unsteady }, 'key', 'warning', /unsteady/)
  })

  it('is a failure where a record does not hold', () => {
    const found = findings({ record: null, recordTroubles: [`${peerId}: bad signature`], stun: [] })
    const record = found.filter(({ check }) => check === 'record')
    assert.deepEqual(
      record.map(({ result }) => result),
      ['failed'],
    )
    assert.equal(found.find(({ check }) => check === 'key')?.result, 'skipped')
  })

  it('judges how old the record is: three quarters of its life, its end, the future', async () => {
    const signed = async (daysAgo: number) => ({ record: await domainRecord(NOW - daysAgo * DAY_MS) })
    assert.equal(worst(findings(await signed(67))), 'ok')
    expectOne(await signed(68), 'lifetime', 'warning', /log of the node/)
    expectOne(await signed(90), 'lifetime', 'failed', /log of the node/)
    expectOne(await signed(-1), 'lifetime', 'failed', /clocks/)
  })

  it('warns when website and record name different addresses', () => {
    const more = `/dns4/b.example/tcp/1/p2p/${peerId}`
    const document = (...nodes: string[]) => ({
      website: { ...good.website, document: { network, domain, key, nodes } },
    })
    assert.match(
      expectOne(document(address, more), 'lists', 'warning', /copy/).detail,
      /website alone names .*b\.example/,
    )
    assert.match(expectOne(document(more), 'lists', 'warning', /copy/).detail, /record alone names .*a\.example/)
  })

  it('warns without a STUN service, and fails with one that does not answer', () => {
    expectOne({ stun: [] }, 'stun', 'warning', /stun\.port/)
    expectOne({ stun: [{ uri: 'stun:x', answers: false, detail: '.' }] }, 'stun', 'failed', /stun\.port/)
  })

  it('is a failure where the gateway is not well; it may be missing', () => {
    expectOne({ gateway: { url: '', healthy: false, detail: '503' } }, 'gateway', 'failed', /healthz/)
    expectOne({ gateway: null }, 'gateway', 'skipped', null)
  })
})
