// What doctor sees of a domain in which all is well, for tests of what it makes of it.
import assert from 'node:assert/strict'
import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import type { DomainFacts } from '../../src/cli/doctor/examine-domain.ts'
import type { Check, Finding } from '../../src/cli/doctor/finding.ts'
import { judgeDomain } from '../../src/cli/doctor/judge-domain.ts'
import { domainRoutingKey } from '../../src/records/routing-key.ts'
import { sealRecord } from '../../src/records/seal-record.ts'
import { openRecord } from '../../src/records/validate.ts'
import type { VerifiedDomain } from '../../src/records/verified-record.ts'

export const NOW = 1_800_000_000_000
export const DAY_MS = 86_400_000
export const network = 'main'
export const domain = 'a.example'
const keyOf = (seed: number) => generateKeyPairFromSeed('Ed25519', new Uint8Array(32).fill(seed))
const domainKey = await keyOf(1)
const node = peerIdFromPrivateKey(await keyOf(2))
export const peerId = node.toString()
export const address = `/dns4/a.example/tcp/4001/p2p/${peerId}`
export const wsAddress = `/dns4/a.example/tcp/443/tls/ws/p2p/${peerId}`
export const key = Uint8Array.from(domainKey.publicKey.raw)
export const otherKey = new Uint8Array(32).fill(9)

/** The domain record as its node, or whoever holds another key of the domain, signed it. */
export async function domainRecord(seq = NOW - DAY_MS, signer = domainKey): Promise<VerifiedDomain> {
  const payload = {
    ...{ domain, seq, expiresAt: seq + 90 * DAY_MS, previousKeys: [], services: [], policy: [] },
    key: Uint8Array.from(signer.publicKey.raw),
    nodes: [{ peerId: node.toMultihash().bytes, multiaddrs: [multiaddr(address).bytes, multiaddr(wsAddress).bytes] }],
  }
  const bytes = await sealRecord('domain', payload, signer, network)
  return (await openRecord(bytes, domainRoutingKey(network, domain), { network })) as VerifiedDomain
}

export const recordOfAnotherKey = await domainRecord(NOW - DAY_MS, await keyOf(3))

const record = await domainRecord()
const goodNode: DomainFacts['nodes'][number] = {
  peerId,
  addresses: [address, wsAddress].map((one) => ({ address: one, result: 'reached', detail: 'reached in 5 ms' })),
  description: { domainRecord: record.bytes, clockAheadMs: -200 },
  introduction: { domainRecord: record.bytes, clockAheadMs: -200 },
  introductionTrouble: null,
  trouble: null,
}

export const good: DomainFacts = {
  ...{ domain, network, now: NOW, recordTroubles: [], record, isLocal: false },
  website: {
    ...{ url: 'https://a.example/.well-known/openpeer.json', trouble: null, otherNetwork: null, allowOrigin: '*' },
    document: { network, domain, key, nodes: [address, wsAddress] },
  },
  nodes: [goodNode],
  binding: {
    ...{ domain, key, status: 'verified', detail: '', checkedAt: NOW, lastSuccessAt: NOW },
    website: { result: 'match', detail: 'The website shows this key.' },
    dns: { result: 'match', detail: 'The TXT record shows this key.' },
  },
  stun: [{ uri: 'stun:a.example:3478', answers: true, detail: 'It answers.' }],
  gateway: { url: 'https://a.example/healthz', healthy: true, detail: 'It answers.' },
  relays: [{ peerId, result: 'reached', detail: 'called through it in 9 ms', maxBytes: 131_072, maxMs: 120_000 }],
  elsewhere: {
    via: 'b.example',
    trouble: null,
    held: { record, answers: 5, needed: 4, trouble: null },
    seat: { peerId, seated: true, named: 8, trouble: null },
    witnesses: ['b.example', 'c.example'].map((witness) => ({
      witness,
      statements: [{ key, website: true, dns: false, seenAt: NOW - 3_600_000 }],
      trouble: null,
    })),
  },
}
export { goodNode }

/** What is found of these facts, all others being good. */
export function findings(changed: Partial<DomainFacts>): Finding[] {
  return judgeDomain({ ...good, ...changed })
}

/** Expects this one finding to be the only one that is not ok, with a mend that `mend` matches. */
export function expectOne(
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
