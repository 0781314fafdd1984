import { RecordEnvelope } from '@libp2p/peer-record'
import { equals } from 'uint8arrays/equals'
import { judgeWitnesses, type Testimony } from '../../src/identity-proofs/witnesses.ts'
import { WitnessPayload } from '../../src/records/payloads.js'
import { MAX_WITNESS_BYTES, openWitness, sealWitness } from '../../src/records/witness-statement.ts'
import { KEYS, NETWORK, NOW, rawOf } from '../../test/records/fixtures.ts'
import { mutateBytes } from '../mutate-bytes.ts'
import { mutateProtobuf } from '../mutate-protobuf.ts'
import { mutateValue } from '../mutate-value.ts'
import { pack, unpack } from '../packed.ts'
import type { Random } from '../random.ts'
import { decoder, promised, type Target } from '../target.ts'
import { VALIDATE_CODES } from './records.ts'

const DOMAIN = 'b.example'
const KEY = rawOf(KEYS.domain)
const GOOD = { witness: 'w.test', domain: DOMAIN, key: KEY, website: true, dns: true, seenAt: NOW }
const WITNESSES = ['w.test', 'v.test', 'sub.w.test', 'u.co.uk', DOMAIN]

async function sealedBytes(payload: Uint8Array): Promise<Uint8Array> {
  const record = {
    domain: `openpeer/${NETWORK}/witness/1`,
    codec: new TextEncoder().encode(`/openpeer/${NETWORK}/witness`),
    marshal: () => payload,
    equals: () => false,
  }
  return (await RecordEnvelope.seal(record, KEYS.other)).marshal()
}

async function hostileStatement(random: Random): Promise<Uint8Array> {
  const bytes = WitnessPayload.encode(GOOD)
  switch (random.below(5)) {
    case 0:
      return mutateBytes(await sealWitness(GOOD, KEYS.other, NETWORK), random)
    case 1:
      return mutateProtobuf(await sealWitness(GOOD, KEYS.other, NETWORK), random)
    case 2:
      return await sealedBytes(mutateProtobuf(bytes, random))
    case 3:
      return await sealWitness(GOOD, KEYS.other, random.pick([NETWORK, 'other', 'dev']))
    default:
      try {
        return await sealedBytes(WitnessPayload.encode(mutateValue(GOOD, random, { anyType: false }) as WitnessPayload))
      } catch {
        return bytes // a number that the codec cannot write
      }
  }
}

/** Statements of witnesses, and what several of them add up to. An input is one statement; or bytes that choose some. */
export const witnessTargets: readonly Target[] = [
  decoder({
    name: 'witness-statement',
    codes: VALIDATE_CODES,
    generate: hostileStatement,
    async act(input) {
      const { bytes, payload } = await openWitness(input, NETWORK)
      promised(equals(bytes, input) && bytes.length <= MAX_WITNESS_BYTES, 'a statement is the bytes that were checked')
      promised(payload.witness !== payload.domain, 'nobody is their own witness')
    },
  }),
  decoder({
    name: 'witness-trial',
    codes: [],
    generate: (random) => pack(...Array.from({ length: random.below(6) }, () => random.bytes(5))),
    act(input) {
      const testimonies = unpack(input).map(testimonyOf)
      const trial = { domain: DOMAIN, key: KEY, txtShowsKey: true, now: NOW }
      const { result, by } = judgeWitnesses({ ...trial, testimonies })
      const turned = judgeWitnesses({ ...trial, testimonies: testimonies.toReversed() })
      promised(result === turned.result && by.join() === turned.by.join(), 'the order of statements changes nothing')
      promised(!by.includes(DOMAIN), 'nobody is their own witness')
      promised(new Set(by).size === by.length, 'a witness counts once')
      return result
    },
  }),
]

function testimonyOf([who = 0, key = 0, seen = 0, at = 0, group = 0]: Uint8Array): Testimony {
  const payload = {
    ...GOOD,
    witness: WITNESSES[who % WITNESSES.length] ?? '',
    key: key % 4 === 0 ? rawOf(KEYS.other) : KEY,
    website: seen % 2 === 0,
    dns: seen % 3 === 0,
    seenAt: NOW + (at - 128) * 3_600_000 * 24,
  }
  const statement = { network: NETWORK, bytes: new Uint8Array(), payload, signer: KEY }
  return { statement, addressGroups: group % 5 === 0 ? [] : [`group ${group % 5}`] }
}
