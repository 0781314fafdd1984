import { privateKeyFromRaw } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey } from '@libp2p/interface'

/** A key that libp2p knows and Open Peer refuses, always the same one. The type says what the sealer expects, and lies. */
export function secp256k1Key(): Ed25519PrivateKey {
  return privateKeyFromRaw(new Uint8Array(32).fill(11)) as unknown as Ed25519PrivateKey
}
