// What doctor makes of what the rest of the network has and says of a domain, and of its relays.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { WitnessFacts } from '../../src/cli/doctor/ask-witnesses.ts'
import type { DomainFacts } from '../../src/cli/doctor/examine-domain.ts'
import { worst } from '../../src/cli/doctor/finding.ts'
import {
  DAY_MS,
  domainRecord,
  expectOne,
  findings,
  good,
  goodNode,
  key,
  NOW,
  otherKey,
  peerId,
  recordOfAnotherKey,
  wsAddress,
} from './good-domain.ts'

const elsewhere = (changed: Partial<DomainFacts['elsewhere']>) => ({ elsewhere: { ...good.elsewhere, ...changed } })
const held = (changed: Partial<NonNullable<DomainFacts['elsewhere']['held']>>) =>
  elsewhere({ held: { record: null, answers: 5, needed: 4, trouble: null, ...changed } })

describe('what doctor hears elsewhere', () => {
  it('is nothing when nobody can be asked: a warning that says whom to name', () => {
    const found = findings(elsewhere({ via: null, held: null, seat: null, witnesses: [] })).slice(-4)
    assert.deepEqual(
      found.map(({ check, result }) => `${check} ${result}`),
      ['elsewhere warning', 'held skipped', 'seat skipped', 'witnesses skipped'],
    )
    assert.match(found[0]?.mend ?? '', /openpeer doctor a\.example --via b\.example/)
  })

  it('is a failure where holders have no record, one that is over, or one under another key', async () => {
    assert.match(expectOne(held({}), 'held', 'failed', /log/).detail, /finds nobody/)
    const over = await domainRecord(NOW - 91 * DAY_MS)
    assert.match(expectOne(held({ record: over }), 'held', 'failed', /log/).detail, /is over, signed 91 days ago/)
    assert.match(expectOne(held({ record: recordOfAnotherKey }), 'held', 'failed', /"key"/).detail, /another key/)
    expectOne(held({ trouble: 'bad signature' }), 'held', 'failed', /log/)
  })

  it('warns where holders are behind or ahead, or too few of them answer', async () => {
    expectOne(held({ record: await domainRecord(NOW) }), 'held', 'warning', /backup/)
    expectOne(held({ record: await domainRecord(NOW - 2 * DAY_MS) }), 'held', 'warning', /log/)
    expectOne(held({ answers: 1 }), 'held', 'warning', /later/)
  })

  it('is a failure without a seat, and nothing where nobody says who has one', () => {
    const seat = (seated: boolean, trouble: string | null) => elsewhere({ seat: { peerId, seated, named: 3, trouble } })
    expectOne(seat(false, null), 'seat', 'failed', /wait an hour/)
    expectOne(seat(false, 'no such method'), 'seat', 'skipped', null)
  })

  it('is a failure where a witness saw only another key; a next key that the website announces is right', () => {
    const saw = (...keys: Uint8Array[]): WitnessFacts => ({
      witness: 'c.example',
      statements: keys.map((one) => ({ key: one, website: true, dns: false, seenAt: NOW - DAY_MS })),
      trouble: null,
    })
    const [first] = good.elsewhere.witnesses
    assert.ok(first && good.website.document)
    const { detail } = expectOne(elsewhere({ witnesses: [first, saw(otherKey)] }), 'witnesses', 'failed', /DNS/)
    assert.match(detail, /^1 of 2 holders .* another key was seen by c\.example \(24 h ago\)/)
    assert.equal(worst(findings(elsewhere({ witnesses: [first, saw(otherKey, key)] }))), 'ok')
    const website = { ...good.website, document: { ...good.website.document, nextKey: otherKey } }
    assert.equal(worst(findings({ website, ...elsewhere({ witnesses: [first, saw(otherKey)] }) })), 'ok')
  })

  it('warns where no holder saw the key, with what they said', () => {
    const silent = { witness: 'c.example', statements: [], trouble: 'It does not answer.' }
    const { detail } = expectOne(elsewhere({ witnesses: [silent] }), 'witnesses', 'warning', /website/)
    assert.match(detail, /c\.example: It does not answer/)
  })
})

describe('what doctor makes of relays and of what pages can reach', () => {
  it('is a failure without a slot, or where no call comes through', () => {
    const relay = (result: 'no-slot' | 'not-reached') => ({
      relays: [{ peerId, result, detail: 'refused', maxBytes: null, maxMs: null }],
    })
    expectOne(relay('no-slot'), 'relay', 'failed', /maxReservations/)
    expectOne(relay('not-reached'), 'relay', 'failed', /log/)
  })

  it('warns of limits that are too small for a direct path to be found', () => {
    const relay = (maxBytes: number, maxMs: number) => ({
      relays: [{ peerId, result: 'reached' as const, detail: '', maxBytes, maxMs }],
    })
    assert.equal(worst(findings(relay(65_536, 30_000))), 'ok')
    expectOne(relay(65_535, 30_000), 'relay', 'warning', /maxCircuitBytes/)
    expectOne(relay(65_536, 29_999), 'relay', 'warning', /maxCircuitMs/)
  })

  it('warns where web pages reach no node: none announced, or none that answers', () => {
    const document = good.website.document && { ...good.website.document }
    const [tcp] = goodNode.addresses
    assert.ok(tcp && document)
    const plain = findings({ nodes: [{ ...goodNode, addresses: [tcp] }] })
    assert.match(plain.find(({ check }) => check === 'websocket')?.detail ?? '', /^No node announces/)
    const dead = { address: wsAddress, result: 'failed' as const, detail: 'no answer' }
    const shut = findings({ nodes: [{ ...goodNode, addresses: [tcp, dead] }] })
    assert.match(shut.find(({ check }) => check === 'websocket')?.detail ?? '', /^No secure WebSocket was reached/)
    const here = { ...tcp, address: `/ip4/127.0.0.1/tcp/1/ws/p2p/${peerId}` }
    const local = findings({ isLocal: true, nodes: [{ ...goodNode, addresses: [here] }] })
    assert.equal(local.find(({ check }) => check === 'websocket')?.result, 'ok')
  })
})
