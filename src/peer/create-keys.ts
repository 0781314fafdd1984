import { generateKeyPair } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { fromString } from 'uint8arrays'
import { createInception } from '../records/create-key-event.ts'
import type { PublisherKeys, SealingKey } from './key-store.ts'

export interface CreateKeysOptions {
  /** [a-z0-9-]{1,32}; default 'main'. */
  network?: string
  /** The inception's time, ms; default: the clock. */
  now?: () => number
}

export interface NewKeys {
  /** of a publisher, since the identity has no other device yet */
  keys: PublisherKeys
  /** Undoes a stolen identity key. Keep it offline: no part of this package ever stores it. */
  recoveryKey: Ed25519PrivateKey
}

/** Makes a new identity with its first device. Nothing is saved: hand `keys` to a KeyStore. docs/spec/key-log.md. */
export async function createKeys({ network = 'main', now = Date.now }: CreateKeysOptions = {}): Promise<NewKeys> {
  const [identityKey, deviceKey, recoveryKey, sealingKey] = await Promise.all([
    generateKeyPair('Ed25519'),
    generateKeyPair('Ed25519'),
    generateKeyPair('Ed25519'),
    createSealingKey(),
  ])
  const inception = await createInception({
    signingKey: identityKey,
    recoveryPublicKey: recoveryKey.publicKey.raw,
    time: now(),
  })
  return { keys: { network, identityKey, deviceKey, sealingKey, keyLog: [inception] }, recoveryKey }
}

/** The X25519 pair of a device. */
export async function createSealingKey(): Promise<SealingKey> {
  const pair = (await crypto.subtle.generateKey({ name: 'X25519' }, true, ['deriveBits'])) as CryptoKeyPair
  const jwk = await crypto.subtle.exportKey('jwk', pair.privateKey)
  return {
    publicKey: fromString(jwk.x as string, 'base64url'),
    privateKey: fromString(jwk.d as string, 'base64url'),
  }
}
