import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { READ_SECRET_BYTES, type ReadCapability } from '../records/capability.ts'
import { lengthPrefixed } from '../records/routing-key.ts'
import type { PeerKeys } from './key-store.ts'

/** What is kept of an own invitation: alone it opens nothing and signs nothing. */
export const NUMBER_BYTES = 16
const SEED_BYTES = 32

/** Both halves of an invitation's capability; only the reading one ever leaves this device. */
export interface OwnCapability extends ReadCapability {
  key: Ed25519PrivateKey
}

/**
 * The capability of one invitation, from the device's sealing key and the invitation's random number (16 bytes): whoever reads
 * the storage but not the key store can neither write nor read with it. docs/spec/invitations.md, "Keys"
 */
export async function ownCapability(
  { network, sealingKey }: Pick<PeerKeys, 'network' | 'sealingKey'>,
  number: Uint8Array,
): Promise<OwnCapability> {
  const info = lengthPrefixed('openpeer/capability/1', network)
  const derived = hkdf(sha256, sealingKey.privateKey, number, info, SEED_BYTES + READ_SECRET_BYTES)
  const key = await generateKeyPairFromSeed('Ed25519', derived.subarray(0, SEED_BYTES))
  return { network, key, capability: Uint8Array.from(key.publicKey.raw), readSecret: derived.slice(SEED_BYTES) }
}
