import { RECORD_LIMITS } from '../../../src/records/kinds.ts'
import { encodePayload } from '../../../src/records/payload-codecs.ts'
import { addressBytes, MOVED_TO, NOW, PAYLOADS, sealBytes, sealWith } from '../fixtures.ts'
import type { Vector } from './vector.ts'
import { acceptedVector } from './vector.ts'

/** Good records of every kind but identity, and those that are just good enough. */
export async function acceptedVectors(): Promise<Vector[]> {
  const good = await sealWith('name')
  return await Promise.all([
    acceptedVector({
      name: 'domain',
      kind: 'domain',
      bytes: await sealWith('domain'),
      description: 'A domain record.',
    }),
    acceptedVector({ name: 'name', kind: 'name', bytes: good, description: 'A name record.' }),
    acceptedVector({
      name: 'name.first-owner',
      kind: 'name',
      bytes: await sealBytes('name', encodePayload('name', withoutPreviousId())),
      description: 'A name record without previousId, given at this moment.',
    }),
    acceptedVector({
      name: 'name.moved',
      kind: 'name',
      bytes: await sealWith('name', { movedTo: MOVED_TO }),
      description: 'A name record that says where its holder moved: bob@c.example.',
    }),
    acceptedVector({
      name: 'sealed',
      kind: 'sealed',
      bytes: await sealWith('sealed'),
      description: 'A sealed record.',
    }),
    acceptedVector({
      name: 'location',
      kind: 'location',
      bytes: await sealWith('location'),
      description: 'A location record.',
    }),
    acceptedVector({
      name: 'seq-in-future.at-the-limit',
      kind: 'name',
      bytes: good,
      now: NOW - 5 * 60_000,
      description: 'Signed exactly five minutes ahead of the reader.',
    }),
    acceptedVector({
      name: 'expired.last-moment',
      kind: 'name',
      bytes: good,
      now: PAYLOADS.name.expiresAt - 1,
      description: 'The last millisecond of its life.',
    }),

    acceptedVector({
      name: 'domain.at-the-limits',
      kind: 'domain',
      bytes: await fullDomainRecord(),
      description: 'Exactly 4,096 bytes, with an address and values of 256 bytes.',
    }),
  ])
}

function withoutPreviousId() {
  const { previousId: _, ...rest } = PAYLOADS.name
  return { ...rest, since: NOW }
}

/** A domain record that is exactly as large as its kind allows. */
async function fullDomainRecord(): Promise<Uint8Array> {
  const address = addressBytes(`/dns4/${'a.'.repeat(121)}example1/tcp/1`)
  const nodes = PAYLOADS.domain.nodes.map((node) => ({ ...node, multiaddrs: [address] }))
  const policy = Array.from({ length: 13 }, (_, index) => ({ name: `p${index}`, value: 'a'.repeat(256) }))
  const recordWith = (length: number) =>
    sealWith('domain', { nodes, policy: [...policy, { name: 'last', value: 'a'.repeat(length) }] })
  for (let length = 0; length <= 256; length++) {
    const record = await recordWith(length)
    if (record.byteLength === RECORD_LIMITS.domain.maxBytes) return record
  }
  throw new Error('no length of the last value makes the record as large as it may be')
}
