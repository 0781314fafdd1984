import { compare } from 'uint8arrays/compare'
import type { RecordKind } from '../../../src/records/kinds.ts'
import { select } from '../../../src/records/select.ts'
import { openRecord } from '../../../src/records/validate.ts'
import { filled, KEYS, LOG, NETWORK, NOW, ROUTING_KEYS, sealWith } from '../fixtures.ts'
import { RECOVERED, RECOVERED_OTHERWISE, ROTATED, ROTATED_OTHERWISE } from './key-log-cases.ts'
import type { Vector } from './vector.ts'
import { asJson } from './vector.ts'

const own = (log: Uint8Array[]) => log.map((event) => Uint8Array.from(event))
const identityOf = (log: Uint8Array[], key = KEYS.nextIdentity, seq = NOW) =>
  sealWith('identity', { keyLog: own(log), seq, expiresAt: seq + 1000 }, key)

/** Pairs of valid records, and which of them every holder ends with. */
export async function selectVectors(): Promise<Vector[]> {
  const plain = await identityOf(LOG, KEYS.identity, NOW + 9000)
  const [rotated, rotatedOtherwise] = [await identityOf(ROTATED), await identityOf(ROTATED_OTHERWISE, KEYS.other)]
  const [recovered, recoveredOtherwise] = [
    await identityOf(RECOVERED),
    await identityOf(RECOVERED_OTHERWISE, KEYS.other),
  ]
  const [alike, otherwise] = [await sealWith('name'), await sealWith('name', { identityId: filled(0x22) })]
  const cases: [name: string, kind: RecordKind, a: Uint8Array, b: Uint8Array, description: string][] = [
    ['same', 'name', alike, alike, 'One record twice.'],
    ['seq', 'name', await newerWithLesserHash(alike), alike, 'The higher seq, though its payload has the lesser hash.'],
    ['equivocation', 'name', alike, otherwise, 'One seq, two payloads: the greater sha256 of the payload.'],
    [
      'domain-key',
      'domain',
      await sealWith('domain'),
      await sealWith('domain', domainOf(), KEYS.device),
      'Which key a domain has is not for select: the higher seq.',
    ],
    ['key-log-first', 'identity', plain, rotated, 'The longer key log, though its record has the lower seq.'],
    ['forked', 'identity', rotated, rotatedOtherwise, 'Two rotations: the greater hash of the event.'],
    ['recovery', 'identity', recovered, rotatedOtherwise, 'A recovery beats a rotation.'],
    [
      'same-log',
      'identity',
      rotated,
      await identityOf(ROTATED, KEYS.nextIdentity, NOW + 1),
      'One log: the higher seq.',
    ],
    ['conflict', 'identity', recovered, recoveredOtherwise, 'Two recoveries under one commitment.'],
  ]
  const vectors = cases.map(async ([name, kind, bytesA, bytesB, description]) => {
    const routingKey = ROUTING_KEYS[kind]
    const [a, b] = await Promise.all(
      [bytesA, bytesB].map((bytes) => openRecord(bytes, routingKey, { network: NETWORK })),
    )
    if (a === undefined || b === undefined) throw new Error('unreachable')
    const expected = select(a, b)
    const payloadOrder = compare(a.payloadHash, b.payloadHash)
    const content = {
      description,
      rule: 'select',
      operation: 'select',
      network: NETWORK,
      routingKey,
      a: bytesA,
      b: bytesB,
      payloadOrder,
      expected,
    }
    return { path: `records/valid/select.${name}`, content: asJson(content) as Vector['content'] }
  })
  return await Promise.all(vectors)
}

function domainOf() {
  return { key: Uint8Array.from(KEYS.device.publicKey.raw), seq: NOW + 1 }
}

/** The first newer version of the name record whose payload has the lesser hash: it shows that `seq` comes first. */
async function newerWithLesserHash(older: Uint8Array): Promise<Uint8Array> {
  const open = (bytes: Uint8Array) => openRecord(bytes, ROUTING_KEYS.name, { network: NETWORK })
  const { payloadHash } = await open(older)
  for (let seq = NOW + 1; ; seq++) {
    const newer = await sealWith('name', { seq })
    if (compare((await open(newer)).payloadHash, payloadHash) < 0) return newer
  }
}
