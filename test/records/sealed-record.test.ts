import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createDeviceEntry } from '../../src/records/device-entry.ts'
import { SEALED_SIZES } from '../../src/records/payload-checks.ts'
import type { SealedContent } from '../../src/records/payloads.js'
import { smallestSealedSize } from '../../src/records/sealed-content.ts'
import { openSealed, sealIdentity } from '../../src/records/sealed-record.ts'
import { validateSealed } from '../../src/records/validate.ts'
import { filled, ID, KEYS, keyOf, NETWORK, NOW, rawOf, sealWith } from './fixtures.ts'
import { CAPABILITY, CONTENT, NONCE, openAsGuest, READ_SECRET, TIMES } from './sealed-fixtures.ts'

const seal = (content: SealedContent | null, size: number, readSecret = READ_SECRET) =>
  sealIdentity({ network: NETWORK, capabilityKey: KEYS.capability, readSecret, content, ...TIMES, size, nonce: NONCE })

/** As large as an identity record can be, with as many homes as there can be. */
async function largest(): Promise<SealedContent> {
  const devices = await Promise.all(
    Array.from({ length: 16 }, async (_, n) =>
      createDeviceEntry({
        ...{ deviceKey: await keyOf(100 + n), identityId: ID, network: NETWORK },
        ...{ sealingKey: filled(n), publisher: false },
      }),
    ),
  )
  const homes = ['b', 'c', 'd', 'e'].map((letter) => `${`${letter.repeat(60)}.`.repeat(4)}example`)
  const claims = (count: number, last: number) =>
    Array.from({ length: count }, (_, n) => `dns:${String(n).padStart(n === 0 ? last : 240, 'x')}.example`)
  const record = async (last: number) =>
    Uint8Array.from(
      await sealWith('identity', { devices, homes, profile: { displayName: '', names: [], claims: claims(15, last) } }),
    )
  let identityRecord = await record(1)
  for (let last = 1; last <= 240 && identityRecord.byteLength < 8_192; last++) {
    const next = await record(last)
    if (next.byteLength > 8_192) break
    identityRecord = next
  }
  return { identityRecord, homes: homes.map((domain) => ({ domain, key: rawOf(KEYS.domain) })) }
}

describe('a sealed record', () => {
  it('holds every identity record that there can be, with all its homes', async () => {
    const content = await largest()
    assert.ok(content.identityRecord.byteLength > 6_000, `${content.identityRecord.byteLength}`)
    const size = smallestSealedSize(content)
    assert.equal(size, 12_288)
    const opened = await openAsGuest(await seal(content, size))
    assert.equal(opened?.homes.length, 4)
    assert.deepEqual(opened.identity.bytes, content.identityRecord)
  })

  it('says by its size only which of three it is', async () => {
    for (const size of SEALED_SIZES) {
      const bytes = await seal(CONTENT, size)
      const { payload } = await validateSealed(bytes, CAPABILITY, { network: NETWORK, now: NOW })
      assert.equal(payload.ciphertext.byteLength, size)
    }
    const [empty, full] = [await seal(null, 1_024), await seal(CONTENT, 1_024)]
    assert.equal(empty.byteLength, full.byteLength, 'one that was withdrawn looks like any other')
  })

  it('is not written where it does not fit, or with half a secret', async () => {
    await assert.rejects(seal(await largest(), 1_024), { code: 'RECORD_TOO_LARGE' })
    await assert.rejects(seal(CONTENT, 2_048), { code: 'INVALID_ARGUMENT' })
    await assert.rejects(seal(CONTENT, 1_024, filled(1, 16)), { code: 'INVALID_ARGUMENT' })
    const sealed = await validateSealed(await seal(CONTENT, 1_024), CAPABILITY, { network: NETWORK, now: NOW })
    await assert.rejects(openSealed(sealed, filled(1, 31), NOW), { code: 'INVALID_ARGUMENT' })
  })

  it('opens for nobody else: no other secret, and not with one bit changed', async () => {
    const bytes = await seal(CONTENT, 1_024)
    const { payload } = await validateSealed(bytes, CAPABILITY, { network: NETWORK, now: NOW })
    const good = await validateSealed(bytes, CAPABILITY, { network: NETWORK, now: NOW })
    for (const at of [0, 7, 512, 1_023]) {
      const ciphertext = Uint8Array.from(payload.ciphertext)
      ciphertext[at] = (ciphertext[at] ?? 0) ^ 1
      const changed = { ...good, payload: { ...payload, ciphertext } } as typeof good
      await assert.rejects(openSealed(changed, READ_SECRET, NOW), { code: 'RECORD_MALFORMED' }, `byte ${at}`)
    }
    for (const bit of [0, 100, 255]) {
      const other = Uint8Array.from(READ_SECRET)
      other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      await assert.rejects(openSealed(good, other, NOW), { code: 'RECORD_MALFORMED' }, `bit ${bit}`)
    }
  })
})
