import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { identityRoutingKey } from '../../src/records/routing-key.ts'
import { nextSeq, sealRecord } from '../../src/records/seal-record.ts'
import {
  checkTimes,
  openRecord,
  validate,
  validateDomain,
  validateIdentity,
  validateLocation,
  validateName,
  validateSealed,
} from '../../src/records/validate.ts'
import {
  filled,
  ID,
  KEYS,
  NAME,
  NETWORK,
  NOW,
  PAYLOADS,
  peerIdOf,
  ROUTING_KEYS,
  rawOf,
  SIGNERS,
  sealWith,
} from './fixtures.ts'

const options = { network: NETWORK, now: NOW }

describe('validate', () => {
  it('accepts what sealRecord writes, for every kind', async () => {
    for (const kind of ['domain', 'name', 'identity', 'sealed', 'location'] as const) {
      const bytes = await sealRecord(kind, PAYLOADS[kind], SIGNERS[kind], NETWORK)
      const record = await validate(bytes, ROUTING_KEYS[kind], options)
      assert.equal(record.kind, kind)
      assert.deepEqual(record.payload, PAYLOADS[kind])
    }
  })

  it('keeps a copy, so that nobody changes what was checked', async () => {
    const bytes = await sealWith('name')
    const record = await validate(bytes, ROUTING_KEYS.name, options)
    const before = Uint8Array.from(record.bytes)
    bytes.fill(0)
    assert.deepEqual(record.bytes, before)
    assert.deepEqual(record.payload, PAYLOADS.name)
  })

  it('gives plain bytes also for the Buffer of a Node.js store', async () => {
    const record = await validate(Buffer.from(await sealWith('name')), ROUTING_KEYS.name, options)
    assert.equal(record.bytes.constructor, Uint8Array)
    assert.equal(record.payload.seq, NOW)
  })

  it('openRecord opens what has ended, and checkTimes says so', async () => {
    const later = PAYLOADS.name.expiresAt
    const record = await openRecord(await sealWith('name'), ROUTING_KEYS.name, { network: NETWORK })
    assert.throws(() => checkTimes(record, later), { code: 'RECORD_EXPIRED' })
    assert.throws(() => checkTimes(record, 0), { code: 'SEQ_IN_FUTURE' })
    checkTimes(record, later - 1)
  })

  it('refuses a network that is none', async () => {
    const bytes = await sealWith('name')
    const wrong = { network: 'Main/2', now: NOW }
    await assert.rejects(validate(bytes, ROUTING_KEYS.name, wrong), { code: 'INVALID_ARGUMENT' })
    await assert.rejects(sealRecord('name', PAYLOADS.name, KEYS.domain, ''), { code: 'INVALID_ARGUMENT' })
  })
})

describe('validating one kind', () => {
  it('accepts each kind under what it was asked for', async () => {
    assert.equal((await validateDomain(await sealWith('domain'), 'b.example', options)).payload.domain, 'b.example')
    assert.deepEqual(
      (await validateName(await sealWith('name'), rawOf(KEYS.domain), NAME, options)).payload.identityId,
      ID,
    )
    assert.deepEqual((await validateIdentity(await sealWith('identity'), ID, options)).keyState.id, ID)
    const sealed = await validateSealed(await sealWith('sealed'), rawOf(KEYS.capability), options)
    assert.deepEqual(sealed.signer, rawOf(KEYS.capability))
  })

  it('says WRONG_KIND for another kind', async () => {
    await assert.rejects(validateDomain(await sealWith('name'), 'b.example', options), { code: 'WRONG_KIND' })
    await assert.rejects(validateLocation(await sealWith('name'), ID, null, options), { code: 'WRONG_KIND' })
  })

  it('says WRONG_SIGNER for a name record by another key than the domain has', async () => {
    const bytes = await sealWith('name', {}, KEYS.other)
    await assert.rejects(validateName(bytes, rawOf(KEYS.domain), NAME, options), { code: 'WRONG_SIGNER' })
  })

  it('says WRONG_ROUTING_KEY for another domain, name or identity', async () => {
    const wrong = { code: 'WRONG_ROUTING_KEY' }
    await assert.rejects(validateDomain(await sealWith('domain'), 'c.example', options), wrong)
    const eve = { ...NAME, local: 'eve' }
    await assert.rejects(validateName(await sealWith('name'), rawOf(KEYS.domain), eve, options), wrong)
    await assert.rejects(validateIdentity(await sealWith('identity'), filled(1), options), wrong)
  })

  it('takes the location of one device, or of any of the identity', async () => {
    const bytes = await sealWith('location')
    const one = await validateLocation(bytes, ID, peerIdOf(KEYS.device), options)
    const any = await validateLocation(bytes, ID, null, options)
    assert.deepEqual(any, one)
    const wrong = { code: 'WRONG_ROUTING_KEY' }
    await assert.rejects(validateLocation(bytes, ID, peerIdOf(KEYS.other), options), wrong)
    await assert.rejects(validateLocation(bytes, filled(1), null, options), wrong)
    const late = { ...options, now: PAYLOADS.location.expiresAt }
    await assert.rejects(validateLocation(bytes, ID, null, late), { code: 'RECORD_EXPIRED' })
  })

  it('knows an identity only in the network that was asked', async () => {
    const bytes = await sealWith('identity')
    const main = { network: 'main', now: NOW }
    await assert.rejects(validate(bytes, identityRoutingKey('main', ID), main), { code: 'WRONG_NETWORK' })
  })
})

describe('nextSeq', () => {
  it('is the signing time, and always more than before', () => {
    assert.equal(nextSeq(null, NOW), NOW)
    assert.equal(nextSeq(NOW - 1, NOW), NOW)
    assert.equal(nextSeq(NOW, NOW), NOW + 1)
    assert.equal(nextSeq(NOW + 50, NOW), NOW + 51)
  })
})
