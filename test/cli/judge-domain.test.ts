import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { DomainFacts } from '../../src/cli/doctor/examine-domain.ts'
import { type Check, worst } from '../../src/cli/doctor/finding.ts'
import { judgeDomain } from '../../src/cli/doctor/judge-domain.ts'
import {
  address,
  DAY_MS,
  domain,
  domainRecord,
  expectOne,
  findings,
  good,
  goodNode,
  key,
  NOW,
  network,
  otherKey,
  peerId,
  wsAddress,
} from './good-domain.ts'

const nobody = { via: null, trouble: null, held: null, seat: null, witnesses: [] }

describe('what doctor finds', () => {
  it('is nothing in a domain that is well', () => {
    const found = findings({})
    assert.deepEqual([...new Set(found.map(({ result }) => result))], ['ok'], JSON.stringify(found, null, 2))
    assert.equal(worst(found), 'ok')
    const checks: Check[] = [
      'website',
      'pages',
      'dns',
      'address',
      'address',
      'directory',
      'introduce',
      'clock',
      'websocket',
      'record',
      'key',
      'lifetime',
      'lists',
      'stun',
      'relay',
      'gateway',
      'elsewhere',
      'held',
      'seat',
      'witnesses',
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
      relays: [],
      elsewhere: nobody,
    }
    for (const { result, mend } of [...findings({}), ...judgeDomain(bad)])
      assert.equal(mend !== null, result === 'failed' || result === 'warning')
  })

  it('follows from a website that does not answer: one failure, the rest left out', () => {
    const found = findings({
      website: { ...good.website, document: null, trouble: 'It was not fetched.' },
      ...{ nodes: [], record: null, binding: null, stun: [], gateway: null, relays: [], elsewhere: nobody },
    })
    const troubled = found.filter(({ result }) => result !== 'skipped').map(({ check, result }) => `${check} ${result}`)
    assert.deepEqual(troubled, ['website failed', 'elsewhere warning'])
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

  it('is a failure where a node shows operators another record than people, a warning where it shows none', () => {
    const introduction = { domainRecord: Uint8Array.of(1), clockAheadMs: 0 }
    expectOne({ nodes: [{ ...goodNode, introduction }] }, 'introduce', 'failed', /anew/)
    const silent = { ...goodNode, introduction: null, introductionTrouble: 'no such method' }
    assert.match(expectOne({ nodes: [silent] }, 'introduce', 'warning', /update/).detail, /no such method/)
  })

  it('judges clocks: up to a minute, up to five, more', () => {
    const { domainRecord } = good.record === null ? assert.fail() : { domainRecord: good.record.bytes }
    const ahead = (clockAheadMs: number, toOperators = clockAheadMs) => ({
      nodes: [
        {
          ...goodNode,
          description: { domainRecord, clockAheadMs },
          introduction: { domainRecord, clockAheadMs: toOperators },
        },
      ],
    })
    expectOne(ahead(0, 60_001), 'clock', 'warning', /NTP/)
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
    const signed = async (daysAgo: number) => {
      const record = await domainRecord(NOW - daysAgo * DAY_MS)
      const elsewhere = { ...good.elsewhere, held: { record, answers: 5, needed: 4, trouble: null } }
      const found = findings({ record, elsewhere }).find(({ check }) => check === 'lifetime')
      return `${found?.result}: ${found?.mend}`
    }
    assert.match(await signed(67), /^ok/)
    assert.match(await signed(68), /^warning: .*log of the node/)
    assert.match(await signed(90), /^failed: .*log of the node/)
    assert.match(await signed(-1), /^failed: .*clocks/)
  })

  it('warns when website and record name different addresses', () => {
    const more = `/dns4/b.example/tcp/1/p2p/${peerId}`
    const document = (...nodes: string[]) => ({
      website: { ...good.website, document: { network, domain, key, nodes: [...nodes, wsAddress] } },
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
