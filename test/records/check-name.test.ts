import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkName } from '../../src/records/check-name.ts'
import { parseName } from '../../src/records/names.ts'
import type { Payloads } from '../../src/records/payload-codecs.ts'
import { encodePayload } from '../../src/records/payload-codecs.ts'
import { nameHash } from '../../src/records/routing-key.ts'
import { validateDomain, validateIdentity, validateName } from '../../src/records/validate.ts'
import { DAY_MS, filled, ID, KEYS, NAME, NETWORK, NOW, rawOf, sealBytes, sealWith } from './fixtures.ts'
import { TOMBSTONED } from './vector-cases/key-log-cases.ts'

const options = { network: NETWORK, now: NOW }
const nameRecordBy = async (key = KEYS.domain, changes: Partial<Payloads['name']> = {}, name = NAME) =>
  await validateName(await sealWith('name', changes, key), rawOf(key), name, options)
const identityWith = async (changes: Partial<Payloads['identity']>) =>
  await validateIdentity(await sealWith('identity', changes), ID, options)

const domain = await validateDomain(await sealWith('domain'), 'b.example', options)
const good = { name: NAME, domain, nameRecord: await nameRecordBy(), identity: await identityWith({}) }

describe('checkName', () => {
  it('accepts a name that domain and identity agree on', () => checkName(good))

  it('refuses a name record by another key', async () => {
    const nameRecord = await nameRecordBy(KEYS.other)
    assert.throws(() => checkName({ ...good, nameRecord }), { code: 'WRONG_SIGNER' })
  })

  it('takes a previous key only while the domain record names it, and only with a clock', async () => {
    // The fixture's domain record names KEYS.other as its previous key for 30 days.
    const nameRecord = await nameRecordBy(KEYS.other)
    checkName({ ...good, nameRecord, now: NOW + 30 * DAY_MS - 1 })
    const late = { ...good, nameRecord, now: NOW + 30 * DAY_MS }
    assert.throws(() => checkName(late), { code: 'WRONG_SIGNER' })
    const stranger = { ...good, nameRecord: await nameRecordBy(KEYS.device), now: NOW }
    assert.throws(() => checkName(stranger), { code: 'WRONG_SIGNER' })
  })

  it('refuses an identity that does not list the name', async () => {
    const identity = await identityWith({
      listedNames: [filled(1)],
      profile: { displayName: '', names: [], claims: [] },
    })
    assert.throws(() => checkName({ ...good, identity }), { code: 'NAME_NOT_LISTED' })
  })

  it('refuses a name that leads to another identity', async () => {
    const nameRecord = await nameRecordBy(KEYS.domain, { identityId: filled(9) })
    assert.throws(() => checkName({ ...good, nameRecord }), { code: 'NAME_OWNED_BY_ANOTHER' })
  })

  it('refuses the record of another name', async () => {
    const eve = parseName('eve@b.example')
    const nameRecord = await nameRecordBy(KEYS.domain, { nameHash: nameHash('eve') }, eve)
    assert.throws(() => checkName({ ...good, nameRecord }), { code: 'WRONG_ROUTING_KEY' })
  })

  it('refuses the domain record of another domain', () => {
    assert.throws(() => checkName({ ...good, name: parseName('bob@c.example') }), { code: 'WRONG_DOMAIN' })
  })

  it('refuses a revoked identity', async () => {
    const keyLog = TOMBSTONED.map((event) => Uint8Array.from(event))
    const payload = { id: ID, keyLog, seq: NOW, expiresAt: 0, homes: [], devices: [], listedNames: [] }
    const bytes = await sealBytes('identity', encodePayload('identity', payload), KEYS.recovery)
    const identity = await validateIdentity(bytes, ID, options)
    assert.throws(() => checkName({ ...good, identity }), { code: 'IDENTITY_REVOKED' })
  })
})
