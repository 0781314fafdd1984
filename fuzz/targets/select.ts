import { encodePayload } from '../../src/records/payload-codecs.ts'
import { select } from '../../src/records/select.ts'
import { openRecord } from '../../src/records/validate.ts'
import type { VerifiedRecord } from '../../src/records/verified-record.ts'
import { NETWORK, NOW, PAYLOADS, ROUTING_KEYS, sealBytes, sealWith } from '../../test/records/fixtures.ts'
import { decoder, promised } from '../target.ts'
import { LOGS } from './key-logs.ts'

const { profile: _, ...withoutProfile } = PAYLOADS.identity
const ENDED = { ...withoutProfile, expiresAt: 0, homes: [], devices: [], listedNames: [] }

/** Identity records of one id that only their logs, times or contents tell apart; and some of another key. */
const RECORDS: readonly VerifiedRecord[] = (await Promise.all([identities(), names()])).flat()

async function identities(): Promise<VerifiedRecord[]> {
  const made = LOGS.filter(([log]) => log.length < 10).flatMap(([keyLog, signer]) =>
    [0, 1].flatMap((later) =>
      ['one', 'two'].map(async (displayName) => {
        const changes = { keyLog, seq: NOW + later, profile: { displayName, names: [], claims: [] } }
        const alive = await sealWith('identity', changes, signer)
        const ended = await sealBytes(
          'identity',
          encodePayload('identity', { ...ENDED, keyLog, seq: NOW + later }),
          signer,
        )
        const open = (bytes: Uint8Array) => openRecord(bytes, ROUTING_KEYS.identity, { network: NETWORK })
        return open(alive).catch(() => open(ended))
      }),
    ),
  )
  return await Promise.all(made)
}

function names(): Promise<VerifiedRecord[]> {
  const made = [NOW, NOW + 1].map(async (seq) =>
    openRecord(await sealWith('name', { seq }), ROUTING_KEYS.name, { network: NETWORK }),
  )
  return Promise.all(made)
}

/** `select` of any two records: an input is two numbers. Symmetric, or two holders would never end with the same. */
export const selectTarget = decoder({
  name: 'select',
  weight: 0.2,
  codes: ['INVALID_ARGUMENT'],
  generate: (random) => Uint8Array.of(random.below(RECORDS.length), random.below(RECORDS.length)),
  act([first = 0, second = 0]) {
    const record = (at: number) => RECORDS[at % RECORDS.length] as VerifiedRecord
    const [there, back] = [select(record(first), record(second)), select(record(second), record(first))]
    if (there.conflict || back.conflict) {
      promised(there.conflict === back.conflict, 'a conflict has two sides')
      return 'conflict'
    }
    const turned = { a: 'b', b: 'a', same: 'same' } as const
    promised(turned[there.winner] === back.winner && there.note === back.note, 'select is symmetric')
    return there.note ?? there.winner
  },
})
