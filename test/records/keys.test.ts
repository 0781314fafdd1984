import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { createDeviceEntry, verifyDeviceEntry } from '../../src/records/device-entry.ts'
import { identityIdText, parseIdentityId } from '../../src/records/identity-id.ts'
import {
  peerIdBytesFromRaw,
  peerIdFromRaw,
  publicKeyFromRaw,
  rawFromPeerId,
  rawPublicKey,
  verifies,
} from '../../src/records/keys.ts'
import { lengthPrefixed } from '../../src/records/routing-key.ts'
import { DEVICE_ENTRY, filled, ID, KEYS, NETWORK, rawOf } from './fixtures.ts'

const raw = rawOf(KEYS.device)
const wrongType = { code: 'WRONG_KEY_TYPE' }

describe('keys', () => {
  it('go from raw to libp2p and back', () => {
    const peerId = peerIdFromPrivateKey(KEYS.device)
    assert.deepEqual(rawPublicKey(publicKeyFromRaw(raw)), raw)
    assert.ok(peerIdFromRaw(raw).equals(peerId))
    assert.deepEqual(peerIdBytesFromRaw(raw), peerId.toMultihash().bytes)
    assert.deepEqual(rawFromPeerId(peerId), raw)
    assert.deepEqual(rawFromPeerId(peerId.toMultihash().bytes), raw)
  })

  it('are Ed25519 or refused', async () => {
    for (const type of ['secp256k1', 'ECDSA'] as const) {
      const { publicKey } = await generateKeyPair(type)
      assert.throws(() => rawPublicKey(publicKey), wrongType)
    }
    const secp = peerIdFromPrivateKey(await generateKeyPair('secp256k1'))
    assert.throws(() => rawFromPeerId(secp), wrongType)
    const rsa = peerIdFromPrivateKey(await generateKeyPair('RSA', 2048))
    assert.throws(() => rawFromPeerId(rsa), wrongType)
    assert.throws(() => rawFromPeerId(new Uint8Array()), wrongType)
    assert.throws(() => rawFromPeerId(filled(1, 38)), wrongType)
    assert.throws(() => rawFromPeerId(peerIdBytesFromRaw(raw).subarray(0, 37)), wrongType)
    assert.throws(() => publicKeyFromRaw(filled(1, 33)), wrongType)
    assert.throws(() => peerIdBytesFromRaw(filled(1, 31)), wrongType)
  })

  it('verify nothing for a signature of the wrong length or 32 bytes that are no point', async () => {
    const signature = await KEYS.device.sign(ID)
    assert.equal(await verifies(raw, ID, signature), true)
    assert.equal(await verifies(raw, ID, signature.subarray(1)), false)
    assert.equal(await verifies(filled(0xff), ID, signature), false)
    assert.equal(await verifies(rawOf(KEYS.other), ID, signature), false)
  })
})

describe('device entries', () => {
  it('hold for one identity, network and sealing key only', async () => {
    await verifyDeviceEntry(DEVICE_ENTRY, ID, NETWORK)
    const bad = { code: 'BAD_SIGNATURE' }
    await assert.rejects(verifyDeviceEntry(DEVICE_ENTRY, filled(1), NETWORK), bad)
    await assert.rejects(verifyDeviceEntry(DEVICE_ENTRY, ID, 'main'), bad)
    await assert.rejects(verifyDeviceEntry({ ...DEVICE_ENTRY, sealingKey: filled(1) }, ID, NETWORK), bad)
  })

  it('leave the publisher mark to the identity', async () => {
    await verifyDeviceEntry({ ...DEVICE_ENTRY, publisher: false }, ID, NETWORK)
    const options = { deviceKey: KEYS.other, identityId: ID, network: NETWORK, sealingKey: filled(1), publisher: false }
    assert.equal((await createDeviceEntry(options)).publisher, false)
  })
})

describe('texts and bytes', () => {
  it('an identity id comes back from its text', () => {
    assert.deepEqual(parseIdentityId(identityIdText(ID)), ID)
    assert.equal(identityIdText(filled(0)), `b${'a'.repeat(52)}`)
  })

  it('length prefixes keep fields apart', () => {
    assert.deepEqual(lengthPrefixed('ab', 'c'), Uint8Array.of(2, 0x61, 0x62, 1, 0x63))
    assert.notDeepEqual(lengthPrefixed('a', 'bc'), lengthPrefixed('ab', 'c'))
    assert.deepEqual(lengthPrefixed(filled(7, 200)).subarray(0, 2), Uint8Array.of(0xc8, 0x01))
  })
})
