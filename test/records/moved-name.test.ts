import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { RECORD_LIMITS } from '../../src/records/kinds.ts'
import { movedToOf } from '../../src/records/name-history.ts'
import { parseName } from '../../src/records/names.ts'
import { MAX_MOVED_TO_BYTES } from '../../src/records/payload-checks.ts'
import { nameRoutingKey } from '../../src/records/routing-key.ts'
import { sealRecord } from '../../src/records/seal-record.ts'
import { openRecord } from '../../src/records/validate.ts'
import type { VerifiedName } from '../../src/records/verified-record.ts'
import { filled, longName, PAYLOADS } from './fixtures.ts'

/** The longest name that a network may have. */
const NETWORK = 'n'.repeat(32)

describe('a name record that says where its holder moved', () => {
  it('has room for the longest name that it may say, beside all else', async () => {
    const key = await generateKeyPair('Ed25519')
    const movedTo = longName(MAX_MOVED_TO_BYTES)
    // Times so late that their varints are as long as they get.
    const late = 2 ** 53 - 1
    const times = { seq: late - 1, expiresAt: late, since: late - 1 }
    const payload = { ...PAYLOADS.name, ...times, previousId: filled(0xff), movedTo }
    const bytes = await sealRecord('name', payload, key, NETWORK)
    assert.ok(bytes.byteLength <= RECORD_LIMITS.name.maxBytes, `${bytes.byteLength} bytes`)
    const routingKey = nameRoutingKey(NETWORK, key.publicKey.raw, 'bob')
    const record = (await openRecord(bytes, routingKey, { network: NETWORK })) as VerifiedName
    assert.equal(movedToOf(record)?.text, movedTo)
  })

  it('says nothing where it has none', () => {
    const { movedTo: _, ...payload } = { ...PAYLOADS.name, movedTo: undefined }
    assert.equal(movedToOf({ payload } as unknown as VerifiedName), null)
    assert.deepEqual(
      movedToOf({ payload: { ...payload, movedTo: 'bob@c.example' } } as never),
      parseName('bob@c.example'),
    )
  })
})
